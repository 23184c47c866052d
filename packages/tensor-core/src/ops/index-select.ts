import { op, runKernel } from '../dispatch'
import { DTypeError, IndexError, ShapeError } from '../errors'
import { indexSelect as hostIndexSelect } from '../host/index-select'
import { normalizeDim, showShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, commonDevice } from './allocate'
import { reshape, unsqueeze } from './views'

/** Throws unless every value of an integer tensor lies in [0, size), where the device can be read now. */
export function checkIndices(what: string, index: Tensor, size: number): void {
  if (!index.device.array) return
  for (const value of index.data) {
    if (value < 0 || value >= size)
      throw new IndexError(`${what}: index ${value} is out of bounds for dimension with size ${size}`)
  }
}

/** The parts of x at the positions in `index` (1-d, integers from 0 on) along `dim`, in that order. */
export const indexSelect = op('indexSelect', (x: Tensor, dim: number, index: Tensor): Tensor => {
  commonDevice('indexSelect', [x, index])
  const axis = normalizeDim(dim, x.ndim, 'indexSelect')
  if (index.dtype !== 'int64' && index.dtype !== 'int32')
    throw new DTypeError(`indexSelect: index is int64 or int32, got ${index.dtype}`)
  if (index.ndim > 1) throw new ShapeError(`indexSelect: index is a vector, got ${showShape(index.shape)}`)
  checkIndices('indexSelect', index, x.shape[axis] ?? 1)
  // A 0-d tensor counts as one element.
  if (x.ndim === 0) return reshape(indexSelect(unsqueeze(x, 0), 0, index), [])
  const positions = cast(index, 'int64')
  const list = positions.ndim === 0 ? unsqueeze(positions, 0) : positions
  const out = allocate(x.shape.with(axis, list.shape[0]!), x.dtype, x.device)
  runKernel('indexSelect', hostIndexSelect, out, [x, axis, list, out])
  return out
})
