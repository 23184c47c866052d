/* The greatest value of each window. */
import type { PoolGeometry } from '../device'
import { op, tryKernel } from '../dispatch'
import { computeDType } from '../dtype'
import { maxPool2d as hostMaxPool2d } from '../host/maxpool2d'
import { numelOf } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, checkOptions } from './allocate'
import { add, floorDivide, maximum, mul, remainder, sub, where } from './arithmetic'
import { ne } from './compare'
import { fromTypedArray } from './make'
import { checkPooled, overhang, type PoolOptions, type PoolPlan, planPool, poolImages } from './pooling'
import { flip } from './rearrange'
import { amax, argmax } from './reduce'
import { reshape, squeeze, unsqueeze } from './views'
import { padded, type SizePerAxis, windows } from './windows'

export interface MaxPoolOptions extends PoolOptions {
  /** Steps between the elements of a window. Default 1. */
  dilation?: SizePerAxis
  /** Gives [values, indices], the latter counted in the flattened image. Default false. */
  returnIndices?: boolean
}
export interface MaxPool {
  (x: Tensor, kernelSize: SizePerAxis, options: MaxPoolOptions & { returnIndices: true }): [Tensor, Tensor]
  (x: Tensor, kernelSize: SizePerAxis, options?: MaxPoolOptions & { returnIndices?: false }): Tensor
  (x: Tensor, kernelSize: SizePerAxis, options?: MaxPoolOptions): Tensor | [Tensor, Tensor]
}

const windowsOf = (x: Tensor, plan: PoolPlan): Tensor =>
  windows(
    padded(x, plan.padding, -Infinity, overhang(plan, x.shape.slice(2))),
    plan.kernel,
    plan.stride,
    plan.dilation,
    plan.counts,
  )

/** Pooling out of primitives: windows as a view, and their greatest elements. */
export const maxPool2dComposed = (x: Tensor, geometry: PoolGeometry, counts: readonly number[]): Tensor =>
  amax(windowsOf(x, { ...geometry, counts }), [-2, -1])

function maxOfImages(x: Tensor, plan: PoolPlan): Tensor {
  const out = allocate([x.shape[0]!, x.shape[1]!, ...plan.counts], x.dtype, x.device)
  return tryKernel('maxPool2d', hostMaxPool2d, out, [x, plan, out]) ? out : maxPool2dComposed(x, plan, plan.counts)
}

/** The greatest of the last axis and its place, as pools have it: of equal elements the first, of several NaN the last. */
export function greatest(x: Tensor): [values: Tensor, places: Tensor] {
  const values = amax(x, -1)
  const lastNaN = sub(BigInt(x.shape.at(-1)! - 1), argmax(flip(x, -1), -1))
  return [values, where(ne(values, values), lastNaN, argmax(x, -1))]
}

/** Where the greatest elements are: their places in the windows, turned into places in the flattened image. */
function withIndices(x: Tensor, plan: PoolPlan): [Tensor, Tensor] {
  const { kernel, stride, padding, dilation, counts } = plan
  const cells = windowsOf(x, plan)
  const flat = reshape(cells, [...cells.shape.slice(0, 2 + counts.length), numelOf(kernel)])
  const [values, place] = greatest(flat)
  const sizes = x.shape.slice(2)
  let index: Tensor | undefined
  kernel.forEach((size, axis) => {
    const inner = numelOf(kernel.slice(axis + 1))
    const tap = remainder(floorDivide(place, BigInt(inner)), BigInt(size))
    const starts = Array.from({ length: counts[axis]! }, (_, i) => i * stride[axis]! - padding[axis]!)
    // A window of nothing but -Infinity: the first element inside the image counts.
    const inside = starts.map((start) =>
      start < 0 ? start + Math.ceil(-start / dilation[axis]!) * dilation[axis]! : start,
    )
    const shape = counts.map((count, i) => (i === axis ? count : 1))
    const vector = (values: number[]): Tensor =>
      fromTypedArray(BigInt64Array.from(values, BigInt), shape, { device: x.device })
    const at = maximum(add(vector(starts), mul(tap, BigInt(dilation[axis]!))), vector(inside))
    index = index ? add(mul(index, BigInt(sizes[axis]!)), at) : at
  })
  return [values, index!]
}

const OPTIONS = ['stride', 'padding', 'dilation', 'ceilMode', 'returnIndices']

function maxPool(axes: number): MaxPool {
  const name = `maxPool${axes}d`
  const pool = (x: Tensor, kernelSize: SizePerAxis, options: MaxPoolOptions = {}): Tensor | [Tensor, Tensor] => {
    checkOptions(options, OPTIONS)
    checkPooled(axes, x)
    const plan = planPool(name, x, axes, kernelSize, options)
    const batch = x.ndim === axes + 1 ? unsqueeze(x, 0) : x
    const input = cast(batch, computeDType(x.dtype))
    const finish = (y: Tensor): Tensor => (batch === x ? y : squeeze(y, 0))
    if (!options.returnIndices) return finish(cast(poolImages(input, plan, maxOfImages), x.dtype))
    const [values, indices] = withIndices(input, plan)
    return [finish(cast(values, x.dtype)), finish(indices)]
  }
  return op(name, pool) as MaxPool
}

/**
 * The greatest value of each window. x: [N, C, L] or [C, L] → [N, C, l] with
 * l = ⌊(L + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. Throws ShapeError, DTypeError, ArgumentError.
 */
export const maxPool1d = /* @__PURE__ */ maxPool(1)
/** The same for images. x: [N, C, H, W] or [C, H, W]. See `maxPool1d`. */
export const maxPool2d = /* @__PURE__ */ maxPool(2)
/** The same for volumes. x: [N, C, D, H, W] or [C, D, H, W]. See `maxPool1d`. */
export const maxPool3d = /* @__PURE__ */ maxPool(3)
