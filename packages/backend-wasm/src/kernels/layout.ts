/* How views lie. */
import type { View } from '@torchlet/tensor-core/ops'

export const numelOf = (shape: readonly number[]): number => {
  let numel = 1
  for (let i = 0; i < shape.length; i++) numel *= shape[i]!
  return numel
}

/** Whether the elements lie one behind the other, in row-major order. */
export function isContiguous({ shape, strides }: Pick<View, 'shape' | 'strides'>): boolean {
  let expected = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && strides[i] !== expected) return false
    expected *= shape[i]!
  }
  return true
}

export function contiguousStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length)
  let step = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step
    step *= shape[i]!
  }
  return strides
}
