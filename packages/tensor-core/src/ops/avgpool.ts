/* The mean of each window. */
import type { AvgPoolGeometry } from '../device'
import { op, tryKernel } from '../dispatch'
import { computeDType } from '../dtype'
import { ArgumentError, ShapeError } from '../errors'
import { avgPool2d as hostAvgPool2d } from '../host/avgpool2d'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, checkOptions } from './allocate'
import { div, mul } from './arithmetic'
import { onesLike } from './make'
import { checkPooled, overhang, type PoolOptions, type PoolPlan, planPool, poolImages } from './pooling'
import { sum } from './reduce'
import { narrow, squeeze, unsqueeze } from './views'
import { padded, type SizePerAxis, windows } from './windows'

export interface AvgPoolOptions extends PoolOptions {
  /** Whether padding counts as zeros, or not at all. Default true. */
  countIncludePad?: boolean
  /** What to divide by, instead of the window's size. Not for one axis. */
  divisorOverride?: number | null
}
export type AvgPool = (x: Tensor, kernelSize: SizePerAxis, options?: AvgPoolOptions) => Tensor

/** Pooling out of primitives: sums over windows as a view, divided by the sums of windows over ones. */
export function avgPool2dComposed(x: Tensor, geometry: AvgPoolGeometry, counts: readonly number[]): Tensor {
  const { kernel, stride, padding, countIncludePad, divisor } = geometry
  const ones = [1, 1]
  const plan = { ...geometry, dilation: ones, counts }
  const extra = overhang(plan, x.shape.slice(2))
  const sums = (image: Tensor): Tensor => sum(windows(image, kernel, stride, ones, counts), [-2, -1])
  const total = sums(padded(x, padding, 0, extra))
  if (divisor !== null) return div(total, divisor)
  // One image says for all how many places each window has; what reaches past the padding never counts.
  const one = onesLike(narrow(narrow(x, 0, 0, 1), 1, 0, 1))
  const counted = countIncludePad ? padded(padded(one, padding, 1), [0, 0], 0, extra) : padded(one, padding, 0, extra)
  return div(total, sums(counted))
}

const OPTIONS = ['stride', 'padding', 'ceilMode', 'countIncludePad', 'divisorOverride']

function avgPool(axes: number): AvgPool {
  const name = `avgPool${axes}d`
  const run: AvgPool = op(name, (x, kernelSize, options = {}) => {
    checkOptions(options, axes === 1 ? OPTIONS.slice(0, -1) : OPTIONS)
    checkPooled(axes, x)
    const plan = planPool(name, x, axes, kernelSize, options)
    // PyTorch alone asks this of volumes, whatever the padding.
    if (axes === 3 && plan.kernel.some((size, axis) => size > x.shape.at(axis - 3)!))
      throw new ShapeError(`input image ${showShape(x.shape)} smaller than kernel size ${showShape(plan.kernel)}`)
    const { countIncludePad = true, divisorOverride = null } = options
    if (divisorOverride === 0) throw new ArgumentError(`divisor must be not zero`)
    const batch = x.ndim === axes + 1 ? unsqueeze(x, 0) : x
    // With a divisor of its own a pool sums: only the sum is divided.
    const divisor = divisorOverride === null ? null : 1
    const images = (image: Tensor, { kernel, stride, padding, counts }: PoolPlan): Tensor => {
      const geometry = { kernel, stride, padding, countIncludePad, divisor }
      const out = allocate([...image.shape.slice(0, 2), ...counts], image.dtype, image.device)
      const done = image.numel() === 0 || tryKernel('avgPool2d', hostAvgPool2d, out, [image, geometry, out])
      return done ? out : avgPool2dComposed(image, geometry, counts)
    }
    const pooled = poolImages(cast(batch, computeDType(x.dtype)), plan, images)
    const y = cast(divisorOverride === null ? pooled : mul(pooled, 1 / divisorOverride), x.dtype)
    return batch === x ? y : squeeze(y, 0)
  })
  return run
}

/**
 * The mean of each window. x: [N, C, L] or [C, L] → [N, C, l] with l = ⌊(L + 2·padding − kernel) / stride⌋ + 1.
 * Throws ShapeError, DTypeError, ArgumentError.
 */
export const avgPool1d = /* @__PURE__ */ avgPool(1)
/** The same for images. x: [N, C, H, W] or [C, H, W]. See `avgPool1d`. */
export const avgPool2d = /* @__PURE__ */ avgPool(2)
/** The same for volumes. x: [N, C, D, H, W] or [C, D, H, W]. See `avgPool1d`. */
export const avgPool3d = /* @__PURE__ */ avgPool(3)
