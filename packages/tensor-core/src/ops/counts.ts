/* How many elements fall where. */
import { op } from '../dispatch'
import { category } from '../dtype'
import { ArgumentError, DTypeError } from '../errors'
import { sameShape } from '../shape'
import type { Tensor } from '../tensor'
import { cast, checkOptions, parted } from './allocate'
import { add, clamp, div, mul, sub, where } from './arithmetic'
import { checkFloats, checkNdim, checkWhole, misfit } from './checks'
import { eq, ge, le, logicalAnd } from './compare'
import { newZeros, onesLike } from './make'
import { isfinite, trunc } from './math'
import { amax, amin } from './reduce'
import { scatterAdd, tensorLike } from './scatter'
import { reshape } from './views'

export interface BincountOptions {
  /** The least length of the result. Default 0. */
  minlength?: number
}

/**
 * How often each whole number from 0 on stands in x, or the sum of its weights. x: a vector of integers from 0 on, weights: as
 * many numbers. The length of the result is the greatest element + 1: x is read.
 */
export const bincount = op(
  'bincount',
  (x: Tensor, weights?: Tensor | null | BincountOptions, options?: BincountOptions): Tensor => {
    const [[weight], { minlength = 0 }] = parted<Tensor, BincountOptions>([weights, options], ['minlength'])
    if (category(x.dtype) !== 1) throw new DTypeError(`only supports integers, got ${x.dtype}`)
    checkNdim(x, 1)
    checkWhole('minlength', minlength, 0)
    if (weight && !sameShape(weight.shape, x.shape)) misfit(x.shape, weight.shape)
    const index = cast(x, 'int64')
    let length = minlength
    for (const value of index.data) {
      if (value < 0) throw new ArgumentError(`only supports non-negative integers, got ${value}`)
      length = Math.max(length, Number(value) + 1)
    }
    const ones = weight ? cast(weight, weight.dtype === 'float32' ? 'float32' : 'float64') : onesLike(index)
    return scatterAdd(newZeros(ones, [length]), 0, index, ones)
  },
)

export interface HistcOptions {
  /** How many bins of equal width. Default 100. */
  bins?: number
  /** Where the first begins. Default 0. */
  min?: number
  /** Where the last ends, inclusively. Default 0. Where min equals max, the least and the greatest element are taken. */
  max?: number
}

/** How many elements lie in each of `bins` equal parts of [min, max], in x's dtype. What lies outside is not counted. */
export const histc = op('histc', (x: Tensor, options: HistcOptions = {}): Tensor => {
  checkOptions(options, ['bins', 'min', 'max'])
  const { bins = 100, min = 0, max = 0 } = options
  checkFloats(x.dtype)
  checkWhole('bins', bins, 1)
  if (!(min <= max)) throw new ArgumentError(`max must be larger than min, got ${min} and ${max}`)
  const isGiven = min !== max || x.numel() === 0
  let low = isGiven ? tensorLike(x, min) : amin(x)
  let high = isGiven ? tensorLike(x, max) : amax(x)
  if (x.device.array && !isfinite(sub(high, low)).item()) throw new ArgumentError('the range is not finite')
  const isPoint = eq(low, high)
  low = where(isPoint, sub(low, 1), low)
  high = where(isPoint, add(high, 1), high)
  const isInside = logicalAnd(ge(x, low), le(x, high))
  const place = trunc(div(mul(sub(x, low), bins), sub(high, low)))
  // Whatever lies outside adds 0 to the first bin.
  const index = cast(where(isInside, clamp(place, 0, bins - 1), 0), 'int64')
  return scatterAdd(newZeros(x, [bins]), 0, reshape(index, [-1]), reshape(cast(isInside, x.dtype), [-1]))
})
