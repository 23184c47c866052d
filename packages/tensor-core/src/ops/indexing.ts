/* x.at(...) and x.setAt_([...], value): Python's indexing, with slices as strings. */
import type { Device } from '../device'
import { op } from '../dispatch'
import { ArgumentError, DTypeError, IndexError, ShapeError } from '../errors'
import { broadcastShapes, numelOf, sameShape, showShape } from '../shape'
import { Tensor } from '../tensor'
import { describe, viewOf } from './allocate'
import { copy_ } from './in-place'
import { checkIndices, indexSelect } from './index-select'
import { fromTypedArray, full } from './make'
import { expand, permute, reshape, select, unsqueeze } from './views'

/** An integer, a slice ('1:3', '::2', ':'), '...' for the axes in between, null for a new axis, a bool mask, or positions. */
export type Index = number | string | boolean | null | Tensor | readonly number[]

/** The view that the simple indices make, and the tensors that index some of its axes. */
interface Indexed {
  readonly view: Tensor
  readonly tensors: readonly { axis: number; index: Tensor }[]
}

const SLICE = /^\s*(-?\d*)\s*:\s*(-?\d*)\s*(?::\s*(-?\d*)\s*)?$/

/** PyTorch takes uint8 for a mask too. */
const isMask = (index: Tensor): boolean => index.dtype === 'bool' || index.dtype === 'uint8'

const isZeroDimMask = (index: Index): index is boolean | Tensor =>
  typeof index === 'boolean' || (index instanceof Tensor && index.ndim === 0 && isMask(index))

/** How many axes an index uses up. */
const axesOf = (index: Index): number =>
  index === null || index === '...' || isZeroDimMask(index)
    ? 0
    : index instanceof Tensor && isMask(index)
      ? index.ndim
      : 1

function sliceAxis(x: Tensor, axis: number, text: string): Tensor {
  const match = SLICE.exec(text)
  if (!match) throw new ArgumentError(`at: '${text}' is no slice; expected start:stop or start:stop:step`)
  const size = x.shape[axis]!
  const [start, stop, step] = match.slice(1).map((part) => (part ? Number(part) : undefined))
  const by = step ?? 1
  if (by < 1) throw new ArgumentError(`at: slice step must be positive, got '${text}'`)
  const clampTo = (value: number) => Math.min(Math.max(value < 0 ? value + size : value, 0), size)
  const from = clampTo(start ?? 0)
  const length = Math.max(0, Math.ceil((clampTo(stop ?? size) - from) / by))
  return viewOf(
    x,
    x.shape.with(axis, length),
    x.strides.with(axis, x.strides[axis]! * by),
    x.offset + from * x.strides[axis]!,
  )
}

function applySimple(x: Tensor, indices: readonly Index[]): Indexed {
  const used = indices.reduce<number>((sum, index) => sum + axesOf(index), 0)
  if (used > x.ndim) throw new IndexError(`at: too many indices for a tensor of ${x.ndim} axes (${showShape(x.shape)})`)
  const tensors: { axis: number; index: Tensor }[] = []
  let view = x
  let hidden = x.ndim - used
  let axis = 0
  for (const index of indices) {
    if (index === null) view = unsqueeze(view, axis++)
    else if (isZeroDimMask(index)) {
      // A single truth is a mask over an axis of size 1 that is put in for it.
      view = unsqueeze(view, axis)
      const isTrue = typeof index === 'boolean' ? index : Boolean(index.item())
      tensors.push({ axis: axis++, index: wholeNumbers(isTrue ? [0] : [], view.device) })
    } else if (index === '...') {
      // A second one stands for no axes.
      axis += hidden
      hidden = 0
    } else if (typeof index === 'number') view = select(view, axis, index)
    else if (typeof index === 'string') view = sliceAxis(view, axis++, index)
    else for (const position of positionsOf(index, view, axis)) tensors.push({ axis: axis++, index: position })
  }
  return { view, tensors }
}

/** Integer positions for each axis that an index tensor stands for. */
function positionsOf(given: Tensor | readonly number[], view: Tensor, axis: number): Tensor[] {
  const index = given instanceof Tensor ? given : Array.isArray(given) ? wholeNumbers(given, view.device) : undefined
  if (!index) throw new ArgumentError(`at: expected integers, slices, '...', null or tensors, got ${describe(given)}`)
  if (isMask(index)) return maskPositions(index, view, axis)
  if (index.dtype !== 'int64')
    throw new DTypeError(`at: tensors used as indices must be int64, uint8 or bool, got ${index.dtype}`)
  const size = view.shape[axis]!
  // int64 data are bigints: counting from the end is done there.
  const positions = BigInt64Array.from(index.data as BigInt64Array, (at) => (at < 0n ? at + BigInt(size) : at))
  const out = fromTypedArray(positions, index.shape, { device: index.device })
  checkIndices('at', out, size)
  return [out]
}

const wholeNumbers = (values: readonly number[], device: Device): Tensor =>
  fromTypedArray(BigInt64Array.from(values, BigInt), [values.length], { device })

