/* Views that walk the storage in steps of their own: diagonals and sliding windows. */
import { op } from '../dispatch'
import { normalizeDim, normalizeDims } from '../shape'
import type { Tensor } from '../tensor'
import { parted, viewOf } from './allocate'
import { checkWhole } from './checks'

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
  const [[dim1 = 0, dim2 = 1], { offset = 0 }] = parted<number, DiagonalOptions>(rest, ['offset'])
  const [row, column] = normalizeDims([dim1, dim2], x.ndim) as [number, number]
  checkWhole('offset', offset)
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
  const axis = normalizeDim(dim, x.ndim)
  const length = x.shape[axis] ?? 1
  const stride = x.strides[axis] ?? 1
  checkWhole('size', size, 0, length)
  checkWhole('step', step, 1)
  const count = Math.floor((length - size) / step) + 1
  return x.ndim === 0
    ? viewOf(x, [size], [1])
    : viewOf(x, [...x.shape.with(axis, count), size], [...x.strides.with(axis, stride * step), stride])
})
