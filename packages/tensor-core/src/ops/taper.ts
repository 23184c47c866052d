/* The windows that spectra are taken through. */
import { op } from '../dispatch'
import type { Tensor } from '../tensor'
import { checkFloats } from './checks'
import { fromFunction, type MakeOptions } from './make'

export interface WindowOptions extends MakeOptions {
  /** Whether the window continues into its next copy (default), for spectra; else it is symmetric. */
  periodic?: boolean
}
export interface HammingOptions extends WindowOptions {
  /** Default 0.54. */
  alpha?: number
  /** Default 0.46. */
  beta?: number
}

/** alpha − beta·cos(2πi / (length − 1)), or / length where it is periodic. */
const raisedCosine = (length: number, alpha: number, beta: number, options: WindowOptions): Tensor => {
  const { periodic = true, ...rest } = options
  checkFloats(rest.dtype ?? 'float32')
  const span = periodic ? length : length - 1
  const at = (i: number) => (length === 1 ? 1 : alpha - beta * Math.cos((2 * Math.PI * i) / span))
  return fromFunction([length], at, rest)
}

/** Hann's window: ½ − ½·cos(2πi / length). */
export const hannWindow = op(
  'hannWindow',
  (length: number, options: WindowOptions = {}): Tensor => raisedCosine(length, 0.5, 0.5, options),
)

/** Hamming's window: alpha − beta·cos(2πi / length). */
export const hammingWindow = op(
  'hammingWindow',
  (length: number, { alpha = 0.54, beta = 0.46, ...options }: HammingOptions = {}): Tensor =>
    raisedCosine(length, alpha, beta, options),
)
