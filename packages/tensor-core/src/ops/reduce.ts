/* Reductions over all axes, one, or several. */
import { op, runKernel } from '../dispatch'
import { computeDType, type DType, isFloating, isIntegral } from '../dtype'
import { ArgumentError, DTypeError, IndexError } from '../errors'
import { argReduce as hostArgReduce, reduce as hostReduce } from '../host/reduce'
import type { ReduceOp } from '../op-literals'
import type { TensorOrScalar } from '../promotion'
import { normalizeDim, normalizeDims, showShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, checkOptions, isOptions } from './allocate'
import { div, maximum, minimum } from './arithmetic'
import { eq, ne } from './compare'
import { reshape } from './views'

export interface ReduceOptions {
  /** Leaves the reduced axes with size 1. Default false. */
  keepdim?: boolean
}
export interface SumOptions extends ReduceOptions {
  /** The dtype to sum in. Default: int64 for integers and bool, else x's own. */
  dtype?: DType
}
export type Dims = number | readonly number[] | null

/** A reduction: dims may be left out before the options. */
type Reduction<Over, Options> = (x: Tensor, dims?: Over | Options | null, options?: Options) => Tensor

/** An op of (x, dims, options), where both may be left out and the options may stand in the place of the dims. */
export function reduction<Over extends Dims, Options extends object>(
  name: string,
  known: readonly (keyof Options & string)[],
  body: (x: Tensor, dims: Over | null, options: Partial<Options>) => Tensor,
): Reduction<Over, Options> {
  return op(name, (x: Tensor, dims?: Over | Options | null, options?: Options): Tensor => {
    const given = isOptions(dims) ? dims : (options ?? {})
    checkOptions(given, known, name)
    return body(x, isOptions(dims) ? null : ((dims ?? null) as Over | null), given as Partial<Options>)
  })
}

/** The axis (default the last) and the options of an op of (x, …, dim, options), where both may be left out. */
export function lineOf<Options extends object>(
  name: string,
  x: Tensor,
  known: readonly (keyof Options & string)[],
  dim: number | Options | undefined,
  options: Options | undefined,
): { axis: number; given: Partial<Options> } {
  const given = isOptions(dim) ? dim : (options ?? {})
  checkOptions(given, known, name)
  return { axis: normalizeDim(typeof dim === 'number' ? dim : -1, x.ndim, name), given }
}

export const sumOp: ReduceOp = { name: 'sum', init: 0, bigInit: 0n, f: (a, x) => a + x, wgsl: 'x + y' }
// Adds nothing where x is not itself: NaN.
const nansumOp: ReduceOp = {
  ...sumOp,
  name: 'nansum',
  f: (a, x) => (x === x ? a + x : a),
  wgsl: 'x + select(0, y, y == y)',
}
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
  wgsl: 'max(x, y)',
}
export const minOp: ReduceOp = {
  name: 'amin',
  init: Infinity,
  bigInit: 2n ** 63n - 1n,
  f: (a, x) => (x < a || x !== x ? x : a),
  wgsl: 'min(x, y)',
}
const anyOp: ReduceOp = { name: 'any', init: 0, bigInit: 0n, f: (a, x) => (x ? 1 : a), wgsl: 'x | y' }
const allOp: ReduceOp = { name: 'all', init: 1, bigInit: 1n, f: (a, x) => (x ? a : 0), wgsl: 'x & y' }

/** x's shape with 1 along `dims`, and without them. */
export function shapesOf(x: Tensor, dims: readonly number[]): { wide: number[]; narrow: number[] } {
  return {
    wide: x.shape.map((size, axis) => (dims.includes(axis) ? 1 : size)),
    narrow: x.shape.filter((_, axis) => !dims.includes(axis)),
  }
}

const allDims = (x: Tensor): number[] => x.shape.map((_, axis) => axis)

/** Which dims to reduce: none named means all of them. */
export function dimsOf(x: Tensor, dims: Dims, what: string): number[] {
  if (dims === null || (Array.isArray(dims) && dims.length === 0)) return allDims(x)
  // A 0-d tensor has dim 0 to name, but no axis to reduce.
  return normalizeDims(dims as number | readonly number[], x.ndim, what).filter((dim) => dim < x.ndim)
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
  runKernel('reduce', hostReduce, out, [literal, input, dims, out])
  if (input !== x) input.dispose()
  const typed = cast(out, dtype)
  if (typed !== out) out.dispose()
  return keepdim ? typed : reshape(typed, narrow)
}

export const sumType = (x: Tensor, dtype?: DType): DType => dtype ?? (isIntegral(x.dtype) ? 'int64' : x.dtype)

const sumOf = (name: string, literal: ReduceOp) =>
  reduction<Dims, SumOptions>(name, ['keepdim', 'dtype'], (x, dims, { keepdim = false, dtype }) =>
    reduceTo(literal, x, dimsOf(x, dims, name), sumType(x, dtype), keepdim),
  )

/** Σ x over `dims` (default all). Integers and bool are summed in int64; float32 in float64, rounded once. */
export const sum = /* @__PURE__ */ sumOf('sum', sumOp)
/** Σ x over `dims` (default all), as if NaN were 0. */
export const nansum = /* @__PURE__ */ sumOf('nansum', nansumOp)

/** Π x over one dim (default all). */
export const prod = reduction<number, SumOptions>('prod', ['keepdim', 'dtype'], (x, dim, { keepdim = false, dtype }) =>
  reduceTo(prodOp, x, dimsOf(x, dim, 'prod'), sumType(x, dtype), keepdim),
)

/** The dtype to accumulate in: float64, where x's device has it. */
export const widest = (x: Tensor): DType => (x.device.dtypes.has('float64') ? 'float64' : 'float32')

