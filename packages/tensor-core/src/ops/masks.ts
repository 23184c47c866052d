/* Filling, picking and writing where a mask is true. */
import { op } from '../dispatch'
import { ShapeError } from '../errors'
import { broadcastShapes } from '../shape'
import type { Tensor } from '../tensor'
import { cast, commonDevice, copyTo } from './allocate'
import { clamp, sub, where } from './arithmetic'
import { checkAlike, checkTruths } from './checks'
import { inPlace } from './in-place'
import { indexSelect } from './index-select'
import { truePlaces } from './nonzero'
import { cumsum } from './scan'
import { scalarLike } from './scatter'
import { expand, ravel, reshape } from './views'

function checkMask(x: Tensor, mask: Tensor): void {
  commonDevice([x, mask])
  checkTruths('mask', mask)
}

/** x with `value` (a number or a 0-d tensor) where the mask is true, both broadcast. */
export const maskedFill = op(
  'maskedFill',
  (x: Tensor, mask: Tensor, value: Tensor | number | bigint | boolean): Tensor => {
    checkMask(x, mask)
    return where(mask, scalarLike(x, value), x)
  },
)
/** Writes `value` where the mask is true. */
export const maskedFill_ = /* @__PURE__ */ inPlace(maskedFill)

/** The elements of x where the mask is true, both broadcast, in one axis. */
export const maskedSelect = op('maskedSelect', (x: Tensor, mask: Tensor): Tensor => {
  checkMask(x, mask)
  const shape = broadcastShapes(x.shape, mask.shape)
  const [places] = truePlaces(ravel(expand(mask, shape)))
  return indexSelect(ravel(expand(x, shape)), 0, places!)
})

/** x with the elements of source, one after the other, where the mask is true, both broadcast. */
export const maskedScatter = op('maskedScatter', (x: Tensor, mask: Tensor, source: Tensor): Tensor => {
  checkMask(x, mask)
  checkAlike(x, source)
  const shape = broadcastShapes(x.shape, mask.shape)
  const truths = ravel(expand(cast(mask, 'bool'), shape))
  const count = mask.device.array ? (truths.data as Uint8Array).reduce((sum, truth) => sum + truth, 0) : 0
  if (count > source.numel())
    throw new ShapeError(`${count} ones in the mask, but ${source.numel()} elements in the source`)
  if (source.numel() === 0) return copyTo(expand(x, shape))
  // Each true place takes the element of its rank among them.
  const ranks = clamp(sub(cumsum(truths, 0), 1), 0, source.numel() - 1)
  return where(reshape(truths, shape), reshape(indexSelect(ravel(source), 0, ranks), shape), x)
})
/** Writes the elements of source, one after the other, where the mask is true. */
export const maskedScatter_ = /* @__PURE__ */ inPlace(maskedScatter)
