/* Other looks at the same storage. Nothing is copied, except by `reshape` and `flatten` where no view can do it. */
import { named, op } from '../dispatch'
import { ArgumentError, IndexError, ShapeError } from '../errors'
import {
  axesBeside,
  broadcastShapes,
  broadcastStrides,
  checkShape,
  contiguousStrides,
  isContiguous,
  normalizeDim,
  normalizeDims,
  numelOf,
  showShape,
} from '../shape'
import type { Tensor } from '../tensor'
import { checkOptions, contiguous, viewOf } from './allocate'
import { checkNdim, checkWhole, misfit } from './checks'

/** `shape` with its one -1 replaced by whatever is left of `numel`. */
function inferShape(shape: readonly number[], numel: number): number[] {
  if (!Array.isArray(shape)) checkShape(shape)
  const open = shape.indexOf(-1)
  if (open !== shape.lastIndexOf(-1))
    throw new ShapeError(`only one dimension can be inferred, got ${showShape(shape)}`)
  const known = shape.map((size, axis) => (axis === open ? 1 : size))
  checkShape(known)
  const rest = numelOf(known)
  if (open >= 0) {
    if (rest === 0) throw new ShapeError(`cannot reshape into ${showShape(shape)}: the -1 could be anything`)
    known[open] = numel / rest
  }
  if (numelOf(known) !== numel || !Number.isInteger(numel / (open >= 0 ? rest : 1)))
    throw new ShapeError(`shape '${showShape(shape)}' is invalid for input of size ${numel}`)
  return known
}

/** The strides that see a tensor in another shape without copying, or undefined where there are none. */
function viewStrides(from: readonly number[], strides: readonly number[], to: readonly number[]): number[] | undefined {
  if (numelOf(to) === 0 || isContiguous(from, strides)) return contiguousStrides(to)
  const out = new Array<number>(to.length)
  let next = to.length - 1
  // Chunks of axes that lie evenly, from the last one on; the new axes must fill each of them exactly.
  let chunk = 1
  let filled = 1
  let base = strides[from.length - 1]!
  for (let axis = from.length - 1; axis >= 0; axis--) {
    chunk *= from[axis]!
    const ends = axis === 0 || (from[axis - 1] !== 1 && strides[axis - 1] !== chunk * base)
    if (!ends) continue
    while (next >= 0 && (filled < chunk || to[next] === 1)) {
      out[next] = filled * base
      filled *= to[next]!
      next--
    }
    if (filled !== chunk) return undefined
    if (axis > 0) {
      base = strides[axis - 1]!
      chunk = 1
      filled = 1
    }
  }
  return next === -1 ? out : undefined
}

/** x in another shape of as many elements; one size may be -1. A view where that can be, else a copy. */
export const reshape = op('reshape', (x: Tensor, shape: readonly number[]): Tensor => {
  const to = inferShape(shape, x.numel())
  const strides = viewStrides(x.shape, x.strides, to)
  if (strides) return viewOf(x, to, strides)
  return viewOf(contiguous(x), to, contiguousStrides(to), 0)
})

/** x in another shape, always sharing memory. Throws a ShapeError where only a copy could do it. */
export const view = op('view', (x: Tensor, shape: readonly number[]): Tensor => {
  const to = inferShape(shape, x.numel())
  const strides = viewStrides(x.shape, x.strides, to)
  if (!strides)
    throw new ShapeError(
      `${showShape(x.shape)} with strides ${showShape(x.strides)} cannot be seen as ${showShape(to)}; use reshape`,
    )
  return viewOf(x, to, strides)
})

/** `reshape` to the shape of another tensor. */
export const reshapeAs = named('reshapeAs', (x: Tensor, other: Tensor): Tensor => reshape(x, other.shape))
/** `view` in the shape of another tensor. */
export const viewAs = named('viewAs', (x: Tensor, other: Tensor): Tensor => view(x, other.shape))
/** All elements in one axis. A view of a contiguous tensor, a copy of any other. */
export const ravel = named('ravel', (x: Tensor): Tensor => reshape(contiguous(x), [-1]))

/** The axes in another order: result axis i is x's axis dims[i]. */
export const permute = op('permute', (x: Tensor, dims: readonly number[]): Tensor => {
  const order = normalizeDims(dims, x.ndim)
  if (order.length !== x.ndim) misfit(dims, x.shape)
  return viewOf(
    x,
    order.map((axis) => x.shape[axis]!),
    order.map((axis) => x.strides[axis]!),
  )
})

/** Two axes exchanged. */
export const transpose = op('transpose', (x: Tensor, dim0: number, dim1: number): Tensor => {
  const a = normalizeDim(dim0, x.ndim)
  const b = normalizeDim(dim1, x.ndim)
  const order = x.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis))
  return permute(x, order)
})

/** `transpose` by its other name. */
export const swapaxes = named(
  'swapaxes',
  (x: Tensor, axis0: number, axis1: number): Tensor => transpose(x, axis0, axis1),
)

/** The axes `source` of x at the places `destination` of the result, the others in the order that they have. */
export const movedim = op(
  'movedim',
  (x: Tensor, source: number | readonly number[], destination: number | readonly number[]): Tensor => {
    const from = normalizeDims(source, x.ndim)
    const to = normalizeDims(destination, x.ndim)
    if (from.length !== to.length) misfit(from, to, 'dims')
    const rest = axesBeside(x.ndim, from)
    const order = x.shape.map((_, axis) => from[to.indexOf(axis)] ?? rest.shift()!)
    return permute(x, order)
  },
)

/** The transpose of a matrix; x itself below two axes. */
export const t = op('t', (x: Tensor): Tensor => {
  checkNdim(x, 0, 2)
  return x.ndim < 2 ? viewOf(x, x.shape, x.strides) : transpose(x, 0, 1)
})