export const countOver = (x: Tensor, dims: readonly number[]): number => dims.reduce((n, dim) => n * x.shape[dim]!, 1)

const meanOf = (
  name: string,
  literal: ReduceOp,
  count: (x: Tensor, dims: readonly number[], keepdim: boolean) => TensorOrScalar,
) =>
  reduction<Dims, SumOptions>(name, ['keepdim', 'dtype'], (x, dims, { keepdim = false, dtype = x.dtype }) => {
    if (!isFloating(dtype))
      throw new DTypeError(`${name}: needs a floating point dtype, got ${dtype}; cast with x.float() or { dtype }`)
    const over = dimsOf(x, dims, name)
    const total = reduceTo(literal, x, over, computeDType(dtype), keepdim)
    return cast(div(total, count(x, over, keepdim)), dtype)
  })

/** Σ x / n over `dims` (default all). Floats only, unless `dtype` says otherwise. */
export const mean = /* @__PURE__ */ meanOf('mean', sumOp, countOver)
/** The mean over `dims` (default all) of what is not NaN. */
export const nanmean = /* @__PURE__ */ meanOf('nanmean', nansumOp, (x, dims, keepdim) =>
  sum(eq(x, x), dims, { keepdim }),
)

const extremeOf = (name: string, literal: ReduceOp) =>
  reduction<Dims, ReduceOptions>(name, ['keepdim'], (x, dims, { keepdim = false }) => {
    const over = dimsOf(x, dims, name)
    checkIdentity(name, x, over)
    return reduceTo(literal, x, over, x.dtype, keepdim)
  })

function checkIdentity(name: string, x: Tensor, dims: readonly number[]): void {
  if (dims.some((dim) => x.shape[dim] === 0))
    throw new IndexError(`${name}: expected reduction dims to have non-zero size, got shape ${showShape(x.shape)}`)
}

/** The greatest element over `dims` (default all), NaN where there is one. */
export const amax = /* @__PURE__ */ extremeOf('amax', maxOp)
/** The least element over `dims` (default all), NaN where there is one. */
export const amin = /* @__PURE__ */ extremeOf('amin', minOp)

export interface MinAndMax {
  readonly min: Tensor
  readonly max: Tensor
}

/** The least and the greatest element along a dim (default all). */
export const aminmax = op(
  'aminmax',
  (x: Tensor, dim?: number | ReduceOptions | null, options?: ReduceOptions): MinAndMax => ({
    min: amin(x, dim, options),
    max: amax(x, dim, options),
  }),
)

const argOf = (name: string, largest: boolean) =>
  reduction<number, ReduceOptions>(name, ['keepdim'], (x, dim, { keepdim = false }) => {
    const flat = dim === null ? reshape(x, [-1]) : x.ndim === 0 ? reshape(x, [1]) : x
    const along = dim === null ? 0 : normalizeDim(dim, x.ndim, name)
    checkIdentity(name, flat, [along])
    const { wide, narrow } = shapesOf(flat, [along])
    const out = allocate(wide, 'int64', x.device)
    const input = cast(flat, computeDType(x.dtype))
    runKernel('argReduce', hostArgReduce, out, [largest, input, along, out])
    if (!keepdim) return reshape(out, narrow)
    return dim === null || x.ndim === 0
      ? reshape(
          out,
          x.shape.map(() => 1),
        )
      : out
  })

/** Where the greatest element is, along `dim` or in the flattened tensor. The first one of equals; int64. */
export const argmax = /* @__PURE__ */ argOf('argmax', true)
/** Where the least element is, along `dim` or in the flattened tensor. The first one of equals; int64. */
export const argmin = /* @__PURE__ */ argOf('argmin', false)

export interface ValuesAndIndices {
  readonly values: Tensor
  readonly indices: Tensor
}

type Extreme = {
  (x: Tensor): Tensor
  (x: Tensor, other: Tensor): Tensor
  (x: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices
}

const extremeWith = (name: string, whole: typeof amax, position: typeof argmax, pairwise: typeof maximum): Extreme =>
  op(name, ((x: Tensor, dimOrOther?: number | Tensor, options: ReduceOptions = {}) => {
    if (dimOrOther === undefined) return whole(x)
    if (typeof dimOrOther === 'object') return pairwise(x, dimOrOther)
    if (typeof dimOrOther !== 'number')
      throw new ArgumentError(`${name}: takes a dim or another tensor, got ${String(dimOrOther)}`)
    return { values: whole(x, dimOrOther, options), indices: position(x, dimOrOther, options) }
  }) as Extreme)

/** The greatest element; along a dim, also where it is; with another tensor, the greater of each two. */
export const max = /* @__PURE__ */ extremeWith('max', amax, argmax, maximum)
/** The least element; along a dim, also where it is; with another tensor, the lesser of each two. */
export const min = /* @__PURE__ */ extremeWith('min', amin, argmin, minimum)

const truthOf = (name: string, literal: ReduceOp) =>
  reduction<Dims, ReduceOptions>(name, ['keepdim'], (x, dim, { keepdim = false }) => {
    const truth = reduceTo(literal, x.dtype === 'bool' ? x : ne(x, 0), dimsOf(x, dim, name), 'bool', keepdim)
    // PyTorch keeps uint8, from the days when it had no bool.
    return cast(truth, x.dtype === 'uint8' ? 'uint8' : 'bool')
  })

/** Whether any element is not zero, over `dims` (default all). */
export const any = /* @__PURE__ */ truthOf('any', anyOp)
/** Whether no element is zero, over `dims` (default all). */
export const all = /* @__PURE__ */ truthOf('all', allOp)

/** 0-d: how many elements are not zero along `dims`. */
export const countNonzero = op('countNonzero', (x: Tensor, dims: Dims = null): Tensor => sum(ne(x, 0), dims))
