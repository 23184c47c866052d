import type { PoolGeometry } from '../device'
import { op, tryKernel } from '../dispatch'
import { computeDType, isFloating } from '../dtype'
import { ArgumentError, DTypeError, ShapeError } from '../errors'
import { maxPool2d as hostMaxPool2d } from '../host/maxpool2d'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, checkOptions, checkTensor } from './allocate'
import { amax } from './reduce'
import { squeeze, unsqueeze } from './views'
import { padded, perAxis, type SizePerAxis, windowCount, windows } from './windows'

export interface MaxPoolOptions {
  /** Steps between windows. Default: the kernel's size. */
  stride?: SizePerAxis | null
  /** -Infinity around the image, at most half the kernel. Default 0. */
  padding?: SizePerAxis
  /** Steps between the elements of a window. Default 1. */
  dilation?: SizePerAxis
  /** Lets a last window begin inside and reach past the image. Default false. */
  ceilMode?: boolean
}

/** Pooling out of primitives: windows as a view, and their greatest elements. */
export function maxPool2dComposed(
  x: Tensor,
  { kernel, stride, padding, dilation }: PoolGeometry,
  counts: readonly number[],
): Tensor {
  // In ceil mode the last window reaches past the padding.
  const reach = counts.map((count, axis) => (count - 1) * stride[axis]! + dilation[axis]! * (kernel[axis]! - 1) + 1)
  const extra = reach.map((size, axis) => Math.max(0, size - x.shape[axis + 2]! - 2 * padding[axis]!))
  return amax(windows(padded(x, padding, -Infinity, extra), kernel, stride, dilation, counts), [-2, -1])
}

/**
 * The greatest value of each window. x: [N, C, H, W] or [C, H, W] → [N, C, oh, ow] with
 * oh = ⌊(H + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. Throws ShapeError, DTypeError, ArgumentError.
 */
export const maxPool2d = op('maxPool2d', (x: Tensor, kernelSize: SizePerAxis, options: MaxPoolOptions = {}): Tensor => {
  checkOptions(options, ['stride', 'padding', 'dilation', 'ceilMode'], 'maxPool2d')
  checkTensor(x, 'maxPool2d: input')
  if (!isFloating(x.dtype)) throw new DTypeError(`maxPool2d: needs a floating point dtype, got ${x.dtype}`)
  if (x.ndim === 3) return squeeze(maxPool2d(unsqueeze(x, 0), kernelSize, options), 0)
  if (x.ndim !== 4)
    throw new ShapeError(`maxPool2d: expected a [C, H, W] or [N, C, H, W] input, got ${showShape(x.shape)}`)
  const kernel = perAxis(kernelSize, 2, 1, 'maxPool2d: kernelSize')
  const stride = perAxis(options.stride ?? kernel, 2, 1, 'maxPool2d: stride')
  const padding = perAxis(options.padding ?? 0, 2, 0, 'maxPool2d: padding')
  const dilation = perAxis(options.dilation ?? 1, 2, 1, 'maxPool2d: dilation')
  if (padding.some((size, axis) => size > kernel[axis]! / 2))
    throw new ArgumentError(
      `maxPool2d: padding should be at most half of kernel size, got ${showShape(padding)} and ${showShape(kernel)}`,
    )
  const counts = kernel.map((size, axis) =>
    windowCount(x.shape[axis + 2]!, size, stride[axis]!, padding[axis]!, dilation[axis]!, options.ceilMode),
  )
  if (counts.some((count) => count < 1))
    throw new ShapeError(
      `maxPool2d: given input size ${showShape(x.shape)}, calculated output size ${showShape(counts)} is too small`,
    )
  const compute = computeDType(x.dtype)
  const geometry = { kernel, stride, padding, dilation }
  const input = cast(x, compute)
  const out = allocate([...x.shape.slice(0, 2), ...counts], compute, x.device)
  const done = tryKernel('maxPool2d', hostMaxPool2d, out, [input, geometry, out])
  return cast(done ? out : maxPool2dComposed(input, geometry, counts), x.dtype)
})
