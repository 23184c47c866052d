/* Reductions over all axes, one, or several. */

import { op, runKernel } from '../dispatch'
import { computeDType } from '../dtype'
import { ArgumentError } from '../errors'
import { argReduce as hostArgReduce } from '../host/reduce'
import type { ReduceOp } from '../op-literals'
import type { TensorOrScalar } from '../promotion'
import { normalizeDim } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast } from './allocate'
import { div, maximum, minimum } from './arithmetic'
import { checkFloats } from './checks'
import { eq, ne } from './compare'
import {
  checkIdentity,
  countOver,
  type Dims,
  dimsOf,
  maxOp,
  minOp,
  prodOp,
  type ReduceOptions,
  reduceTo,
  reduction,
  type SumOptions,
  shapesOf,
  sumOp,
  sumType,
  type ValuesAndIndices,
} from './reduction'
import { reshape } from './views'

export type { Dims, ReduceOptions, SumOptions, ValuesAndIndices } from './reduction'

// Adds nothing where x is not itself: NaN.
const nansumOp: ReduceOp = {
  name: 'nansum',
  init: 0,
  bigInit: 0n,
  f: (a, x) => (x === x ? a + x : a),
  wgsl: 'x + y',
  wgslElement: 'select(x, 0.0, is_nan(x))',
}
const anyOp: ReduceOp = { name: 'any', init: 0, bigInit: 0n, f: (a, x) => (x ? 1 : a), wgsl: 'x | y' }
const allOp: ReduceOp = { name: 'all', init: 1, bigInit: 1n, f: (a, x) => (x ? a : 0), wgsl: 'x & y' }

const sumOf = <Over extends Dims = Dims>(name: string, literal: ReduceOp) =>
  reduction<Over, SumOptions>(name, ['keepdim', 'dtype'], (x, dims, { keepdim = false, dtype }) =>
    reduceTo(literal, x, dimsOf(x, dims), sumType(x, dtype), keepdim),
  )

/** Σ x over `dims` (default all). Integers and bool are summed in int64; float32 in float64, rounded once. */
export const sum = /* @__PURE__ */ sumOf('sum', sumOp)
/** Σ x over `dims` (default all), as if NaN were 0. */
export const nansum = /* @__PURE__ */ sumOf('nansum', nansumOp)

/** Π x over one dim (default all). */
export const prod = /* @__PURE__ */ sumOf<number>('prod', prodOp)

const meanOf = (
  name: string,
  literal: ReduceOp,
  count: (x: Tensor, dims: readonly number[], keepdim: boolean) => TensorOrScalar,
) =>
  reduction<Dims, SumOptions>(name, ['keepdim', 'dtype'], (x, dims, { keepdim = false, dtype = x.dtype }) => {
    checkFloats(dtype)
    const over = dimsOf(x, dims)
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
    const over = dimsOf(x, dims)
    checkIdentity(x, over)
    return reduceTo(literal, x, over, x.dtype, keepdim)
  })

/** The greatest element over `dims` (default all), NaN where there is one. */
export const amax = /* @__PURE__ */ extremeOf('amax', maxOp)
/** The least element over `dims` (default all), NaN where there is one. */
export const amin = /* @__PURE__ */ extremeOf('amin', minOp)

/** PyTorch's named tuple of `aminmax`. */
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
    const along = dim === null ? 0 : normalizeDim(dim, x.ndim)
    checkIdentity(flat, [along])
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
      throw new ArgumentError(`takes a dim or another tensor, got ${String(dimOrOther)}`)
    return { values: whole(x, dimOrOther, options), indices: position(x, dimOrOther, options) }
  }) as Extreme)

/** The greatest element; along a dim, also where it is; with another tensor, the greater of each two. */
export const max = /* @__PURE__ */ extremeWith('max', amax, argmax, maximum)
/** The least element; along a dim, also where it is; with another tensor, the lesser of each two. */
export const min = /* @__PURE__ */ extremeWith('min', amin, argmin, minimum)

const truthOf = (name: string, literal: ReduceOp) =>
  reduction<Dims, ReduceOptions>(name, ['keepdim'], (x, dim, { keepdim = false }) => {
    const truth = reduceTo(literal, x.dtype === 'bool' ? x : ne(x, 0), dimsOf(x, dim), 'bool', keepdim)
    // PyTorch keeps uint8, from the days when it had no bool.
    return cast(truth, x.dtype === 'uint8' ? 'uint8' : 'bool')
  })

/** Whether any element is not zero, over `dims` (default all). */
export const any = /* @__PURE__ */ truthOf('any', anyOp)
/** Whether no element is zero, over `dims` (default all). */
export const all = /* @__PURE__ */ truthOf('all', allOp)

/** 0-d: how many elements are not zero along `dims`. */
export const countNonzero = reduction<Dims, object>('countNonzero', [], (x, dims) => sum(ne(x, 0), dims))
