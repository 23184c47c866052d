/* What kernels along axes share: views whose last axes are those that a kernel runs along, and how many there are of each. */
import type { View } from '@torchlet/tensor-core/ops'
import { numelOf } from '../layout'

export interface Lines {
  /** The view with `dims` last. */
  readonly view: Pick<View, 'buffer' | 'shape' | 'strides' | 'offset'>
  /** How many lines there are, and how many elements in each. */
  readonly count: number
  readonly length: number
  /** Whether neighbouring lines lie side by side: threads that take a line each read neighbours. */
  readonly isSideBySide: boolean
}

export function linesOf({ buffer, shape, strides, offset }: View, dims: readonly number[]): Lines {
  const axes = shape.map((_, axis) => axis)
  const kept = axes.filter((axis) => !dims.includes(axis))
  const along = axes.filter((axis) => dims.includes(axis))
  const order = [...kept, ...along]
  return {
    view: { buffer, shape: order.map((axis) => shape[axis]!), strides: order.map((axis) => strides[axis]!), offset },
    count: numelOf(kept.map((axis) => shape[axis]!)),
    length: numelOf(along.map((axis) => shape[axis]!)),
    isSideBySide: strides[kept.at(-1) ?? -1] === 1,
  }
}

/** How lines are shared out: a thread for each, or a workgroup of so many threads for each. */
export type Share = 'thread' | number

/**
 * Where lines are short, or so many that every thread has one anyway, each thread takes one; else a workgroup. A processor that plays
 * GPU gains nothing by more threads, and barriers cost it dearly.
 */
export function shareOf({ count, length, isSideBySide }: Lines, onProcessor: boolean): Share {
  if (length <= (onProcessor ? 4096 : 32)) return 'thread'
  if (isSideBySide && count >= 1024) return 'thread'
  if (onProcessor ? count >= 64 : count >= 4096 && length <= 1024) return 'thread'
  return length <= 256 ? 64 : 256
}
