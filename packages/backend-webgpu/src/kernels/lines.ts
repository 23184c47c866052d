/* What kernels along axes share: views whose last axes are those that a kernel runs along, and how many there are of each. */
import type { View } from '@torchlet/tensor-core/ops'
import { numelOf } from '../layout'

export interface Lines {
  /** The view with `dims` last. */
  readonly view: Pick<View, 'buffer' | 'shape' | 'strides' | 'offset'>
  /** How many lines there are, and how many elements in each. */
  readonly count: number
  readonly length: number
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
  }
}

/**
 * Whether each thread takes a line of its own: where lines are short, or so many that every thread has one anyway. Else a
 * workgroup shares a line.
 */
export const perThread = ({ count, length }: Lines): boolean => length <= 32 || (count >= 4096 && length <= 1024)
