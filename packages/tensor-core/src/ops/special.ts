/*
 * Special functions of one number. WGSL has none of them: a device that compiles these expressions defines functions of these
 * names beside its kernel.
 */
import * as host from '../host/special-functions'
import { unary } from './elementwise'

const float = { result: 'float' } as const

/** 2/√π ∫₀ˣ exp(−t²) dt */
export const erf = unary('erf', host.erf, 'erf(x)', float)
/** 1 − erf(x), without cancellation where x is large. */
export const erfc = unary('erfc', host.erfc, 'erfc(x)', float)
/** The x with erf(x) = y: ±Infinity at ±1, NaN beyond. */
export const erfinv = unary('erfinv', host.erfinv, 'erfinv(x)', float)
/** log |Γ(x)| */
export const lgamma = unary('lgamma', host.lgamma, 'lgamma(x)', float)
/** The derivative of log Γ(x): NaN at the negative whole numbers. */
export const digamma = unary('digamma', host.digamma, 'digamma(x)', float)
