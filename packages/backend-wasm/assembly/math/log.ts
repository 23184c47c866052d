/*
 * log of four numbers: x = 2^e·m with m in [√½, √2), log m by a polynomial in m − 1, e·ln 2 added in two parts. And log(1 + w) of
 * w in [0, 1], by the series of atanh, without cancellation where w is small.
 */
import { fma } from '../simd'
import { at } from './constants'

const SQRT_HALF_BITS: i32 = 0x3f3504f3

const LOG = memory.data<f32>([
  // (log(1 + f) − f + f²/2) / f³
  0.06750956177711487, -0.1167144924402237, 0.1188356801867485, -0.12406031787395477, 0.14220327138900757,
  -0.1666799634695053, 0.20002073049545288, -0.25000008940696716, 0.3333331346511841,
  // ln 2 in two parts.
  -2.12194440054690583e-4, 0.693359375,
])
const LN2_LOW: usize = 9
const LN2_HIGH: usize = 10

/** (2·atanh(s) − 2s) / s³ in s². */
const ATANH = memory.data<f32>([0.24245256185531616, 0.21443885564804077, 0.2861521244049072, 0.3999894857406616, 0.6666667461395264])

/** log x. Of 0 −Infinity, of less NaN; subnormals are scaled first. */
// @ts-expect-error: decorator
@inline
export function log4(x: v128): v128 {
  const isTiny = f32x4.lt(x, f32x4.splat(1.1754943508222875e-38))
  const bits = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, isTiny)
  // The exponent's bits, counted from those of √½.
  const above = i32x4.sub(bits, i32x4.splat(SQRT_HALF_BITS))
  const exponent = i32x4.shr_s(above, 23)
  const f = f32x4.sub(i32x4.sub(bits, i32x4.shl(exponent, 23)), f32x4.splat(1))
  const e = f32x4.sub(f32x4.convert_i32x4_s(exponent), v128.and(isTiny, f32x4.splat(23)))
  let q = fma(at(LOG, 0), f, at(LOG, 1))
  q = fma(q, f, at(LOG, 2))
  q = fma(q, f, at(LOG, 3))
  q = fma(q, f, at(LOG, 4))
  q = fma(q, f, at(LOG, 5))
  q = fma(q, f, at(LOG, 6))
  q = fma(q, f, at(LOG, 7))
  q = fma(q, f, at(LOG, 8))
  const square = f32x4.mul(f, f)
  const low = fma(e, at(LOG, LN2_LOW), f32x4.mul(f32x4.mul(q, f), square))
  const value = fma(e, at(LOG, LN2_HIGH), f32x4.add(f, fma(square, f32x4.splat(-0.5), low)))
  const infinity = f32x4.splat(Infinity)
  const isOrdinary = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.lt(x, infinity))
  // What is left: NaN and Infinity stay, 0 gives −Infinity, less than 0 NaN.
  const zero = f32x4.eq(x, f32x4.splat(0))
  const other = v128.bitselect(f32x4.neg(infinity), f32x4.sqrt(x), zero)
  return v128.bitselect(value, other, isOrdinary)
}

/** log(1 + w) for w in [0, 1]: 2·atanh(w / (2 + w)). */
// @ts-expect-error: decorator
@inline
export function log1pOfFraction(w: v128): v128 {
  const s = f32x4.div(w, f32x4.add(w, f32x4.splat(2)))
  const z = f32x4.mul(s, s)
  let p = fma(at(ATANH, 0), z, at(ATANH, 1))
  p = fma(p, z, at(ATANH, 2))
  p = fma(p, z, at(ATANH, 3))
  p = fma(p, z, at(ATANH, 4))
  return fma(f32x4.mul(p, z), s, f32x4.add(s, s))
}
