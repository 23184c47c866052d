/* Matrices for the decompositions: read as float64, worked on one by one on the host, written back. */
import type { TypedArray } from '../../dtype'
import { ShapeError } from '../../errors'
import { numelOf, showShape } from '../../shape'
import type { Tensor } from '../../tensor'
import { allocate, cast } from '../allocate'
import { checkFloats, checkNdim } from '../checks'
import { fromTypedArray } from '../make'

/** A batch of matrices as rows of one array: a copy, to be worked on in place. */
export interface Batch {
  readonly data: Float64Array
  /** The axes before the last two. */
  readonly shape: readonly number[]
  readonly count: number
  readonly rows: number
  readonly columns: number
}

export function checkMatrices(what: string, x: Tensor, isSquare = false): void {
  checkFloats(`linalg.${what}`, x.dtype)
  checkNdim(`linalg.${what}`, x, 2, Infinity)
  if (isSquare && x.shape.at(-1) !== x.shape.at(-2))
    throw new ShapeError(`linalg.${what}: A must be batches of square matrices, got ${showShape(x.shape)}`)
}

export function batchOf(x: Tensor): Batch {
  const shape = x.shape.slice(0, -2)
  const [rows, columns] = x.shape.slice(-2) as [number, number]
  return { data: (cast(x, 'float64').data as Float64Array).slice(), shape, count: numelOf(shape), rows, columns }
}

/** Float64 results as a tensor of the dtype and on the device of the operand that they come from. */
export const result = (values: TypedArray, shape: readonly number[], { dtype, device }: Tensor): Tensor =>
  cast(fromTypedArray(values, shape, { dtype: 'float64', device }), dtype)

/** On a device without values: results of these shapes. */
export const shapesOnly = (x: Tensor, ...shapes: readonly (readonly number[])[]): Tensor[] =>
  shapes.map((shape) => allocate(shape, x.dtype, x.device))

/** Each matrix of a batch in turn. */
export function each({ data, count, rows, columns }: Batch, visit: (matrix: Float64Array, i: number) => void): void {
  const size = rows * columns
  for (let i = 0; i < count; i++) visit(data.subarray(i * size, (i + 1) * size), i)
}
