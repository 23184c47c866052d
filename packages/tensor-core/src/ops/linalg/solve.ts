/* Systems of linear equations: determinants, inverses, solutions, Cholesky's factor. */
import { op } from '../../dispatch'
import { ArgumentError } from '../../errors'
import { choleskyFactor, eliminate } from '../../host/linalg/lu'
import { broadcastShapes, sameShape } from '../../shape'
import type { Tensor } from '../../tensor'
import { checkOptions } from '../allocate'
import { checkAlike, misfit } from '../checks'
import { eye, like } from '../make'
import { expand, squeeze, transpose, unsqueeze } from '../views'
import { checkMatrices, doubles, eachMatrix } from './batches'

/** The determinant of each square matrix. x: [..., n, n] → [...]. */
export const det = op('linalg.det', (x: Tensor): Tensor => {
  checkMatrices(x, true)
  const n = x.shape.at(-1)!
  const [product] = eachMatrix(x, [[]], (a) => [[eliminate(a, n, new Float64Array(0), 0).det]])
  return product!
})

function solveMatrices(x: Tensor, y: Tensor): Tensor {
  const lead = broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2))
  const [left, right] = [x, y].map((z) => expand(z, [...lead, ...z.shape.slice(-2)])) as [Tensor, Tensor]
  const [n, m] = right.shape.slice(-2) as [number, number]
  const sides = x.device.valueless ? undefined : doubles(right)
  const [solution] = eachMatrix(left, [[n, m]], (a, i) => {
    const side = sides!.subarray(i * n * m, (i + 1) * n * m)
    const { pivots } = eliminate(a, n, side, m)
    if (pivots < n)
      throw new ArgumentError(
        `the input matrix${lead.length ? ` ${i}` : ''} is singular: the diagonal element ${pivots + 1} is zero`,
      )
    return [side]
  })
  return solution!
}

/** The inverse of each square matrix. Throws where one is singular. */
export const inv = op('linalg.inv', (x: Tensor): Tensor => {
  checkMatrices(x, true)
  return solveMatrices(x, eye(x.shape.at(-1)!, like(x)))
})

export interface SolveOptions {
  /** Whether to solve A·X = B (default) or X·A = B. */
  left?: boolean
}

/** X with A·X = B. A: [..., n, n], B: [..., n, m], or a vector [n] for each matrix. Throws where A is singular. */
export const solve = op('linalg.solve', (a: Tensor, b: Tensor, options: SolveOptions = {}): Tensor => {
  checkOptions(options, ['left'])
  checkAlike(a, b)
  checkMatrices(a, true)
  const isVector = b.ndim === 1 || (b.ndim === a.ndim - 1 && sameShape(b.shape, a.shape.slice(0, -1)))
  if (isVector) return squeeze(solve(a, unsqueeze(b, -1), { left: true }), -1)
  if (options.left === false) return transpose(solve(transpose(a, -2, -1), transpose(b, -2, -1)), -2, -1)
  if (b.shape.at(-2) !== a.shape.at(-1)) misfit(a.shape, b.shape)
  return solveMatrices(a, b)
})

export interface CholeskyOptions {
  /** Gives Lᵀ. Default false. */
  upper?: boolean
}

/** The lower triangle L with L·Lᵀ = A of each positive definite matrix. Throws where one is not; only its lower triangle is read. */
export const cholesky = op('linalg.cholesky', (x: Tensor, options: CholeskyOptions = {}): Tensor => {
  checkOptions(options, ['upper'])
  checkMatrices(x, true)
  const n = x.shape.at(-1)!
  const [lower] = eachMatrix(x, [[n, n]], (a) => {
    const minor = choleskyFactor(a, n)
    if (minor >= 0) throw new ArgumentError(`the leading minor of order ${minor + 1} is not positive-definite`)
    return [a]
  })
  return options.upper ? transpose(lower!, -2, -1) : lower!
})
