/* Parts picked by position: the gather kernel and the checks of positions. */
import { op, runKernel } from '../dispatch'
import { IndexError } from '../errors'
import { gather as hostGather } from '../host/gather'
import { longWords } from '../host/long-words'
import { broadcastShapes, normalizeDim } from '../shape'
import type { Tensor } from '../tensor'
import { Window } from '../window'
import { allocate, cast, commonDevice, viewOf } from './allocate'
import { add, where } from './arithmetic'
import { checkDType, checkLong, checkNdim, misfit } from './checks'
import { lt } from './compare'
import { expand, ravel, reshape } from './views'

/** Throws unless every value of an integer tensor lies in [least, size), where the device can be read now. True if any is negative. */
export function checkIndices(index: Tensor, size: number, least = 0): boolean {
  let isNegative = false
  if (!index.device.array) return least < 0
  const { data } = index
  const words = data instanceof BigInt64Array ? longWords(data) : undefined
  for (let i = 0; i < data.length; i++) {
    const value = words ? words[2 * i + 1]! * 2 ** 32 + (words[2 * i]! >>> 0) : (data[i] as number)
    if (value < least || value >= size)
      throw new IndexError(`index ${data[i]} is out of bounds for dimension with size ${size}`)
    if (value < 0) isNegative = true
  }
  return isNegative
}

/** Positions that may count from the end, as positions that do not. Throws where one is out of bounds. */
export const fromFront = (index: Tensor, size: number): Tensor =>
  checkIndices(index, size, -size) ? where(lt(index, 0), add(index, size), index) : index

/** A 0-d tensor as one of one element: a view. */
export const atLeast1d = (x: Tensor): Tensor => (x.ndim === 0 ? viewOf(x, [1], [1]) : x)

/** A list of positions along `axis` as an index of every element of `shape`, without copying. */
export function spread(index: Tensor, axis: number, shape: readonly number[]): Window {
  const strides = shape.map((_, i) => (i === axis ? index.strides[0]! : 0))
  return new Window(index.storage, shape, strides, index.offset)
}

/** The parts of a window of x at the positions in the vector `index` along axis 0. Positions were checked. */
export function pick(x: Tensor, window: Window, index: Tensor): Tensor {
  const shape = window.shape.with(0, index.shape[0]!)
  const out = allocate(shape, x.dtype, x.device)
  runKernel('gather', hostGather, out, [window, 0, spread(index, 0, shape), out])
  return out
}

/** A vector of positions: int64, whatever integer type they came in. */
export function vectorOfPositions(index: Tensor): Tensor {
  checkDType('index', index.dtype, 'int64', 'int32')
  checkNdim(index, 0, 1, 'index')
  return atLeast1d(cast(index, 'int64'))
}

/** The parts of x at the positions in `index` (1-d, integers from 0 on) along `dim`, in that order. */
export const indexSelect = op('indexSelect', (x: Tensor, dim: number, index: Tensor): Tensor => {
  commonDevice([x, index])
  const axis = normalizeDim(dim, x.ndim)
  const list = vectorOfPositions(index)
  checkIndices(list, x.shape[axis] ?? 1)
  // A 0-d tensor counts as one element.
  if (x.ndim === 0) return reshape(indexSelect(atLeast1d(x), 0, list), [])
  const shape = x.shape.with(axis, list.shape[0]!)
  const out = allocate(shape, x.dtype, x.device)
  runKernel('gather', hostGather, out, [x, axis, spread(list, axis, shape), out])
  return out
})

/** The axis, where index (int64) has as many axes as x and is no longer than it along any other; throws where not. */
export function indexedAxis(x: Tensor, dim: number, index: Tensor): number {
  commonDevice([x, index])
  const axis = normalizeDim(dim, x.ndim)
  checkLong(index)
  const given = atLeast1d(index).shape
  const room = atLeast1d(x).shape
  if (given.length !== room.length || (index.numel() > 0 && given.some((n, i) => i !== axis && n > room[i]!)))
    misfit(index.shape, x.shape, `index and shape along ${axis}`)
  return axis
}

/** out[…, i, …] = x[…, index[…, i, …], …] along `dim`. x and index (int64) have as many axes; out has index's shape. */
export const gather = op('gather', (x: Tensor, dim: number, index: Tensor): Tensor => {
  const axis = indexedAxis(x, dim, index)
  const source = atLeast1d(x)
  checkIndices(index, source.shape[axis]!)
  const positions = atLeast1d(index)
  const out = allocate(positions.shape, x.dtype, x.device)
  runKernel('gather', hostGather, out, [source, axis, positions, out])
  return reshape(out, index.shape)
})

/** The elements at these places of the flattened x; index is int64 of any shape and may count from the end. */
export const take = op('take', (x: Tensor, index: Tensor): Tensor => {
  commonDevice([x, index])
  checkLong(index)
  return reshape(indexSelect(ravel(x), 0, ravel(fromFront(index, x.numel()))), index.shape)
})

/** As `gather`, with x and indices broadcast apart from `dim`; without dim, of the flattened x and indices. */
export const takeAlongDim = op('takeAlongDim', (x: Tensor, indices: Tensor, dim?: number): Tensor => {
  checkLong(indices)
  if (dim === undefined) return gather(ravel(x), 0, ravel(indices))
  checkNdim(x, 1, Infinity)
  const axis = normalizeDim(dim, x.ndim)
  checkNdim(indices, x.ndim, x.ndim, 'indices')
  const common = broadcastShapes(x.shape.with(axis, 1), indices.shape.with(axis, 1))
  const wide = (y: Tensor) => expand(y, common.with(axis, y.shape[axis]!))
  return gather(wide(x), axis, wide(indices))
})
