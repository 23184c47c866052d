/* x.at(...), x.setAt_([...], value) and indexPut: Python's indexing, with slices as strings. */
import type { ScatterMode } from '../device'
import { op, runKernel } from '../dispatch'
import { isIntegral } from '../dtype'
import { ArgumentError, IndexError } from '../errors'
import { scatter as hostScatter } from '../host/gather'
import { axesBeside, broadcastShapes, sameShape, showShape } from '../shape'
import { Tensor } from '../tensor'
import { Window } from '../window'
import { apart, cast, checkOptions, commonDevice, describe, viewOf } from './allocate'
import { add, mul, where } from './arithmetic'
import { checkAlike, checkDType, checkWhole, misfit } from './checks'
import { copy_ } from './in-place'
import { fromFront, pick, spread } from './index-select'
import { wholeNumbers } from './make'
import { truePlaces } from './nonzero'
import { copying, inComputeType, tensorLike } from './scatter'
import { expand, permute, ravel, reshape, select, unsqueeze } from './views'

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
  if (!match) throw new ArgumentError(`'${text}' is no slice; expected start:stop or start:stop:step`)
  const size = x.shape[axis]!
  const [start, stop, step] = match.slice(1).map((part) => (part ? Number(part) : undefined))
  const by = step ?? 1
  if (by < 1) throw new ArgumentError(`slice step must be positive, got '${text}'`)
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
  if (used > x.ndim) throw new IndexError(`too many indices for a tensor of ${x.ndim} axes (${showShape(x.shape)})`)
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
    // A 0-d tensor counts as its number, where that can be read.
    else if (index instanceof Tensor && index.ndim === 0 && index.device.array)
      view = select(view, axis, Number(index.itemBigInt()))
    else if (typeof index === 'string') view = sliceAxis(view, axis++, index)
    else for (const position of positionsOf(index, view, axis)) tensors.push({ axis: axis++, index: position })
  }
  return { view, tensors }
}

/** Integer positions for each axis that an index tensor stands for. */
function positionsOf(given: Tensor | readonly number[], view: Tensor, axis: number): Tensor[] {
  if (Array.isArray(given)) for (const place of given) checkWhole('an index', place)
  const index = given instanceof Tensor ? given : Array.isArray(given) ? wholeNumbers(given, view.device) : undefined
  if (!index) throw new ArgumentError(`expected integers, slices, '...', null or tensors, got ${describe(given)}`)
  commonDevice([view, index])
  if (isMask(index)) {
    checkMask(index, view, axis)
    return truePlaces(index)
  }
  const places = index.ndim === 0 && isIntegral(index.dtype) ? cast(index, 'int64') : index
  checkDType('an index', places.dtype, 'int64', 'uint8', 'bool')
  return [fromFront(places, view.shape[axis]!)]
}

function checkMask(mask: Tensor, view: Tensor, axis: number): void {
  if (!sameShape(mask.shape, view.shape.slice(axis, axis + mask.ndim)))
    throw new IndexError(
      `a mask of shape ${showShape(mask.shape)} does not fit ${showShape(view.shape)} at axis ${axis}`,
    )
}

/** What index tensors name: rows of the storage, and the shape that they make. */
interface Places {
  /** Axis 0 goes through the storage element by element; the other axes are those that no tensor indexes. */
  readonly window: Window
  /** Where the rows begin on axis 0: a vector. */
  readonly rows: Tensor
  /** The index tensors' common shape. */
  readonly shape: readonly number[]
  /** Where the axes of that shape stand among the others. */
  readonly place: number
}

/** Index tensors broadcast to one shape and made places in the storage, which any strides allow. */
function placesOf({ view, tensors }: Indexed): Places {
  const shape = broadcastShapes(...tensors.map(({ index }) => index.shape))
  const axes = tensors.map(({ axis }) => axis)
  const others = axesBeside(view.ndim, axes)
  const steps = tensors.map(({ axis, index }) => (view.strides[axis] === 1 ? index : mul(index, view.strides[axis]!)))
  const span = axes.reduce((reach, axis) => reach + (view.shape[axis]! - 1) * view.strides[axis]!, 1)
  const pickFrom = (of: readonly number[]) => others.map((axis) => of[axis]!)
  return {
    window: new Window(view.storage, [span, ...pickFrom(view.shape)], [1, ...pickFrom(view.strides)], view.offset),
    rows: ravel(
      expand(
        steps.reduce((sum, step) => add(sum, step)),
        shape,
      ),
    ),
    shape,
    // Adjacent index tensors leave their axes where they stood; others put them first.
    place: axes.every((axis, i) => i === 0 || axis === axes[i - 1]! + 1) ? axes[0]! : 0,
  }
}

