/* Products of tensors beyond matmul, all made of it. */
import { op } from '../dispatch'
import { computeDType, isIntegral } from '../dtype'
import { axesBeside, normalizeDims, numelOf, sameShape } from '../shape'
import type { Tensor } from '../tensor'
import { cast, checkOptions } from './allocate'
import { add, mul } from './arithmetic'
import { checkAlike, checkNdim, checkWhole, misfit } from './checks'
import { inPlace } from './in-place'
import { bmm, checkBatches, mm, mv, outer } from './matmul'
import { sum } from './reduce'
import { diagonal } from './strided'
import { expand, permute, reshape } from './views'

export interface ProductOptions {
  /** Multiplies what is added to. 0 leaves it out, even where it is NaN. Default 1. */
  beta?: number
  /** Multiplies the product. Default 1. */
  alpha?: number
}

/** beta·x + alpha·product(a, b), where x broadcasts to the product: rounded to x's dtype once. */
const plusProduct = (name: string, product: typeof mm) =>
  op(name, (x: Tensor, a: Tensor, b: Tensor, options: ProductOptions = {}): Tensor => {
    checkOptions(options, ['beta', 'alpha'])
    const { beta = 1, alpha = 1 } = options
    checkAlike(x, a, b)
    if (isIntegral(x.dtype)) for (const by of [beta, alpha]) checkWhole(`beta and alpha of ${x.dtype}`, by)
    const wide = (y: Tensor) => cast(y, computeDType(x.dtype))
    const scaled = (y: Tensor, by: number) => (by === 1 ? y : mul(y, by))
    const result = scaled(product(wide(a), wide(b)), alpha)
    const base = expand(x, result.shape)
    return cast(beta === 0 ? result : add(scaled(wide(base), beta), result), x.dtype)
  })

/** Σ of the products of a batch: one product of what lies side by side. */
function summedBmm(a: Tensor, b: Tensor): Tensor {
  checkBatches(a, b)
  const [batch, rows, depth] = a.shape as unknown as [number, number, number]
  return mm(reshape(permute(a, [1, 0, 2]), [rows, batch * depth]), reshape(b, [batch * depth, b.shape[2]!]))
}

/** beta·x + alpha·(a·b) for matrices a [M, K] and b [K, N]; x broadcasts to [M, N]. */
export const addmm = /* @__PURE__ */ plusProduct('addmm', mm)
/** beta·x + alpha·(a·b) for a matrix a [M, K] and a vector b [K]; x broadcasts to [M]. */
export const addmv = /* @__PURE__ */ plusProduct('addmv', mv)
/** beta·x + alpha·(a ⊗ b) for vectors a [M] and b [N]; x broadcasts to [M, N]. */
export const addr = /* @__PURE__ */ plusProduct('addr', outer)
/** beta·x + alpha·Σᵢ aᵢ·bᵢ for batches a [B, M, K] and b [B, K, N]; x broadcasts to [M, N]. */
export const addbmm = /* @__PURE__ */ plusProduct('addbmm', summedBmm)
/** beta·x + alpha·(aᵢ·bᵢ) for batches a [B, M, K] and b [B, K, N]; x broadcasts to [B, M, N]. */
export const baddbmm = /* @__PURE__ */ plusProduct('baddbmm', bmm)

/** `addmm`, written into x. */
export const addmm_ = /* @__PURE__ */ inPlace(addmm)
/** `addmv`, written into x. */
export const addmv_ = /* @__PURE__ */ inPlace(addmv)
/** `addr`, written into x. */
export const addr_ = /* @__PURE__ */ inPlace(addr)
/** `addbmm`, written into x. */
export const addbmm_ = /* @__PURE__ */ inPlace(addbmm)
/** `baddbmm`, written into x. */
export const baddbmm_ = /* @__PURE__ */ inPlace(baddbmm)

/**
 * Σ over pairs of axes: the last `dims` of x with the first `dims` of y, or the axes in two lists. The result has the other
 * axes of x, then those of y.
 */
export const tensordot = op(
  'tensordot',
  (x: Tensor, y: Tensor, dims: number | readonly [readonly number[], readonly number[]] = 2): Tensor => {
    if (typeof dims === 'number') checkWhole('dims', dims, 0, Math.min(x.ndim, y.ndim))
    const count = typeof dims === 'number' ? Array.from({ length: dims }, (_, i) => i) : []
    const [left, right] = typeof dims === 'number' ? [count.map((i) => x.ndim - dims + i), count] : dims
    const [from, to] = [normalizeDims(left, x.ndim), normalizeDims(right, y.ndim)]
    if (from.length !== to.length) misfit(left, right, 'dims')
    const shared = from.map((axis) => x.shape[axis]!)
    const others = to.map((axis) => y.shape[axis]!)
    if (!sameShape(shared, others)) misfit(shared, others, 'contracted sizes')
    const [xRest, yRest] = [axesBeside(x.ndim, from), axesBeside(y.ndim, to)]
    const [xShape, yShape] = [xRest.map((axis) => x.shape[axis]!), yRest.map((axis) => y.shape[axis]!)]
    const depth = numelOf(shared)
    const a = reshape(permute(x, [...xRest, ...from]), [numelOf(xShape), depth])
    const b = reshape(permute(y, [...to, ...yRest]), [depth, numelOf(yShape)])
    return reshape(mm(a, b), [...xShape, ...yShape])
  },
)

/** Σ over the last axes of both; a 0-d operand multiplies. */
export const inner = op('inner', (x: Tensor, y: Tensor): Tensor => {
  if (x.ndim === 0 || y.ndim === 0) return mul(x, y)
  return tensordot(x, y, [[-1], [-1]])
})

/** Σ of a matrix's diagonal. */
export const trace = op('trace', (x: Tensor): Tensor => {
  checkNdim(x, 2)
  return sum(diagonal(x))
})
