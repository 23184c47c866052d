/*
 * Views as [outer, n, inner], where an op works along n: as they lie where they can be read so, else copied into workspace with
 * the axes that are kept first.
 */
import type { View } from '@torchlet/tensor-core/ops'
import type { Instance } from '../instance'
import { copyInto } from './copy'
import { isContiguous, numelOf } from './layout'

export interface Planes {
  readonly address: number
  readonly outer: number
  readonly n: number
  readonly inner: number
}

/** x, float32, with the axes `dims` as n. */
export function planesOf(wasm: Instance, x: View, dims: readonly number[]): Planes {
  const sorted = dims.toSorted((a, b) => a - b)
  const [first = 0, last = -1] = [sorted[0], sorted.at(-1)]
  const sizeOf = (from: number, until: number) => numelOf(x.shape.slice(from, until))
  if (isContiguous(x) && areNeighbours(x.shape, sorted))
    return {
      address: wasm.input(x),
      outer: sizeOf(0, first),
      n: sizeOf(first, last + 1),
      inner: sizeOf(last + 1, x.shape.length),
    }
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !dims.includes(axis))
  const order = [...kept, ...sorted]
  const { buffer, dtype, offset } = x
  const [shape, strides] = [x.shape, x.strides].map((of) => order.map((axis) => of[axis]!)) as [number[], number[]]
  return {
    address: copyInto(wasm, { buffer, dtype, offset, shape, strides }, 'planes'),
    outer: numelOf(kept.map((axis) => x.shape[axis]!)),
    n: numelOf(sorted.map((axis) => x.shape[axis]!)),
    inner: 1,
  }
}

/** Whether nothing but axes of size 1 lies between the first and the last of these axes. */
const areNeighbours = (shape: readonly number[], sorted: readonly number[]): boolean =>
  sorted.length === 0 ||
  shape.slice(sorted[0], sorted.at(-1)! + 1).every((size, i) => size === 1 || sorted.includes(sorted[0]! + i))
