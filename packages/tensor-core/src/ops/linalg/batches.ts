/* Matrices for the decompositions: read as float64, worked on one by one on the host, written back. */
import { cpu } from '../../devices/cpu'
import { ShapeError } from '../../errors'
import { numelOf, showShape } from '../../shape'
import type { Tensor } from '../../tensor'
import { allocate, cast } from '../allocate'
import { checkFloats, checkNdim } from '../checks'
import { fromTypedArray } from '../make'
import { moved } from '../move'

export function checkMatrices(x: Tensor, isSquare = false): void {
  checkFloats(x.dtype)
  checkNdim(x, 2, Infinity)
  if (isSquare && x.shape.at(-1) !== x.shape.at(-2))
    throw new ShapeError(`A must be batches of square matrices, got ${showShape(x.shape)}`)
}

/** The elements in float64: a copy, to be worked on in place. */
export const doubles = (x: Tensor): Float64Array => (cast(moved(x, cpu), 'float64').data as Float64Array).slice()

/**
 * Takes each matrix of x, a copy in float64, to the parts of some results, whose shapes are x's axes but the last two, and then
 * `shapes`. On a device without values nothing is computed.
 */
export function eachMatrix(
  x: Tensor,
  shapes: readonly (readonly number[])[],
  work: (matrix: Float64Array, i: number) => readonly ArrayLike<number>[],
): Tensor[] {
  const { dtype, device } = x
  const lead = x.shape.slice(0, -2)
  const wide = shapes.map((shape) => [...lead, ...shape])
  if (device.valueless) return wide.map((shape) => allocate(shape, dtype, device))
  const results = wide.map((shape) => new Float64Array(numelOf(shape)))
  const size = numelOf(x.shape.slice(-2))
  const all = doubles(x)
  for (let i = 0; i < numelOf(lead); i++)
    work(all.subarray(i * size, (i + 1) * size), i).forEach((part, k) => {
      results[k]!.set(part, i * part.length)
    })
  return results.map((values, k) => cast(fromTypedArray(values, wide[k]!, { dtype: 'float64', device }), dtype))
}
