/* How many elements fall where. */
import { op } from '../dispatch'
import { isFloating } from '../dtype'
import { ArgumentError, DTypeError, ShapeError } from '../errors'
import { showShape } from '../shape'
import { Tensor } from '../tensor'
import { cast, checkOptions, isOptions } from './allocate'
import { add, clamp, div, mul, sub, where } from './arithmetic'
import { eq, ge, le, logicalAnd } from './compare'
import { full, onesLike, zeros } from './make'
import { trunc } from './math'
import { amax, amin } from './reduce'
import { scatterAdd } from './scatter'
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
    const given = isOptions(weights) ? (weights as BincountOptions) : (options ?? {})
    checkOptions(given, ['minlength'], 'bincount')
    const { minlength = 0 } = given
    if (x.ndim !== 1 || isFloating(x.dtype) || x.dtype === 'bool')
      throw new DTypeError(`bincount: only supports 1-d non-negative integers, got ${x.dtype} ${showShape(x.shape)}`)
    if (!Number.isInteger(minlength) || minlength < 0)
      throw new ArgumentError(`bincount: minlength is a whole number from 0 on, got ${minlength}`)
    const isWeighted = weights instanceof Tensor
    if (isWeighted && (weights.ndim !== 1 || weights.shape[0] !== x.shape[0]))
      throw new ShapeError(
        `bincount: weights should be 1-d and have the same length as input, got ${showShape(weights.shape)} and ${showShape(x.shape)}`,
      )
    const index = cast(x, 'int64')
    let length = minlength
    for (const value of index.data) {
      if (value < 0) throw new ArgumentError(`bincount: only supports 1-d non-negative integers, got ${value}`)
      length = Math.max(length, Number(value) + 1)
    }
    const ones = isWeighted ? cast(weights, weights.dtype === 'float32' ? 'float32' : 'float64') : onesLike(index)
    return scatterAdd(zeros([length], { dtype: ones.dtype, device: x.device }), 0, index, ones)
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
  checkOptions(options, ['bins', 'min', 'max'], 'histc')
  const { bins = 100, min = 0, max = 0 } = options
  if (!isFloating(x.dtype)) throw new DTypeError(`histc: needs a floating point dtype, got ${x.dtype}`)
  if (!Number.isInteger(bins) || bins < 1) throw new ArgumentError(`histc: bins must be > 0, got ${bins}`)
  if (!(min <= max)) throw new ArgumentError(`histc: max must be larger than min, got ${min} and ${max}`)
  const like = { dtype: x.dtype, device: x.device }
  const isGiven = min !== max || x.numel() === 0
  let low = isGiven ? full([], min, like) : amin(x)
  let high = isGiven ? full([], max, like) : amax(x)
  const isPoint = eq(low, high)
  low = where(isPoint, sub(low, 1), low)
  high = where(isPoint, add(high, 1), high)
  const isInside = logicalAnd(ge(x, low), le(x, high))
  const place = trunc(div(mul(sub(x, low), bins), sub(high, low)))
  // Whatever lies outside adds 0 to the first bin.
  const index = cast(where(isInside, clamp(place, 0, bins - 1), 0), 'int64')
  return scatterAdd(zeros([bins], like), 0, reshape(index, [-1]), reshape(cast(isInside, x.dtype), [-1]))
})
