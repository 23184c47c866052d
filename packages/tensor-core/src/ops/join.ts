/* Several tensors as one, and one as several. */
import { named, op } from '../dispatch'
import { ArgumentError } from '../errors'
import { resultType } from '../promotion'
import { normalizeDim, sameShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, commonDevice } from './allocate'
import { checkNdim, checkWhole, misfit } from './checks'
import { copy_ } from './in-place'
import { narrow, reshape, unsqueeze } from './views'

/** Tensors one after the other along `dim`; their other axes must be alike. 1-d empty tensors are skipped, as in PyTorch. */
export const cat = op('cat', (tensors: readonly Tensor[], dim = 0): Tensor => {
  const device = commonDevice(tensors)
  if (!device) throw new ArgumentError('expected a non-empty list of Tensors')
  const parts = tensors.filter((x) => !(x.ndim === 1 && x.shape[0] === 0))
  const first = parts[0] ?? tensors[0]!
  checkNdim(first, 1, Infinity)
  const axis = normalizeDim(dim, first.ndim)
  for (const x of parts)
    if (x.ndim !== first.ndim || x.shape.some((size, i) => i !== axis && size !== first.shape[i]))
      misfit(first.shape, x.shape, `shapes along ${axis}`)
  const length = parts.reduce((sum, x) => sum + x.shape[axis]!, 0)
  const out = allocate(first.shape.with(axis, length), resultType(...tensors), device)
  let at = 0
  for (const x of parts) {
    copy_(narrow(out, axis, at, x.shape[axis]!), x)
    at += x.shape[axis]!
  }
  return out
})

/** Tensors of one shape along a new axis. */
export const stack = op('stack', (tensors: readonly Tensor[], dim = 0): Tensor => {
  const first = tensors[0]
  if (!first) throw new ArgumentError('expected a non-empty list of Tensors')
  for (const x of tensors) if (!sameShape(x.shape, first.shape)) misfit(first.shape, x.shape)
  const axis = normalizeDim(dim, first.ndim + 1)
  return cat(
    tensors.map((x) => unsqueeze(x, axis)),
    axis,
  )
})

/** Parts of `size` along `dim`, the last one smaller. */
export const split = op('split', (x: Tensor, size: number | readonly number[], dim = 0): Tensor[] => {
  const axis = normalizeDim(dim, x.ndim)
  const length = x.shape[axis] ?? 0
  const sizes = typeof size === 'number' ? equalSizes(length, size) : size
  if (sizes.reduce((sum, part) => sum + part, 0) !== length) misfit(sizes, x.shape, `sizes and shape along ${axis}`)
  let at = 0
  return sizes.map((part) => {
    at += part
    return narrow(x, axis, at - part, part)
  })
})

function equalSizes(length: number, size: number): number[] {
  checkWhole('size', size, 1)
  return Array.from({ length: Math.max(1, Math.ceil(length / size)) }, (_, i) => Math.min(size, length - i * size))
}

/** At most `chunks` parts of equal size along `dim`, the last one smaller; of an empty axis, that many empty ones. */
export const chunk = op('chunk', (x: Tensor, chunks: number, dim = 0): Tensor[] => {
  checkWhole('chunks', chunks, 1)
  const axis = normalizeDim(dim, x.ndim)
  const size = x.shape[axis]
  return split(x, size ? Math.ceil(size / chunks) : new Array<number>(chunks).fill(0), axis)
})

/** Parts of these sizes along `dim`. */
export const splitWithSizes = named('splitWithSizes', (x: Tensor, sizes: readonly number[], dim = 0): Tensor[] =>
  split(x, sizes, dim),
)

/** A number of parts along `dim` whose sizes differ by at most one, or the parts between the indices of a list. */
export const tensorSplit = op('tensorSplit', (x: Tensor, parts: number | readonly number[], dim = 0): Tensor[] => {
  checkNdim(x, 1, Infinity)
  const axis = normalizeDim(dim, x.ndim)
  const size = x.shape[axis]!
  const clampTo = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, 0), size)
  if (typeof parts === 'number') checkWhole('number of sections', parts, 1)
  const bounds =
    typeof parts === 'number'
      ? Array.from({ length: parts - 1 }, (_, i) => (i + 1) * Math.floor(size / parts) + Math.min(i + 1, size % parts))
      : parts.map(clampTo)
  const starts = [0, ...bounds]
  return starts.map((start, i) => narrow(x, axis, start, Math.max(0, (bounds[i] ?? size) - start)))
})

/** Every tensor with at least `axes` axes, as numpy's atleast_1d … atleast_3d have it. */
const atLeast = (tensors: readonly Tensor[], axes: number): Tensor[] =>
  tensors.map((x) => {
    if (x.ndim >= axes) return x
    const row = x.ndim === 0 ? reshape(x, [1]) : x
    if (axes === 1) return row
    const matrix = row.ndim === 1 ? unsqueeze(row, 0) : row
    return axes === 2 ? matrix : unsqueeze(matrix, 2)
  })

/** Tensors side by side: along axis 1, vectors along axis 0. */
export const hstack = op('hstack', (tensors: readonly Tensor[]): Tensor => {
  const rows = atLeast(tensors, 1)
  return cat(rows, rows[0]?.ndim === 1 ? 0 : 1)
})
/** Tensors one below the other: along axis 0, vectors as rows. */
export const vstack = op('vstack', (tensors: readonly Tensor[]): Tensor => cat(atLeast(tensors, 2), 0))
/** Tensors one behind the other: along axis 2, vectors and matrices given one. */
export const dstack = op('dstack', (tensors: readonly Tensor[]): Tensor => cat(atLeast(tensors, 3), 2))