/** The axes of [...block, ...rest] in the order of a result that has `block` axes at `place`. */
function blockOrder(block: number, rest: number, place: number): number[] {
  const axes = [...new Array(block + rest).keys()]
  return axes.slice(block).toSpliced(place, 0, ...axes.slice(0, block))
}

/**
 * Part of x, as Python's x[...]: integers, slices as strings, '...', null for a new axis give a view; bool masks and integer
 * tensors a copy. Throws IndexError out of bounds.
 */
export const at = op('at', (x: Tensor, ...indices: Index[]): Tensor => {
  const indexed = applySimple(x, indices)
  const { view, tensors } = indexed
  if (tensors.length === 0) return view === x ? viewOf(x, x.shape, x.strides) : view
  const { window, rows, shape, place } = placesOf(indexed)
  const rest = window.shape.slice(1)
  const picked = reshape(pick(x, window, rows), [...shape, ...rest])
  return permute(picked, blockOrder(shape.length, rest.length, place))
})

/** Writes `value` into the places that indices name, or adds it to what is there. */
function put(x: Tensor, indices: readonly Index[], value: Tensor, mode: ScatterMode): Tensor {
  commonDevice([x, value])
  const [mask] = indices
  // One value through one mask needs no positions, whose number only a readable device knows.
  if (indices.length === 1 && mask instanceof Tensor && isMask(mask) && mask.ndim > 0 && value.ndim === 0) {
    checkMask(mask, x, 0)
    const wide = reshape(mask, [...mask.shape, ...x.shape.slice(mask.ndim).map(() => 1)])
    return copy_(x, where(wide, cast(mode === 'set' ? value : add(x, value), x.dtype), x))
  }
  return inComputeType(x, mode, (base, how) => {
    const indexed = applySimple(base, indices)
    const source = apart(base, value)
    if (indexed.tensors.length === 0) {
      copy_(indexed.view, how === 'set' ? source : add(indexed.view, source))
      return
    }
    const { window, rows, shape, place } = placesOf(indexed)
    const rest = window.shape.slice(1)
    const order = blockOrder(shape.length, rest.length, place)
    const target = order.map((axis) => [...shape, ...rest][axis]!)
    if (source.ndim > target.length) misfit(source.shape, target, 'value and place')
    const back = target.map((_, axis) => order.indexOf(axis))
    const into = [rows.shape[0]!, ...rest]
    const values = cast(reshape(permute(expand(source, target), back), into), base.dtype)
    runKernel('scatter', hostScatter, base, [how, values, 0, spread(rows, 0, into), window])
  })
}

/** Writes `value`, broadcast (leading axes of size 1 do not count) and cast, into the part of x that the indices name. Gives x. */
export const setAt_ = op(
  'setAt_',
  (x: Tensor, indices: readonly Index[], value: Tensor | number | boolean | bigint): Tensor => {
    const given = tensorLike(x, value)
    const first = given.shape.findIndex((size) => size !== 1)
    return put(x, indices, reshape(given, given.shape.slice(first < 0 ? given.ndim : first)), 'set')
  },
)

export interface IndexPutOptions {
  /** Adds to what is there in place of overwriting it. Default false. */
  accumulate?: boolean
}

/** x[indices] = values, in place: a list of index tensors, and values of x's dtype that broadcast to what they name. */
export const indexPut_ = op(
  'indexPut_',
  (x: Tensor, indices: readonly Index[], values: Tensor, options: IndexPutOptions = {}): Tensor => {
    checkOptions(options, ['accumulate'])
    checkAlike(x, values)
    return put(x, indices, values, options.accumulate ? 'add' : 'set')
  },
)
/** As `indexPut_`, into a copy of x. */
export const indexPut = /* @__PURE__ */ copying(indexPut_)
