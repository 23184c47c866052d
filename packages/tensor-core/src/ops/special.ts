/*
 * Special functions of one number. WGSL has none of them: a device that compiles these expressions defines functions of these
 * names beside its kernel.
 */
import * as host from '../host/special-functions'
import { shared } from './elementwise'

/** 2/√π ∫₀ˣ exp(−t²) dt */
export const erf = shared('erf', host.erf)
/** 1 − erf(x), without cancellation where x is large. */
export const erfc = shared('erfc', host.erfc)
/** The x with erf(x) = y: ±Infinity at ±1, NaN beyond. */
export const erfinv = shared('erfinv', host.erfinv)
/** log |Γ(x)| */
export const lgamma = shared('lgamma', host.lgamma)
/** The derivative of log Γ(x): NaN at the negative whole numbers. */
export const digamma = shared('digamma', host.digamma)
