/* Coordinates and classes as tensors. */
import { op } from '../dispatch'
import { ArgumentError, DTypeError, IndexError, ShapeError } from '../errors'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { cast, checkOptions, parted } from './allocate'
import { eq } from './compare'
import { arange } from './make'
import { expand, reshape, transpose, unsqueeze } from './views'

export interface MeshgridOptions {
  /** 'ij' (default): axis i of the results is that of the i-th tensor; 'xy': the first two exchanged, as for pictures. */
  indexing?: 'ij' | 'xy'
}

/** The coordinates of a grid whose axes are these vectors: one tensor for each, all of the grid's shape. Views. */
export const meshgrid = op('meshgrid', (...args: (Tensor | readonly Tensor[] | MeshgridOptions)[]): Tensor[] => {
  const [given, { indexing = 'ij' }] = parted<Tensor | Tensor[], MeshgridOptions>(args, ['indexing'], 'meshgrid')
  const tensors = given.flat()
  if (indexing !== 'ij' && indexing !== 'xy')
    throw new ArgumentError(`meshgrid: indexing must be one of 'xy' or 'ij', got '${String(indexing)}'`)
  const [first] = tensors
  if (!first) throw new ArgumentError('meshgrid: expects a non-empty list of tensors')
  for (const x of tensors) {
    if (x.ndim > 1) throw new ShapeError(`meshgrid: expected tensors of at most 1 axis, got ${showShape(x.shape)}`)
    if (x.dtype !== first.dtype)
      throw new DTypeError(`meshgrid: expects all tensors to have the same dtype, got ${first.dtype} and ${x.dtype}`)
  }
  const shape = tensors.map((x) => x.numel())
  const grids = tensors.map((x, axis) =>
    expand(
      reshape(
        x,
        shape.map((size, i) => (i === axis ? size : 1)),
      ),
      shape,
    ),
  )
  return indexing === 'xy' && tensors.length > 1 ? grids.map((grid) => transpose(grid, 0, 1)) : grids
})

export interface OneHotOptions {
  /** How many classes. Default −1: one more than the greatest value, which must be readable. */
  numClasses?: number
}

/** x: int64 class numbers, any shape → int64 [..., numClasses], 1 at the class and 0 elsewhere. */
export const oneHot = op('oneHot', (x: Tensor, options: OneHotOptions = {}): Tensor => {
  checkOptions(options, ['numClasses'], 'oneHot')
  if (x.dtype !== 'int64') throw new DTypeError(`oneHot: is only applicable to int64 tensors, got ${x.dtype}`)
  const { numClasses = -1 } = options
  const isOpen = numClasses === -1
  if (!Number.isSafeInteger(numClasses) || numClasses < -1 || (x.numel() === 0 && numClasses <= 0))
    throw new ArgumentError(`oneHot: numClasses ${numClasses} for a tensor of ${x.numel()} elements`)
  let greatest = -1
  if (isOpen || x.device.array)
    for (const value of x.data) {
      if (value < 0 || (!isOpen && value >= numClasses))
        throw new IndexError(`oneHot: class ${value} is not in [0, ${isOpen ? 'numClasses' : numClasses})`)
      greatest = Math.max(greatest, Number(value))
    }
  const classes = arange(BigInt(isOpen ? greatest + 1 : numClasses), { device: x.device })
  return cast(eq(unsqueeze(x, -1), classes), 'int64')
})
