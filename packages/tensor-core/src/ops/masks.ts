/* Filling, picking and writing where a mask is true. */
import { op } from '../dispatch'
import { DTypeError, ShapeError } from '../errors'
import { broadcastShapes, showShape } from '../shape'
import { Tensor } from '../tensor'
import { cast, commonDevice } from './allocate'
import { where } from './arithmetic'
import { inPlace } from './in-place'
import { indexSelect } from './index-select'
import { indexPut_ } from './indexing'
import { truePlaces } from './nonzero'
import { copying, scalarLike } from './scatter'
import { expand, narrow, ravel, reshape } from './views'

function checkMask(what: string, x: Tensor, mask: Tensor): void {
  commonDevice(what, [x, mask])
  if (mask.dtype !== 'bool' && mask.dtype !== 'uint8')
    throw new DTypeError(`${what}: expected a bool or uint8 mask, got ${mask.dtype}`)
}

/** x with `value` (a number or a 0-d tensor) where the mask is true, both broadcast. */
export const maskedFill = op(
  'maskedFill',
  (x: Tensor, mask: Tensor, value: Tensor | number | bigint | boolean): Tensor => {
    checkMask('maskedFill', x, mask)
    if (value instanceof Tensor && value.ndim > 0)
      throw new ShapeError(`maskedFill: only supports a 0-dimensional value tensor, got ${showShape(value.shape)}`)
    return where(mask, value instanceof Tensor ? cast(value, x.dtype) : scalarLike(x, value), x)
  },
)
/** Writes `value` where the mask is true. */
export const maskedFill_ = /* @__PURE__ */ inPlace('maskedFill_', maskedFill)

/** The elements of x where the mask is true, both broadcast, in one axis. */
export const maskedSelect = op('maskedSelect', (x: Tensor, mask: Tensor): Tensor => {
  checkMask('maskedSelect', x, mask)
  const shape = broadcastShapes(x.shape, mask.shape)
  const [places] = truePlaces(ravel(expand(mask, shape)))
  return indexSelect(ravel(expand(x, shape)), 0, places!)
})

/** Writes the elements of source, one after the other, where the mask is true. */
export const maskedScatter_ = op('maskedScatter_', (x: Tensor, mask: Tensor, source: Tensor): Tensor => {
  checkMask('maskedScatter', x, mask)
  commonDevice('maskedScatter', [x, source])
  if (source.dtype !== x.dtype)
    throw new DTypeError(
      `maskedScatter: expected self and source to have same dtypes, got ${x.dtype} and ${source.dtype}`,
    )
  const to = x.ndim === 0 ? reshape(x, [1]) : x
  const places = truePlaces(expand(mask, to.shape))
  const count = places[0]!.shape[0]!
  if (count > source.numel())
    throw new ShapeError(
      `maskedScatter: number of elements of source ${source.numel()} < number of ones in mask ${count}`,
    )
  indexPut_(to, places, narrow(ravel(source), 0, 0, count))
  return x
})
/** As `maskedScatter_`, into a copy of x. */
export const maskedScatter = /* @__PURE__ */ copying('maskedScatter', maskedScatter_)
