/* Lengths of vectors and matrices. */
import { op } from '../../dispatch'
import { computeDType, type DType } from '../../dtype'
import { ArgumentError } from '../../errors'
import { axesBeside, normalizeDim, normalizeDims } from '../../shape'
import type { Tensor } from '../../tensor'
import { cast, parted } from '../allocate'
import { pow, square } from '../arithmetic'
import { checkFloats, checkNdim, checkOneOf, checkWhole } from '../checks'
import { ne } from '../compare'
import { abs, sqrt } from '../math'
import { amax, amin, type Dims, sum } from '../reduce'
import { permute, ravel, unsqueeze } from '../views'
import { svd } from './decompositions'

export interface NormOptions<Order = number> {
  ord?: Order
  /** Leaves the reduced axes with size 1. Default false. */
  keepdim?: boolean
  /** The dtype to cast to first. */
  dtype?: DType
}
export type MatrixOrder = 'fro' | 'nuc' | number
type Arguments<Over, Order> = [options?: NormOptions<Order>] | [dims: Over, options?: NormOptions<Order>]

const KNOWN = ['ord', 'keepdim', 'dtype'] as const

/** x in the dtype that a norm computes in, and the dtype of the result. */
function prepared(x: Tensor, dtype: DType = x.dtype): { y: Tensor; dtype: DType } {
  checkFloats(x.dtype)
  checkFloats(dtype)
  return { y: cast(cast(x, dtype), computeDType(dtype)), dtype }
}

/** (Σ |x|^ord)^(1/ord) over dims (all by default); ±∞: the greatest and least |x|; 0: how many are not zero. ord: default 2. */
export const vectorNorm = op('linalg.vectorNorm', (x: Tensor, ...rest: Arguments<Dims, number>): Tensor => {
  const [[dims = null], options] = parted<Dims, NormOptions>(rest, KNOWN)
  const { ord = 2, keepdim = false } = options
  if (typeof ord !== 'number') throw new ArgumentError(`ord is a number, got '${String(ord)}'`)
  const { y, dtype } = prepared(x, options.dtype)
  const keep = { keepdim }
  const length = (): Tensor => {
    if (ord === Infinity) return amax(abs(y), dims, keep)
    if (ord === -Infinity) return amin(abs(y), dims, keep)
    if (ord === 0) return sum(ne(y, 0), dims, keep)
    if (ord === 1) return sum(abs(y), dims, keep)
    if (ord === 2) return sqrt(sum(square(y), dims, keep))
    return pow(sum(pow(abs(y), ord), dims, keep), 1 / ord)
  }
  return cast(length(), dtype)
})

/**
 * A norm of the matrices in two axes (default the last two). ord: 'fro' (default) √Σx²; 'nuc' Σ of the singular values; 2, −2 the
 * greatest and least of them; 1, −1 the greatest and least Σ|x| of a column; ±∞ of a row.
 */
export const matrixNorm = op(
  'linalg.matrixNorm',
  (x: Tensor, ...rest: Arguments<readonly number[], MatrixOrder>): Tensor => {
    const [[over = [-2, -1]], options] = parted<readonly number[], NormOptions<MatrixOrder>>(rest, KNOWN)
    const { ord = 'fro', keepdim = false } = options
    checkNdim(x, 2, Infinity)
    const dims = normalizeDims(over, x.ndim)
    checkWhole('number of dims', dims.length, 2, 2)
    const { y, dtype } = prepared(x, options.dtype)
    if (ord === 'fro') return cast(vectorNorm(y, dims, { keepdim }), dtype)
    const size = Math.abs(Number(ord))
    checkOneOf('ord', ord, ['nuc', 1, -1, 2, -2, Infinity, -Infinity, 'fro'])
    const matrices = permute(y, [...axesBeside(y.ndim, dims), ...dims])
    const extreme = Number(ord) > 0 ? amax : amin
    const values = (): Tensor => {
      if (ord === 'nuc') return sum(svd(matrices, { fullMatrices: false }).S, -1)
      if (size === 2) return extreme(svd(matrices, { fullMatrices: false }).S, -1)
      return extreme(sum(abs(matrices), size === 1 ? -2 : -1), -1)
    }
    const out = cast(values(), dtype)
    return keepdim ? [...dims].sort((a, b) => a - b).reduce((z, axis) => unsqueeze(z, axis), out) : out
  },
)

/** Without ord, the length of all elements or over dims; with it, of vectors (one dim) or matrices (two). */
export const norm = op('linalg.norm', (x: Tensor, ...rest: Arguments<Dims, MatrixOrder | null>): Tensor => {
  const [[dims = null], options] = parted<Dims, NormOptions<MatrixOrder | null>>(rest, KNOWN)
  const { ord = null, ...others } = options
  if (ord === null) return vectorNorm(x, dims, others)
  const over = typeof dims === 'number' ? [normalizeDim(dims, x.ndim)] : dims
  const axes = over?.length ?? x.ndim
  if (axes === 2) return matrixNorm(x, over ?? [0, 1], { ord, ...others })
  checkWhole('number of dims, with ord', axes, 1, 2)
  return vectorNorm(over ? x : ravel(x), over, { ord: ord as number, ...others })
})