/** Where a mask is true: one vector of positions for each of its axes. */
function maskPositions(mask: Tensor, view: Tensor, axis: number): Tensor[] {
  const covered = view.shape.slice(axis, axis + mask.ndim)
  if (!sameShape(mask.shape, covered))
    throw new IndexError(
      `at: the shape of the mask ${showShape(mask.shape)} does not match the shape of the indexed tensor ${showShape(view.shape)} at axis ${axis}`,
    )
  const positions: number[][] = mask.shape.map(() => [])
  const truths = mask.data
  for (let flat = 0; flat < truths.length; flat++) {
    if (!truths[flat]) continue
    let rest = flat
    for (let i = mask.ndim - 1; i >= 0; i--) {
      const size = mask.shape[i]!
      positions[i]!.push(rest % size)
      rest = Math.floor(rest / size)
    }
  }
  return positions.map((list) => wholeNumbers(list, view.device))
}

/** Index tensors broadcast to one shape and made one flat index over the axes that they stand for. */
function flatIndex(view: Tensor, tensors: Indexed['tensors']): { index: Tensor; shape: number[] } {
  const shape = broadcastShapes(...tensors.map(({ index }) => index.shape))
  const flat = new BigInt64Array(numelOf(shape))
  for (const { axis, index } of tensors) {
    const positions = expand(index, shape).data as BigInt64Array
    const size = BigInt(view.shape[axis]!)
    for (let i = 0; i < flat.length; i++) flat[i] = flat[i]! * size + positions[i]!
  }
  return { index: fromTypedArray(flat, [flat.length], { device: view.device }), shape }
}

/** The indexed axes first, the others after them; and where the former go in the result. */
function indexedFirst(view: Tensor, tensors: Indexed['tensors']): { front: Tensor; others: number[]; place: number } {
  const axes = tensors.map(({ axis }) => axis)
  const others = view.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis))
  const adjacent = axes.every((axis, i) => i === 0 || axis === axes[i - 1]! + 1)
  return { front: permute(view, [...axes, ...others]), others, place: adjacent ? axes[0]! : 0 }
}

/**
 * Part of x, as Python's x[...]: integers, slices as strings, '...', null for a new axis give a view; bool masks and integer
 * tensors a copy. Throws IndexError out of bounds.
 */
export const at = op('at', (x: Tensor, ...indices: Index[]): Tensor => {
  const { view, tensors } = applySimple(x, indices)
  if (tensors.length === 0) return view === x ? viewOf(x, x.shape, x.strides) : view
  const { front, others, place } = indexedFirst(view, tensors)
  const { index, shape } = flatIndex(view, tensors)
  const rest = others.map((axis) => view.shape[axis]!)
  const rows = reshape(front, [numelOf(front.shape.slice(0, tensors.length)), ...rest])
  const picked = reshape(indexSelect(rows, 0, index), [...shape, ...rest])
  if (place === 0) return picked
  // Adjacent index tensors leave their axes where they stood.
  const moved = picked.shape.map((_, axis) => axis)
  const [block, tail] = [moved.slice(0, shape.length), moved.slice(shape.length)]
  return permute(picked, [...tail.slice(0, place), ...block, ...tail.slice(place)])
})

/** Writes `value`, broadcast and cast, into the part of x that the indices name. Gives x. */
export const setAt_ = op(
  'setAt_',
  (x: Tensor, indices: readonly Index[], value: Tensor | number | boolean | bigint): Tensor => {
    const { view, tensors } = applySimple(x, indices)
    const source = value instanceof Tensor ? value : full([], value, { dtype: x.dtype, device: x.device })
    if (tensors.length === 0) {
      copy_(view, source)
      return x
    }
    const { front, others, place } = indexedFirst(view, tensors)
    const { index, shape } = flatIndex(view, tensors)
    const rest = others.map((axis) => view.shape[axis]!)
    const target = [...rest.slice(0, place), ...shape, ...rest.slice(place)]
    if (source.ndim > target.length)
      throw new ShapeError(`setAt_: a value of shape ${showShape(source.shape)} does not fit ${showShape(target)}`)
    const wide = expand(source, target)
    // The value's axes in the order of `front`: index axes, then the others.
    const axes = target.map((_, axis) => axis)
    const ordered = permute(wide, [
      ...axes.slice(place, place + shape.length),
      ...axes.slice(0, place),
      ...axes.slice(place + shape.length),
    ])
    const rows = reshape(ordered, [numelOf(shape), ...rest])
    const sizes = front.shape.slice(0, tensors.length)
    for (const [row, flat] of (index.data as BigInt64Array).entries()) {
      let left = Number(flat)
      let offset = front.offset
      for (let axis = sizes.length - 1; axis >= 0; axis--) {
        offset += (left % sizes[axis]!) * front.strides[axis]!
        left = Math.floor(left / sizes[axis]!)
      }
      copy_(viewOf(front, rest, front.strides.slice(sizes.length), offset), select(rows, 0, row))
    }
    return x
  },
)
