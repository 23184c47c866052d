/* Views that walk the storage in steps of their own: diagonals and sliding windows. */
import { op } from '../dispatch'
import { ArgumentError, ShapeError } from '../errors'
import { normalizeDim } from '../shape'
import type { Tensor } from '../tensor'
import { parted, viewOf } from './allocate'

export interface DiagonalOptions {
  /** Which diagonal: above the main one where positive, below it where negative. Default 0. */
  offset?: number
}
type DiagonalArguments =
  | [options?: DiagonalOptions]
  | [dim1: number, options?: DiagonalOptions]
  | [dim1: number, dim2: number, options?: DiagonalOptions]

/** The diagonal of the matrices in axes dim1 and dim2 (default 0 and 1), as the last axis. A view. */
export const diagonal = op('diagonal', (x: Tensor, ...rest: DiagonalArguments): Tensor => {
  const [[dim1 = 0, dim2 = 1], { offset = 0 }] = parted<number, DiagonalOptions>(rest, ['offset'], 'diagonal')
  const [row, column] = [normalizeDim(dim1, x.ndim, 'diagonal'), normalizeDim(dim2, x.ndim, 'diagonal')]
  if (row === column) throw new ShapeError(`diagonal: dimensions cannot be identical: ${dim1}, ${dim2}`)
  if (!Number.isSafeInteger(offset)) throw new ArgumentError(`diagonal: offset is a whole number, got ${offset}`)
  const [down, right] = [Math.max(-offset, 0), Math.max(offset, 0)]
  const length = Math.max(0, Math.min(x.shape[row]! - down, x.shape[column]! - right))
  const [rowStep, columnStep] = [x.strides[row]!, x.strides[column]!]
  const others = (of: readonly number[]) => of.filter((_, axis) => axis !== row && axis !== column)
  return viewOf(
    x,
    [...others(x.shape), length],
    [...others(x.strides), rowStep + columnStep],
    // An empty view must not begin outside of the storage.
    length > 0 ? x.offset + down * rowStep + right * columnStep : x.offset,
  )
})

/** Every window of `size` along `dim`, `step` apart: the windows along that axis, their elements as a new last axis. A view. */
export const unfold = op('unfold', (x: Tensor, dim: number, size: number, step: number): Tensor => {
  const axis = normalizeDim(dim, x.ndim, 'unfold')
  const length = x.shape[axis] ?? 1
  const stride = x.strides[axis] ?? 1
  if (!Number.isSafeInteger(size) || size < 0 || size > length)
    throw new ShapeError(`unfold: maximum size for tensor at dimension ${axis} is ${length} but size is ${size}`)
  if (!Number.isSafeInteger(step) || step < 1) throw new ArgumentError(`unfold: step is ${step} but must be > 0`)
  const count = Math.floor((length - size) / step) + 1
  return x.ndim === 0
    ? viewOf(x, [size], [1])
    : viewOf(x, [...x.shape.with(axis, count), size], [...x.strides.with(axis, stride * step), stride])
})
