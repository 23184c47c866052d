/* The namespace `linalg`: computed in float64 on the host, whatever the dtype. */
export { type EighOptions, eigh, type QrOptions, qr, type SvdOptions, svd } from './decompositions'
export { type MatrixOrder, matrixNorm, type NormOptions, norm, vectorNorm } from './norms'
export { type CholeskyOptions, cholesky, det, inv, type SolveOptions, solve } from './solve'
