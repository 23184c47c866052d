/*
 * exp and expm1 of four numbers: x = n·ln 2 + r with |r| ≤ ln 2 / 2, e^r by a polynomial, and 2^n by building its bits.
 * Everything is two or three instructions per step of the polynomial, so what bounds it is their number: about 20 here.
 *
 * test/accuracy.test.ts tries two million numbers from all of float32.
 */
import { fma } from '../simd'

const LOG2E = f32x4.splat(1.4426950408889634)
/** ln 2 in two parts: the first has so few bits that n times it is exact. */
const LN2_HIGH = f32x4.splat(0.693145751953125)
const LN2_LOW = f32x4.splat(1.428606765330187e-6)
/** Adding it rounds to a whole number, which then stands in the low bits. */
const ROUNDER = f32x4.splat(12582912)

/** x where 2^n can still be scaled to. pmin and pmax keep a NaN that stands first. */
// @ts-expect-error: decorator
@inline
function bounded(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-105))
}

/** x − n·ln 2, `shifted` being n + ROUNDER. */
// @ts-expect-error: decorator
@inline
function reduced(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, ROUNDER)
  return fma(n, f32x4.neg(LN2_LOW), fma(n, f32x4.neg(LN2_HIGH), x))
}

/** (e^r − 1 − r) / r² */
// @ts-expect-error: decorator
@inline
function tail(r: v128): v128 {
  let p = fma(f32x4.splat(0.0013941535726189613), r, f32x4.splat(0.008368832059204578))
  p = fma(p, r, f32x4.splat(0.04166639223694801))
  p = fma(p, r, f32x4.splat(0.1666651964187622))
  return fma(p, r, f32x4.splat(0.5))
}

/** value·2^n, where 2^n may be a subnormal or just too large. */
// @ts-expect-error: decorator
@inline
function scaled(value: v128, n: v128): v128 {
  // In two factors, since neither 2^−140 nor 2^128 has bits of its own.
  const half = i32x4.shr_s(n, 1)
  const first = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23)
  const second = i32x4.shl(i32x4.add(i32x4.sub(n, half), i32x4.splat(127)), 23)
  return f32x4.mul(f32x4.mul(value, first), second)
}

/** e^(x + y), y being a small correction. NaN gives NaN, −Infinity 0. Within 1 ulp. */
// @ts-expect-error: decorator
@inline
export function expOfSum(x: v128, y: v128): v128 {
  const clamped = bounded(x)
  const shifted = fma(clamped, LOG2E, ROUNDER)
  const r = f32x4.add(reduced(clamped, shifted), y)
  const value = f32x4.add(fma(f32x4.mul(r, r), tail(r), r), f32x4.splat(1))
  return scaled(value, i32x4.sub(shifted, ROUNDER))
}

/** e^x, within 1 ulp: what others multiply and divide. */
// @ts-expect-error: decorator
@inline
export function exp4(x: v128): v128 {
  const clamped = bounded(x)
  const shifted = fma(clamped, LOG2E, ROUNDER)
  const r = reduced(clamped, shifted)
  const value = f32x4.add(fma(f32x4.mul(r, r), tail(r), r), f32x4.splat(1))
  return scaled(value, i32x4.sub(shifted, ROUNDER))
}

/** e^x, within 0.6 ulp: what r and 1 + r lose in rounding is added to the small terms. */
// @ts-expect-error: decorator
@inline
export function expExactly(x: v128): v128 {
  const clamped = bounded(x)
  const shifted = fma(clamped, LOG2E, ROUNDER)
  const n = f32x4.sub(shifted, ROUNDER)
  const upper = fma(n, f32x4.neg(LN2_HIGH), clamped)
  const lower = f32x4.mul(n, LN2_LOW)
  const r = f32x4.sub(upper, lower)
  const sum = f32x4.add(r, f32x4.splat(1))
  const lost = f32x4.add(
    f32x4.add(f32x4.sub(f32x4.splat(1), sum), r),
    f32x4.sub(f32x4.sub(upper, r), lower),
  )
  const value = f32x4.add(sum, fma(f32x4.mul(r, r), tail(r), lost))
  return scaled(value, i32x4.sub(shifted, ROUNDER))
}

/** e^x for x ≤ 0, where results below 1.2e-38 may become 0: a quarter less work. NaN gives NaN. */
// @ts-expect-error: decorator
@inline
export function expNegative(x: v128): v128 {
  const shifted = fma(x, LOG2E, ROUNDER)
  const r = reduced(x, shifted)
  const value = f32x4.add(fma(f32x4.mul(r, r), tail(r), r), f32x4.splat(1))
  const power = i32x4.shl(i32x4.add(shifted, i32x4.splat(127)), 23)
  return v128.andnot(f32x4.mul(value, power), f32x4.lt(x, f32x4.splat(-87.33654)))
}

/** e^x − 1, without cancellation near 0. */
// @ts-expect-error: decorator
@inline
export function expm1of4(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-30))
  const shifted = fma(clamped, LOG2E, ROUNDER)
  const r = reduced(clamped, shifted)
  const q = fma(f32x4.mul(r, r), tail(r), r)
  // Half of 2^n, since 2^128 has no bits of its own: e^x − 1 = 2·(2^(n−1)·(e^r − 1) + (2^(n−1) − ½)).
  const power = i32x4.shl(i32x4.add(i32x4.sub(shifted, ROUNDER), i32x4.splat(126)), 23)
  const half = fma(power, q, f32x4.sub(power, f32x4.splat(0.5)))
  return f32x4.add(half, half)
}
