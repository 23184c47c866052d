/* What pools over one, two and three axes share: options, checks, counts, and pooling axis by axis. */

import type { PoolGeometry } from '../device'
import { ArgumentError, ShapeError } from '../errors'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { checkTensor } from './allocate'
import { checkFloats } from './checks'
import { axisNames } from './convolution'
import { reshape } from './views'
import { perAxis, type SizePerAxis, windowCount } from './windows'

export interface PoolOptions {
  /** Steps between windows. Default: the kernel's size. */
  stride?: SizePerAxis | null
  /** Around the image, at most half the kernel. Default 0. */
  padding?: SizePerAxis
  /** Lets a last window begin inside and reach past the image. Default false. */
  ceilMode?: boolean
}

export interface PoolPlan extends PoolGeometry {
  /** How many windows there are along each axis. */
  readonly counts: readonly number[]
}

/** Throws unless x is [C, …] or [N, C, …] over `axes` axes, of floats. */
export function checkPooled(axes: number, x: Tensor): void {
  checkTensor(x, 'input')
  checkFloats(x.dtype)
  if (x.ndim !== axes + 1 && x.ndim !== axes + 2)
    throw new ShapeError(
      `expected a [C, ${axisNames(axes)}] or [N, C, ${axisNames(axes)}] input, got ${showShape(x.shape)}`,
    )
}

/** The geometry of a pool over the last axes of x. Throws where no window fits. */
export function planPool(
  name: string,
  x: Tensor,
  axes: number,
  kernelSize: SizePerAxis,
  options: PoolOptions & { dilation?: SizePerAxis; returnIndices?: boolean },
): PoolPlan {
  const kernel = perAxis(kernelSize, axes, 1, 'kernelSize')
  const stride = perAxis(options.stride ?? kernel, axes, 1, 'stride')
  const padding = perAxis(options.padding ?? 0, axes, 0, 'padding')
  const dilation = perAxis(options.dilation ?? 1, axes, 1, 'dilation')
  if (padding.some((size, axis) => size > kernel[axis]! / 2))
    throw new ArgumentError(
      `padding should be at most half of kernel size, got ${showShape(padding)} and ${showShape(kernel)}`,
    )
  const counts = kernel.map((size, axis) =>
    windowCount(x.shape[x.ndim - axes + axis]!, size, stride[axis]!, padding[axis]!, dilation[axis]!, options.ceilMode),
  )
  // PyTorch's maxPool1d alone gives an empty result where no window fits, unless it is asked for places.
  const least = name === 'maxPool1d' && !options.returnIndices ? 0 : 1
  if (counts.some((count) => count < least))
    throw new ShapeError(
      `given input size ${showShape(x.shape)}, calculated output size ${showShape(counts)} is too small`,
    )
  return { kernel, stride, padding, dilation, counts }
}

/** How far the last windows reach past the image and its padding, along each axis. */
export const overhang = ({ kernel, stride, padding, dilation, counts }: PoolPlan, sizes: readonly number[]): number[] =>
  counts.map((count, axis) => {
    const reach = (count - 1) * stride[axis]! + dilation[axis]! * (kernel[axis]! - 1) + 1
    return Math.max(0, reach - sizes[axis]! - 2 * padding[axis]!)
  })

/** The plan for some of the axes; with `pad`, and one more along which nothing is pooled. */
const axesOf = (plan: PoolPlan, from: number, to: number, pad: boolean): PoolPlan => {
  const cut = (values: readonly number[], rest: number): number[] => [...values.slice(from, to), ...(pad ? [rest] : [])]
  const { kernel, stride, padding, dilation, counts } = plan
  return {
    kernel: cut(kernel, 1),
    stride: cut(stride, 1),
    padding: cut(padding, 0),
    dilation: cut(dilation, 1),
    counts: cut(counts, -1),
  }
}

/**
 * A pool over one to three axes by way of one over two: a line is an image of width 1, and a volume is pooled over its
 * last two axes first and then over its depth, which comes to the same for what does not depend on the order.
 */
export function poolImages(x: Tensor, plan: PoolPlan, images: (x: Tensor, plan: PoolPlan) => Tensor): Tensor {
  if (x.ndim === 4) return images(x, plan)
  const [batch, channels, ...sizes] = x.shape as unknown as [number, number, ...number[]]
  const first = axesOf(plan, 0, 1, true)
  if (sizes.length === 1) {
    const column = { ...first, counts: [...plan.counts, 1] }
    return reshape(images(reshape(x, [batch, channels, sizes[0]!, 1]), column), [batch, channels, ...plan.counts])
  }
  const [depth, height, width] = sizes as unknown as [number, number, number]
  const flat = images(reshape(x, [batch, channels * depth, height, width]), axesOf(plan, 1, 3, false))
  const area = plan.counts[1]! * plan.counts[2]!
  const deep = images(reshape(flat, [batch, channels, depth, area]), { ...first, counts: [plan.counts[0]!, area] })
  return reshape(deep, [batch, channels, ...plan.counts])
}
