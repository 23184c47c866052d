/* Norms as methods of tensors, and the logarithm of a sum of exponentials. */
import { type DType, isFloating } from '../dtype'
import { ShapeError } from '../errors'
import { showShape } from '../shape'
import { cast } from './allocate'
import { add, sub, where } from './arithmetic'
import { matrixNorm, vectorNorm } from './linalg/norms'
import { exp, isinf, log } from './math'
import { amax, sum } from './reduce'
import { type Dims, dimsOf, type ReduceOptions, reduction, widest } from './reduction'

export interface NormOptions extends ReduceOptions {
  /** The order: a number, ±Infinity, 'fro' for 2, or 'nuc' for the sum of a matrix' singular values. Default 'fro'. */
  p?: number | 'fro' | 'nuc'
  /** The dtype to cast to first. */
  dtype?: DType
}

/** (Σ |x|ᵖ)^(1/p) over `dims` (default all); p = 0 counts what is not zero, ±Infinity takes the greatest or least |x|. */
export const norm = reduction<Dims, NormOptions>(
  'norm',
  ['keepdim', 'p', 'dtype'],
  (x, dims, { p = 'fro', ...rest }) => {
    const over = dimsOf(x, dims)
    if (p === 'nuc') return matrixNorm(x, over, { ord: p, ...rest })
    if (p === 'fro' && Array.isArray(dims) && dims.length > 2)
      throw new ShapeError(`a matrix has at most 2 dimensions, got ${showShape(over)}`)
    return vectorNorm(x, over, { ord: p === 'fro' ? 2 : p, ...rest })
  },
)

/** log Σ eˣ over `dims`, without overflow on the way. Integers give float32. */
export const logsumexp = reduction<Dims, ReduceOptions>('logsumexp', ['keepdim'], (x, dims, { keepdim = false }) => {
  const over = dimsOf(x, dims)
  const dtype = isFloating(x.dtype) ? x.dtype : 'float32'
  const wide = cast(x, widest(x))
  if (over.some((dim) => x.shape[dim] === 0)) return cast(log(sum(exp(wide), over, { keepdim })), dtype)
  const greatest = amax(wide, over, { keepdim: true })
  // An infinite one would leave ∞ − ∞.
  const shift = where(isinf(greatest), 0, greatest)
  const total = log(sum(exp(sub(wide, shift)), over, { keepdim }))
  return cast(add(total, keepdim ? shift : sum(shift, over)), dtype)
})
