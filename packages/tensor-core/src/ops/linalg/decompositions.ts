/* Orthogonal decompositions: QR, eigenvectors of symmetric matrices, singular values. */
import { op } from '../../dispatch'
import { householder, singular, symmetricEigen } from '../../host/linalg/orthogonal'
import type { Tensor } from '../../tensor'
import { checkOptions } from '../allocate'
import { checkOneOf } from '../checks'
import { zeros } from '../make'
import { narrow, transpose } from '../views'
import { batchOf, checkMatrices, each, result, shapesOnly } from './batches'

export interface QrOptions {
  /** 'reduced' (default): Q is [m, k] and R [k, n] with k = min(m, n); 'complete': Q is [m, m]; 'r': only R, Q is empty. */
  mode?: 'reduced' | 'complete' | 'r'
}

/** A = Q·R of each matrix [m, n]: Q has orthonormal columns, R is an upper triangle. */
export const qr = op('linalg.qr', (x: Tensor, options: QrOptions = {}): { Q: Tensor; R: Tensor } => {
  checkOptions(options, ['mode'], 'linalg.qr')
  const { mode = 'reduced' } = options
  checkOneOf('linalg.qr: mode', mode, ['reduced', 'complete', 'r'])
  checkMatrices('qr', x)
  const lead = x.shape.slice(0, -2)
  const [m, n] = x.shape.slice(-2) as [number, number]
  const size = mode === 'complete' ? m : Math.min(m, n)
  const [wholeQ, wholeR] = x.device.valueless ? shapesOnly(x, [...lead, m, m], x.shape) : factored(x, m, n)
  const R = narrow(wholeR!, -2, 0, size)
  if (mode === 'r') return { Q: zeros([0], { dtype: x.dtype, device: x.device }), R }
  return { Q: narrow(wholeQ!, -1, 0, size), R }
})

function factored(x: Tensor, m: number, n: number): [Tensor, Tensor] {
  const batch = batchOf(x)
  const q = new Float64Array(batch.count * m * m)
  each(batch, (a, i) => q.set(householder(a, m, n), i * m * m))
  return [result(q, [...batch.shape, m, m], x), result(batch.data, x.shape, x)]
}

export interface EighOptions {
  /** Which triangle is read. Default 'L', the lower one. */
  UPLO?: 'L' | 'U'
}

/** Eigenvalues, ascending, and eigenvectors (the columns) of each symmetric matrix. */
export const eigh = op(
  'linalg.eigh',
  (x: Tensor, options: EighOptions = {}): { eigenvalues: Tensor; eigenvectors: Tensor } => {
    checkOptions(options, ['UPLO'], 'linalg.eigh')
    const { UPLO = 'L' } = options
    checkOneOf('linalg.eigh: UPLO', UPLO, ['L', 'U'])
    checkMatrices('eigh', x, true)
    if (x.device.valueless) {
      const [eigenvalues, eigenvectors] = shapesOnly(x, x.shape.slice(0, -1), x.shape)
      return { eigenvalues: eigenvalues!, eigenvectors: eigenvectors! }
    }
    const batch = batchOf(x)
    const { rows: n } = batch
    const values = new Float64Array(batch.count * n)
    each(batch, (a, i) => {
      for (let row = 0; row < n; row++)
        for (let column = 0; column < row; column++) {
          if (UPLO === 'L') a[column * n + row] = a[row * n + column]!
          else a[row * n + column] = a[column * n + row]!
        }
      const eigen = symmetricEigen(a, n)
      values.set(eigen.values, i * n)
      a.set(eigen.vectors)
    })
    return { eigenvalues: result(values, [...batch.shape, n], x), eigenvectors: result(batch.data, x.shape, x) }
  },
)

export interface SvdOptions {
  /** Square U and Vh (default), or only the vectors that belong to singular values. */
  fullMatrices?: boolean
}

/** A = U·diag(S)·Vh of each matrix, with the singular values S descending. */
export const svd = op('linalg.svd', (x: Tensor, options: SvdOptions = {}): { U: Tensor; S: Tensor; Vh: Tensor } => {
  checkOptions(options, ['fullMatrices'], 'linalg.svd')
  const { fullMatrices = true } = options
  checkMatrices('svd', x)
  const isWide = x.shape.at(-2)! < x.shape.at(-1)!
  // A wide matrix by way of its transpose, whose U and V are exchanged.
  const tall = isWide ? transpose(x, -2, -1) : x
  const lead = x.shape.slice(0, -2)
  const [m, n] = tall.shape.slice(-2) as [number, number]
  const [u, S, v] = x.device.valueless
    ? shapesOnly(x, [...lead, m, m], [...lead, n], [...lead, n, n])
    : turned(tall, m, n)
  const vectors = fullMatrices ? u! : narrow(u!, -1, 0, n)
  return isWide ? { U: v!, S: S!, Vh: transpose(vectors, -2, -1) } : { U: vectors, S: S!, Vh: transpose(v!, -2, -1) }
})

function turned(x: Tensor, m: number, n: number): [Tensor, Tensor, Tensor] {
  const batch = batchOf(x)
  const { count, shape } = batch
  const [u, s, v] = [count * m * m, count * n, count * n * n].map((length) => new Float64Array(length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  each(batch, (a, i) => {
    const parts = singular(a, m, n)
    u.set(parts.u, i * m * m)
    s.set(parts.values, i * n)
    v.set(parts.v, i * n * n)
  })
  return [result(u, [...shape, m, m], x), result(s, [...shape, n], x), result(v, [...shape, n, n], x)]
}
