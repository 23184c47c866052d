/* Running folds along one dim. */
import { op, runKernel } from '../dispatch'
import { computeDType, type DType } from '../dtype'
import { scan as hostScan } from '../host/scan'
import type { ReduceOp } from '../op-literals'
import { normalizeDim } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, checkOptions } from './allocate'
import { where } from './arithmetic'
import { checkFloats } from './checks'
import { eq, logicalOr } from './compare'
import { logaddexp } from './float-pairs'
import { arange } from './make'
import { isnan } from './math'
import { foldOf, maxOp, minOp, prodOp, sumOp, sumType, type ValuesAndIndices } from './reduction'
import { reshape } from './views'

/** Folds x, computed in `dtype`, along an axis counted from the front. */
function scanTo(literal: ReduceOp, x: Tensor, axis: number, dtype: DType): Tensor {
  if (x.ndim === 0) return reshape(scanTo(literal, reshape(x, [1]), 0, dtype), [])
  const input = cast(x, computeDType(dtype))
  const out = allocate(x.shape, input.dtype, x.device)
  runKernel('scan', hostScan, out, [foldOf(literal, dtype), input, axis, out])
  return cast(out, dtype)
}

export interface CastOptions {
  /** The dtype to cast to first. Default: int64 for integers and bool, else x's own. */
  dtype?: DType
}

const running = (name: string, literal: ReduceOp) =>
  op(name, (x: Tensor, dim: number, options: CastOptions = {}): Tensor => {
    checkOptions(options, ['dtype'])
    return scanTo(literal, x, normalizeDim(dim, x.ndim), sumType(x, options.dtype))
  })

/** Sums of all elements up to each along `dim`. */
export const cumsum = /* @__PURE__ */ running('cumsum', sumOp)
/** Products of all elements up to each along `dim`. */
export const cumprod = /* @__PURE__ */ running('cumprod', prodOp)

/** 0, 1, 2, … along an axis, size 1 along the others; int64. */
export const positionsAlong = (x: Tensor, axis: number): Tensor =>
  reshape(
    arange(0n, BigInt(x.shape[axis] ?? 1), 1n, { device: x.device }),
    x.shape.map((_, i) => (i === axis ? -1 : 1)),
  )

const runningExtreme = (name: string, literal: ReduceOp) =>
  op(name, (x: Tensor, dim: number): ValuesAndIndices => {
    const axis = normalizeDim(dim, x.ndim)
    const values = scanTo(literal, x, axis, x.dtype)
    // Where an element is the extreme so far, its position is the greatest so far.
    const isExtreme = logicalOr(eq(x, values), isnan(x))
    return { values, indices: scanTo(maxOp, where(isExtreme, positionsAlong(x, axis), 0n), axis, 'int64') }
  })

/** The greatest of all elements up to each along `dim` (NaN from the first NaN on), and where its last one is. */
export const cummax = /* @__PURE__ */ runningExtreme('cummax', maxOp)
/** The least of all elements up to each along `dim` (NaN from the first NaN on), and where its last one is. */
export const cummin = /* @__PURE__ */ runningExtreme('cummin', minOp)

/** log Σ eˣ of all elements up to each along `dim`, without overflow on the way. */
export const logcumsumexp = op('logcumsumexp', (x: Tensor, dim: number): Tensor => {
  checkFloats(x.dtype)
  const literal: ReduceOp = { ...logaddexp.literal, init: -Infinity, bigInit: 0n }
  return scanTo(literal, x, normalizeDim(dim, x.ndim), x.dtype)
})