/** Axes from `startDim` to `endDim` as one. A view where that can be, else a copy. */
export const flatten = op('flatten', (x: Tensor, startDim = 0, endDim = -1): Tensor => {
  const start = normalizeDim(startDim, x.ndim)
  const end = normalizeDim(endDim, x.ndim)
  if (start > end) throw new ArgumentError(`startDim ${startDim} comes after endDim ${endDim}`)
  if (x.ndim === 0) return reshape(x, [1])
  return reshape(x, x.shape.toSpliced(start, end - start + 1, numelOf(x.shape.slice(start, end + 1))))
})

/** One axis as several; one of their sizes may be -1. */
export const unflatten = op('unflatten', (x: Tensor, dim: number, sizes: readonly number[]): Tensor => {
  const axis = normalizeDim(dim, x.ndim)
  const inner = inferShape(sizes, x.shape[axis] ?? 1)
  return view(x, x.shape.toSpliced(axis, 1, ...inner))
})

/** Without its axes of size 1: all of them, or those named (a named axis of another size stays). */
export const squeeze = op('squeeze', (x: Tensor, dims?: number | readonly number[]): Tensor => {
  const named = dims === undefined ? undefined : normalizeDims(dims, x.ndim)
  const keep = x.shape.map((size, axis) => size !== 1 || (named !== undefined && !named.includes(axis)))
  return viewOf(
    x,
    x.shape.filter((_, axis) => keep[axis]),
    x.strides.filter((_, axis) => keep[axis]),
  )
})

/** With an axis of size 1 put in at `dim`. */
export const unsqueeze = op('unsqueeze', (x: Tensor, dim: number): Tensor => {
  const axis = normalizeDim(dim, x.ndim + 1)
  const step = axis < x.ndim ? x.shape[axis]! * x.strides[axis]! : 1
  return viewOf(x, x.shape.toSpliced(axis, 0, 1), x.strides.toSpliced(axis, 0, step))
})

/** Axes of size 1 repeated to `shape` without copying; -1 leaves a size as it is. */
export const expand = op('expand', (x: Tensor, shape: readonly number[]): Tensor => {
  const shift = shape.length - x.ndim
  if (shift < 0) misfit(x.shape, shape)
  const to = shape.map((size, axis) => (size === -1 && axis >= shift ? x.shape[axis - shift]! : size))
  checkShape(to)
  return viewOf(x, to, broadcastStrides(x.shape, x.strides, to))
})

/** `expand` to the shape of another tensor. */
export const expandAs = named('expandAs', (x: Tensor, other: Tensor): Tensor => expand(x, other.shape))
/** All tensors expanded to the shape that they broadcast to. */
export const broadcastTensors = (...tensors: readonly Tensor[]): Tensor[] => {
  const shape = broadcastShapes(...tensors.map((x) => x.shape))
  return tensors.map((x) => expand(x, shape))
}

/** `expand` by its other name. */
export const broadcastTo = named('broadcastTo', (x: Tensor, shape: readonly number[]): Tensor => expand(x, shape))

/** `length` elements of `dim` from `start` on. */
export const narrow = op('narrow', (x: Tensor, dim: number, start: number, length: number): Tensor => {
  checkNdim(x, 1, Infinity)
  const axis = normalizeDim(dim, x.ndim)
  const size = x.shape[axis]!
  const from = start < 0 ? start + size : start
  checkWhole('start', from, 0, size)
  checkWhole(`narrow from ${from} of ${size}: length`, length, 0, size - from)
  return viewOf(x, x.shape.with(axis, length), x.strides, x.offset + from * x.strides[axis]!)
})

/** The part at `index` of `dim`, without that axis. */
export const select = op('select', (x: Tensor, dim: number, index: number): Tensor => {
  checkNdim(x, 1, Infinity)
  const axis = normalizeDim(dim, x.ndim)
  const size = x.shape[axis]!
  if (!Number.isInteger(index) || index < -size || index >= size)
    throw new IndexError(`index ${index} is out of bounds for dimension ${axis} with size ${size}`)
  const at = index < 0 ? index + size : index
  return viewOf(x, x.shape.toSpliced(axis, 1), x.strides.toSpliced(axis, 1), x.offset + at * x.strides[axis]!)
})

/** One tensor for each element of `dim`, without that axis. */
export const unbind = op('unbind', (x: Tensor, dim = 0): Tensor[] => {
  checkNdim(x, 1, Infinity)
  const axis = normalizeDim(dim, x.ndim)
  return Array.from({ length: x.shape[axis] ?? 0 }, (_, index) => select(x, axis, index))
})

export interface AsStridedOptions {
  /** In elements of the storage. Default: x's own offset. */
  storageOffset?: number
}

/**
 * Any look at x's storage: sizes, strides and offset in elements of the storage, from its beginning.
 * Throws a ShapeError where it would reach past the storage.
 */
export const asStrided = op(
  'asStrided',
  (x: Tensor, size: readonly number[], stride: readonly number[], options: AsStridedOptions = {}): Tensor => {
    checkOptions(options, ['storageOffset'])
    const { storageOffset = x.offset } = options
    checkShape(size)
    if (size.length !== stride.length) misfit(size, stride, 'sizes and strides')
    for (const step of [...stride, storageOffset]) checkWhole('strides and offset', step, 0)
    const last = size.reduce((reach, length, axis) => reach + (length - 1) * stride[axis]!, storageOffset)
    if (numelOf(size) > 0 && last >= x.storage.length)
      throw new ShapeError(
        `${showShape(size)} with strides ${showShape(stride)} reach element ${last} of a storage of ${x.storage.length}`,
      )
    return viewOf(x, size, stride, storageOffset)
  },
)
