/* Norms, and the logarithm of a sum of exponentials. */
import { type DType, isFloating } from '../dtype'
import { ArgumentError, DTypeError, ShapeError } from '../errors'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { cast } from './allocate'
import { add, pow, square, sub, where } from './arithmetic'
import { ne } from './compare'
import { abs, exp, isinf, log, sqrt } from './math'
import { amax, amin, type Dims, dimsOf, type ReduceOptions, reduction, sum, widest } from './reduce'

export interface NormOptions extends ReduceOptions {
  /** The order: a number, ±Infinity, or 'fro' for 2. Default 'fro'. */
  p?: number | 'fro'
  /** The dtype to cast to first. */
  dtype?: DType
}

/** The size of a vector by order p. x: any float, in the dtype to compute in. */
function vectorNorm(x: Tensor, p: number, over: readonly number[], options: ReduceOptions): Tensor {
  if (p === 2) return sqrt(sum(square(x), over, options))
  const sizes = abs(x)
  if (p === 1) return sum(sizes, over, options)
  if (p === 0) return sum(cast(ne(x, 0), x.dtype), over, options)
  if (p === Infinity) return amax(sizes, over, options)
  if (p === -Infinity) return amin(sizes, over, options)
  return pow(sum(pow(sizes, p), over, options), 1 / p)
}

/** (Σ |x|ᵖ)^(1/p) over `dims` (default all); p = 0 counts what is not zero, ±Infinity takes the greatest or least |x|. */
export const norm = reduction<Dims, NormOptions>(
  'norm',
  ['keepdim', 'p', 'dtype'],
  (x, dims, { keepdim = false, p = 'fro', dtype = x.dtype }) => {
    if (!isFloating(dtype)) throw new DTypeError(`norm: needs a floating point dtype, got ${dtype}`)
    if (p !== 'fro' && typeof p !== 'number') throw new ArgumentError(`norm: p is a number or 'fro', got ${String(p)}`)
    const over = dimsOf(x, dims, 'norm')
    if (p === 'fro' && Array.isArray(dims) && over.length > 2)
      throw new ShapeError(`norm: a matrix has at most 2 dimensions, got ${showShape(over)}`)
    return cast(vectorNorm(cast(x, widest(x)), p === 'fro' ? 2 : p, over, { keepdim }), dtype)
  },
)

/** log Σ eˣ over `dims`, without overflow on the way. Integers give float32. */
export const logsumexp = reduction<Dims, ReduceOptions>('logsumexp', ['keepdim'], (x, dims, { keepdim = false }) => {
  const over = dimsOf(x, dims, 'logsumexp')
  const dtype = isFloating(x.dtype) ? x.dtype : 'float32'
  const wide = cast(x, widest(x))
  if (over.some((dim) => x.shape[dim] === 0)) return cast(log(sum(exp(wide), over, { keepdim })), dtype)
  const greatest = amax(wide, over, { keepdim: true })
  // An infinite one would leave ∞ − ∞.
  const shift = where(isinf(greatest), 0, greatest)
  const total = log(sum(exp(sub(wide, shift)), over, { keepdim }))
  return cast(add(total, keepdim ? shift : sum(shift, over)), dtype)
})
