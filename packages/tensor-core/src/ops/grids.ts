/* Coordinates and classes as tensors. */
import { op } from '../dispatch'
import { IndexError } from '../errors'
import type { Tensor } from '../tensor'
import { cast, checkOptions, parted } from './allocate'
import { checkAlike, checkLong, checkNdim, checkOneOf, checkWhole } from './checks'
import { eq } from './compare'
import { arange } from './make'
import { expand, reshape, transpose, unsqueeze } from './views'

export interface MeshgridOptions {
  /** 'ij' (default): axis i of the results is that of the i-th tensor; 'xy': the first two exchanged, as for pictures. */
  indexing?: 'ij' | 'xy'
}

/** The coordinates of a grid whose axes are these vectors: one tensor for each, all of the grid's shape. Views. */
export const meshgrid = op('meshgrid', (...args: (Tensor | readonly Tensor[] | MeshgridOptions)[]): Tensor[] => {
  const [given, { indexing = 'ij' }] = parted<Tensor | Tensor[], MeshgridOptions>(args, ['indexing'])
  const tensors = given.flat()
  checkOneOf('indexing', indexing, ['ij', 'xy'])
  checkWhole('number of tensors', tensors.length, 1)
  checkAlike(...tensors)
  for (const x of tensors) checkNdim(x, 0, 1)
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
  checkOptions(options, ['numClasses'])
  checkLong(x)
  const { numClasses = -1 } = options
  const isOpen = numClasses === -1
  checkWhole('numClasses', numClasses, x.numel() === 0 ? 1 : -1)
  let greatest = -1
  if (isOpen || x.device.array)
    for (const value of x.data) {
      if (value < 0 || (!isOpen && value >= numClasses))
        throw new IndexError(`class ${value} is not in [0, ${isOpen ? 'numClasses' : numClasses})`)
      greatest = Math.max(greatest, Number(value))
    }
  const classes = arange(BigInt(isOpen ? greatest + 1 : numClasses), { device: x.device })
  return cast(eq(unsqueeze(x, -1), classes), 'int64')
})
