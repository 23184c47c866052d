/* Systems of linear equations: determinants, inverses, solutions, Cholesky's factor. */
import { op } from '../../dispatch'
import { ArgumentError } from '../../errors'
import { choleskyFactor, eliminate, substitute } from '../../host/linalg/lu'
import { broadcastShapes, sameShape } from '../../shape'
import type { Tensor } from '../../tensor'
import { checkOptions } from '../allocate'
import { checkAlike, misfit } from '../checks'
import { eye } from '../make'
import { expand, squeeze, transpose, unsqueeze } from '../views'
import { batchOf, checkMatrices, each, result, shapesOnly } from './batches'

/** The determinant of each square matrix. x: [..., n, n] → [...]. */
export const det = op('linalg.det', (x: Tensor): Tensor => {
  checkMatrices('det', x, true)
  if (x.device.valueless) return shapesOnly(x, x.shape.slice(0, -2))[0]!
  const batch = batchOf(x)
  const { rows: n } = batch
  const values = new Float64Array(batch.count)
  each(batch, (a, i) => {
    let product = eliminate(a, n, new Float64Array(0), 0)
    for (let k = 0; k < n; k++) product *= a[k * n + k]!
    values[i] = product
  })
  return result(values, batch.shape, x)
})

function solveMatrices(what: string, x: Tensor, y: Tensor): Tensor {
  const lead = broadcastShapes(x.shape.slice(0, -2), y.shape.slice(0, -2))
  const wide = (z: Tensor) => expand(z, [...lead, ...z.shape.slice(-2)])
  const [a, b] = [wide(x), wide(y)]
  if (x.device.valueless) return shapesOnly(x, b.shape)[0]!
  const [left, right] = [batchOf(a), batchOf(b)]
  const [n, m] = [right.rows, right.columns]
  each(left, (matrix, i) => {
    const side = right.data.subarray(i * n * m, (i + 1) * n * m)
    eliminate(matrix, n, side, m)
    const zero = substitute(matrix, n, side, m)
    if (zero >= 0)
      throw new ArgumentError(
        `linalg.${what}: the input matrix${left.shape.length ? ` ${i}` : ''} is singular: the diagonal element ${zero + 1} is zero`,
      )
  })
  return result(right.data, b.shape, x)
}

/** The inverse of each square matrix. Throws where one is singular. */
export const inv = op('linalg.inv', (x: Tensor): Tensor => {
  checkMatrices('inv', x, true)
  return solveMatrices('inv', x, eye(x.shape.at(-1)!, { dtype: x.dtype, device: x.device }))
})

export interface SolveOptions {
  /** Whether to solve A·X = B (default) or X·A = B. */
  left?: boolean
}

/** X with A·X = B. A: [..., n, n], B: [..., n, m], or a vector [n] for each matrix. Throws where A is singular. */
export const solve = op('linalg.solve', (a: Tensor, b: Tensor, options: SolveOptions = {}): Tensor => {
  checkOptions(options, ['left'], 'linalg.solve')
  checkAlike('linalg.solve', a, b)
  checkMatrices('solve', a, true)
  const isVector = b.ndim === 1 || (b.ndim === a.ndim - 1 && sameShape(b.shape, a.shape.slice(0, -1)))
  if (isVector) return squeeze(solve(a, unsqueeze(b, -1), { left: true }), -1)
  if (options.left === false) return transpose(solve(transpose(a, -2, -1), transpose(b, -2, -1)), -2, -1)
  if (b.shape.at(-2) !== a.shape.at(-1)) misfit('linalg.solve', a.shape, b.shape)
  return solveMatrices('solve', a, b)
})

export interface CholeskyOptions {
  /** Gives Lᵀ. Default false. */
  upper?: boolean
}

/** The lower triangle L with L·Lᵀ = A of each positive definite matrix. Throws where one is not; only its lower triangle is read. */
export const cholesky = op('linalg.cholesky', (x: Tensor, options: CholeskyOptions = {}): Tensor => {
  checkOptions(options, ['upper'], 'linalg.cholesky')
  checkMatrices('cholesky', x, true)
  if (x.device.valueless) return shapesOnly(x, x.shape)[0]!
  const batch = batchOf(x)
  each(batch, (a) => {
    const minor = choleskyFactor(a, batch.rows)
    if (minor >= 0)
      throw new ArgumentError(`linalg.cholesky: the leading minor of order ${minor + 1} is not positive-definite`)
  })
  const lower = result(batch.data, x.shape, x)
  return options.upper ? transpose(lower, -2, -1) : lower
})
