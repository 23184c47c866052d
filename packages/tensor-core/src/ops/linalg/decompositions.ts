/* Orthogonal decompositions: QR, eigenvectors of symmetric matrices, singular values. */
import { op } from '../../dispatch'
import { householder, singular, symmetricEigen } from '../../host/linalg/orthogonal'
import type { Tensor } from '../../tensor'
import { checkOptions } from '../allocate'
import { checkOneOf } from '../checks'
import { like, zeros } from '../make'
import { narrow, transpose } from '../views'
import { checkMatrices, eachMatrix } from './batches'

export interface QrOptions {
  /** 'reduced' (default): Q is [m, k] and R [k, n] with k = min(m, n); 'complete': Q is [m, m]; 'r': only R, Q is empty. */
  mode?: 'reduced' | 'complete' | 'r'
}

/** A = Q·R of each matrix [m, n]: Q has orthonormal columns, R is an upper triangle. */
export const qr = op('linalg.qr', (x: Tensor, options: QrOptions = {}): { Q: Tensor; R: Tensor } => {
  checkOptions(options, ['mode'])
  const { mode = 'reduced' } = options
  checkOneOf('mode', mode, ['reduced', 'complete', 'r'])
  checkMatrices(x)
  const [m, n] = x.shape.slice(-2) as [number, number]
  const size = mode === 'complete' ? m : Math.min(m, n)
  const shapes = [
    [m, m],
    [m, n],
  ]
  const [wholeQ, wholeR] = eachMatrix(x, shapes, (a) => [householder(a, m, n), a]) as [Tensor, Tensor]
  const R = narrow(wholeR, -2, 0, size)
  if (mode === 'r') return { Q: zeros([0], like(x)), R }
  return { Q: narrow(wholeQ, -1, 0, size), R }
})

export interface EighOptions {
  /** Which triangle is read. Default 'L', the lower one. */
  UPLO?: 'L' | 'U'
}

/** Eigenvalues, ascending, and eigenvectors (the columns) of each symmetric matrix. */
export const eigh = op(
  'linalg.eigh',
  (x: Tensor, options: EighOptions = {}): { eigenvalues: Tensor; eigenvectors: Tensor } => {
    checkOptions(options, ['UPLO'])
    const { UPLO = 'L' } = options
    checkOneOf('UPLO', UPLO, ['L', 'U'])
    checkMatrices(x, true)
    const n = x.shape.at(-1)!
    const lower = UPLO === 'L' ? x : transpose(x, -2, -1)
    const [eigenvalues, eigenvectors] = eachMatrix(lower, [[n], [n, n]], (a) => {
      for (let row = 0; row < n; row++)
        for (let column = 0; column < row; column++) a[column * n + row] = a[row * n + column]!
      const { values, vectors } = symmetricEigen(a, n)
      return [values, vectors]
    }) as [Tensor, Tensor]
    return { eigenvalues, eigenvectors }
  },
)

export interface SvdOptions {
  /** Square U and Vh (default), or only the vectors that belong to singular values. */
  fullMatrices?: boolean
}

/** A = U·diag(S)·Vh of each matrix, with the singular values S descending. */
export const svd = op('linalg.svd', (x: Tensor, options: SvdOptions = {}): { U: Tensor; S: Tensor; Vh: Tensor } => {
  checkOptions(options, ['fullMatrices'])
  const { fullMatrices = true } = options
  checkMatrices(x)
  const isWide = x.shape.at(-2)! < x.shape.at(-1)!
  // A wide matrix by way of its transpose, whose U and V are exchanged.
  const tall = isWide ? transpose(x, -2, -1) : x
  const [m, n] = tall.shape.slice(-2) as [number, number]
  const [u, S, v] = eachMatrix(tall, [[m, m], [n], [n, n]], (a) => {
    const parts = singular(a, m, n)
    return [parts.u, parts.values, parts.v]
  }) as [Tensor, Tensor, Tensor]
  const vectors = fullMatrices ? u : narrow(u, -1, 0, n)
  return isWide ? { U: v, S, Vh: transpose(vectors, -2, -1) } : { U: vectors, S, Vh: transpose(v, -2, -1) }
})
