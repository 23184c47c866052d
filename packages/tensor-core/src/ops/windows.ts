/* What convolution and pooling share: sizes per axis, and windows as a strided view. */
import { ArgumentError, ShapeError } from '../errors'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { contiguous, viewOf } from './allocate'
import { copy_ } from './in-place'
import { full } from './make'
import { narrow } from './views'

/** A number for every spatial axis, or one for each. */
export type SizePerAxis = number | readonly number[]

/** `value` for each of `axes` axes, all at least `least`. */
export function perAxis(value: SizePerAxis, axes: number, least: number, what: string): number[] {
  const list = typeof value === 'number' ? new Array<number>(axes).fill(value) : [...value]
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

/** x: [N, C, H, W] with `padding` of `value` around its last two axes (and up to `extra` more behind them). */
export function padded(
  x: Tensor,
  padding: readonly number[],
  value: number,
  extra: readonly number[] = [0, 0],
): Tensor {
  const [padY, padX] = padding as [number, number]
  if (padY + padX + extra[0]! + extra[1]! === 0) return contiguous(x)
  const [n, c, h, w] = x.shape as unknown as [number, number, number, number]
  const out = full([n, c, h + 2 * padY + extra[0]!, w + 2 * padX + extra[1]!], value, {
    dtype: x.dtype,
    device: x.device,
  })
  copy_(narrow(narrow(out, 2, padY, h), 3, padX, w), x)
  return out
}

/** The windows of a contiguous [N, C, H, W] as a view: [N, C, oh, ow, kh, kw]. */
export function windows(
  x: Tensor,
  kernel: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
  counts: readonly number[],
): Tensor {
  const [n, c] = x.shape as unknown as [number, number]
  const [ns, cs, ys, xs] = x.strides as [number, number, number, number]
  return viewOf(
    x,
    [n, c, counts[0]!, counts[1]!, kernel[0]!, kernel[1]!],
    [ns, cs, ys * stride[0]!, xs * stride[1]!, ys * dilation[0]!, xs * dilation[1]!],
  )
}

export function checkWindowFits(
  what: string,
  x: Tensor,
  kernel: readonly number[],
  padding: readonly number[],
  dilation: readonly number[],
): void {
  const room = x.shape.slice(-2).map((size, axis) => size + 2 * padding[axis]!)
  const needed = kernel.map((size, axis) => dilation[axis]! * (size - 1) + 1)
  if (needed.some((size, axis) => size > room[axis]!))
    throw new ShapeError(
      `${what}: calculated padded input size per channel: (${room.join(' x ')}). Kernel size: (${needed.join(' x ')}). Kernel size can't be greater than actual input size (input ${showShape(x.shape)})`,
    )
}
