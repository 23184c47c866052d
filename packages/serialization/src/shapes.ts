import { refuse } from './errors'

/** A count that JavaScript holds exactly: a whole number from 0 to 2^53 - 1. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

export const MAX_DIMS = 64

export const showShape = (shape: readonly unknown[]): string => `[${shape.slice(0, MAX_DIMS).join(', ')}]`

/** How many elements a shape has. Refuses what cannot be counted exactly. */
export function countOf(shape: readonly number[]): number {
  const count = shape.reduce((product, size) => product * size, 1)
  // A product with a zero in it may pass through infinity on the way.
  if (shape.includes(0)) return 0
  if (!isCount(count)) refuse(`has shape ${showShape(shape)}: too many elements`)
  return count
}

/** Strides, in elements, of a tensor laid out row by row. */
export function rowMajor(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length)
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step
    step *= Math.max(1, shape[axis]!)
  }
  return strides
}

/** Whether the elements lie row by row without gaps. Strides of axes of size 1 do not matter. */
export function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  const expected = rowMajor(shape)
  return shape.includes(0) || shape.every((size, axis) => size === 1 || strides[axis] === expected[axis])
}

/** One past the last element of the storage that the view, which is not empty, touches. */
export const reachOf = (shape: readonly number[], strides: readonly number[], offset: number): number =>
  shape.reduce((reach, size, axis) => reach + (size - 1) * strides[axis]!, offset + 1)
