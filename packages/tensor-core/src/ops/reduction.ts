/* What reductions share: their options, their dims, and the kernel's call. */
import { op, runKernel } from '../dispatch'
import { computeDType, type DType, isIntegral } from '../dtype'
import { IndexError } from '../errors'
import { reduce as hostReduce } from '../host/reduce'
import type { ReduceOp } from '../op-literals'
import { axesBeside, normalizeDim, normalizeDims, showShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, parted } from './allocate'
import { reshape } from './views'

export interface ReduceOptions {
  /** Leaves the reduced axes with size 1. Default false. */
  keepdim?: boolean
}
export interface SumOptions extends ReduceOptions {
  /** The dtype to sum in. Default: int64 for integers and bool, else x's own. */
  dtype?: DType
}
/** One axis or several, negative ones from the end; null is all of them. */
export type Dims = number | readonly number[] | null

/** What was found, and where along the axis: PyTorch's named tuple. */
export interface ValuesAndIndices {
  readonly values: Tensor
  readonly indices: Tensor
}

/** A reduction: dims may be left out before the options. */
type Reduction<Over, Options> = (x: Tensor, dims?: Over | Options | null, options?: Options) => Tensor

/**
 * An op of (x, dims, options), where both may be left out and the options may stand in the place of the dims.
 * @__NO_SIDE_EFFECTS__
 */
export function reduction<Over extends Dims, Options extends object>(
  name: string,
  known: readonly (keyof Options & string)[],
  body: (x: Tensor, dims: Over | null, options: Partial<Options>) => Tensor,
): Reduction<Over, Options> {
  return op(name, (x: Tensor, dims?: Over | Options | null, options?: Options): Tensor => {
    const [[over = null], given] = parted<Over | null, Options>([dims, options], known)
    return body(x, over, given)
  })
}

/** The axis (default the last) and the options of an op of (x, …, dim, options), where both may be left out. */
export function lineOf<Options extends object>(
  x: Tensor,
  known: readonly (keyof Options & string)[],
  dim: number | Options | undefined,
  options: Options | undefined,
): { axis: number; given: Partial<Options> } {
  const [[along = -1], given] = parted<number, Options>([dim, options], known)
  return { axis: normalizeDim(along, x.ndim), given }
}

export const sumOp: ReduceOp = { name: 'sum', init: 0, bigInit: 0n, f: (a, x) => a + x, wgsl: 'x + y' }
export const prodOp: ReduceOp = {
  name: 'prod',
  init: 1,
  bigInit: 1n,
  f: (a, x) => a * x,
  wgsl: 'x * y',
  int: Math.imul,
  big: (a: bigint, x: bigint) => BigInt.asIntN(64, a * x),
}
export const maxOp: ReduceOp = {
  name: 'amax',
  init: -Infinity,
  bigInit: -(2n ** 63n),
  // NaN is not itself, and stays once it is in.
  f: (a, x) => (x > a || x !== x ? x : a),
  wgsl: 'maximum(x, y)',
  wgslInt: 'max(x, y)',
}
/** What folds truths: their sum is true where one of them is. */
export const foldOf = (literal: ReduceOp, dtype: DType): ReduceOp =>
  dtype === 'bool' && literal.wgsl === sumOp.wgsl ? maxOp : literal

export const minOp: ReduceOp = {
  name: 'amin',
  init: Infinity,
  bigInit: 2n ** 63n - 1n,
  f: (a, x) => (x < a || x !== x ? x : a),
  wgsl: 'minimum(x, y)',
  wgslInt: 'min(x, y)',
}
/** x's shape with 1 along `dims`, and without them. */
export function shapesOf(x: Tensor, dims: readonly number[]): { wide: number[]; narrow: number[] } {
  return {
    wide: x.shape.map((size, axis) => (dims.includes(axis) ? 1 : size)),
    narrow: x.shape.filter((_, axis) => !dims.includes(axis)),
  }
}

const allDims = (x: Tensor): number[] => axesBeside(x.ndim, [])

/** Which dims to reduce: none named means all of them. */
export function dimsOf(x: Tensor, dims: Dims): number[] {
  if (dims === null || (Array.isArray(dims) && dims.length === 0)) return allDims(x)
  // A 0-d tensor has dim 0 to name, but no axis to reduce.
  return normalizeDims(dims as number | readonly number[], x.ndim).filter((dim) => dim < x.ndim)
}

export function reduceTo(
  literal: ReduceOp,
  x: Tensor,
  dims: readonly number[],
  dtype: DType,
  keepdim: boolean,
): Tensor {
  const { wide, narrow } = shapesOf(x, dims)
  const compute = computeDType(dtype)
  const input = cast(x, compute)
  const out = allocate(wide, compute, x.device)
  runKernel('reduce', hostReduce, out, [foldOf(literal, dtype), input, dims, out])
  if (input !== x) input.dispose()
  const typed = cast(out, dtype)
  if (typed !== out) out.dispose()
  return keepdim ? typed : reshape(typed, narrow)
}

export const sumType = (x: Tensor, dtype?: DType): DType => dtype ?? (isIntegral(x.dtype) ? 'int64' : x.dtype)

/** The dtype to accumulate in: float64, where x's device has it. */
export const widest = (x: Tensor): DType => (x.device.dtypes.has('float64') ? 'float64' : 'float32')

export const countOver = (x: Tensor, dims: readonly number[]): number => dims.reduce((n, dim) => n * x.shape[dim]!, 1)

/** Throws where a dim of size 0 has no element to take. */
export function checkIdentity(x: Tensor, dims: readonly number[]): void {
  if (dims.some((dim) => x.shape[dim] === 0))
    throw new IndexError(`expected reduction dims to have non-zero size, got shape ${showShape(x.shape)}`)
}
