/* What convolution and pooling share: sizes per axis, and windows as a strided view. */
import { ArgumentError, ShapeError } from '../errors'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { contiguous, describe, viewOf } from './allocate'
import { copy_ } from './in-place'
import { full, like } from './make'
import { narrow } from './views'

/** A number for every spatial axis, or one for each. */
export type SizePerAxis = number | readonly number[]

/** `value` for each of `axes` axes, all at least `least`. */
export function perAxis(value: SizePerAxis, axes: number, least: number, what: string): number[] {
  if (typeof value !== 'number' && !Array.isArray(value))
    throw new ArgumentError(`${what}: expected one number or ${axes}, got ${describe(value)}`)
  const list: number[] = typeof value === 'number' ? Array(axes).fill(value) : [...value]
  if (list.length !== axes) throw new ArgumentError(`${what}: expected one number or ${axes}, got ${showShape(list)}`)
  if (!list.every((size) => Number.isSafeInteger(size) && size >= least))
    throw new ArgumentError(`${what}: expected whole numbers from ${least} on, got ${showShape(list)}`)
  return list
}

/** How many windows fit: ⌊(size + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1; with `ceil`, ⌈…⌉ as PyTorch counts it. */
export function windowCount(
  size: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
  ceil = false,
): number {
  const room = size + 2 * padding - dilation * (kernel - 1) - 1
  if (!ceil) return Math.floor(room / stride) + 1
  const count = Math.ceil(room / stride) + 1
  // A last window that would begin in the right padding is left out.
  return (count - 1) * stride >= size + padding ? count - 1 : count
}

/** x: [N, C, …] with `padding` of `value` around its axes from 2 on (and up to `extra` more behind them). */
export function padded(
  x: Tensor,
  padding: readonly number[],
  value: number,
  extra: readonly number[] = padding.map(() => 0),
): Tensor {
  if ([...padding, ...extra].every((size) => size === 0)) return contiguous(x)
  const shape = x.shape.map((size, axis) => (axis < 2 ? size : size + 2 * padding[axis - 2]! + extra[axis - 2]!))
  const out = full(shape, value, like(x))
  let inside = out
  padding.forEach((size, axis) => {
    inside = narrow(inside, axis + 2, size, x.shape[axis + 2]!)
  })
  copy_(inside, x)
  return out
}

/** The windows of [N, C, H, W] (or fewer or more axes) as a view: [N, C, oh, ow, kh, kw]. */
export function windows(
  x: Tensor,
  kernel: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
  counts: readonly number[],
): Tensor {
  const steps = x.strides.slice(2)
  return viewOf(
    x,
    [...x.shape.slice(0, 2), ...counts, ...kernel],
    [
      ...x.strides.slice(0, 2),
      ...steps.map((step, axis) => step * stride[axis]!),
      ...steps.map((step, axis) => step * dilation[axis]!),
    ],
  )
}

export function checkWindowFits(
  x: Tensor,
  kernel: readonly number[],
  padding: readonly number[],
  dilation: readonly number[],
): void {
  const room = kernel.map((_, axis) => x.shape[x.ndim - kernel.length + axis]! + 2 * padding[axis]!)
  const needed = kernel.map((size, axis) => dilation[axis]! * (size - 1) + 1)
  if (needed.some((size, axis) => size > room[axis]!))
    throw new ShapeError(
      `calculated padded input size per channel: (${room.join(' x ')}). Kernel size: (${needed.join(' x ')}). Kernel size can't be greater than actual input size (input ${showShape(x.shape)})`,
    )
}
