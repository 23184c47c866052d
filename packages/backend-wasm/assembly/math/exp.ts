/*
 * exp and expm1 of four numbers: x = n·ln 2 + r with |r| ≤ ln 2 / 2, e^r by a polynomial, and 2^n by building its bits. What bounds it is
 * the number of instructions: 14 for what softmax needs (19 without fused multiply-add), some 20 for all of float32.
 *
 * test/accuracy.test.ts tries two million numbers from all of float32.
 */
import { fma } from '../simd'
import { at } from './constants'

const TABLE = memory.data<f32>([
  // log₂ e
  1.4426950408889634,
  // Adding it rounds to a whole number, which then stands in the low bits.
  12582912,
  // −ln 2 in two parts: the first has so few bits that n times it is exact.
  -0.693145751953125, -1.428606765330187e-6,
  // Where results are Infinity and 0.
  89, -105,
  // (e^r − 1 − r) / r²
  0.0013941535726189613, 0.008368832059204578, 0.04166639223694801, 0.1666651964187622, 0.5,
  1,
  // For what is not positive: −ln 2 in one part, the rounder that leaves n + 127 in the low bits, where n becomes −127, and a shorter
  // polynomial.
  -0.6931471805599453, 12583039, -88.02, 0.008312567137181759, 0.04189019650220871, 0.16667114198207855, 0.499992311000824,
])
const LOG2E: usize = 0
const ROUNDER: usize = 1
const LN2_HIGH: usize = 2
const LN2_LOW: usize = 3
const HIGHEST: usize = 4
const LOWEST: usize = 5
const TAIL: usize = 6
const HALF: usize = 10
const ONE: usize = 11
const LN2: usize = 12
const BIASED_ROUNDER: usize = 13
const VANISHING: usize = 14
const SHORT_TAIL: usize = 15

/** x where 2^n can still be scaled to. pmin and pmax keep a NaN that stands first. */
// @ts-expect-error: decorator
@inline
function bounded(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, at(TABLE, HIGHEST)), at(TABLE, LOWEST))
}

/** x − n·ln 2, `shifted` being n + ROUNDER. */
// @ts-expect-error: decorator
@inline
function reduced(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, at(TABLE, ROUNDER))
  return fma(n, at(TABLE, LN2_LOW), fma(n, at(TABLE, LN2_HIGH), x))
}

/** (e^r − 1 − r) / r² */
// @ts-expect-error: decorator
@inline
function tail(r: v128): v128 {
  let p = fma(at(TABLE, TAIL), r, at(TABLE, TAIL + 1))
  p = fma(p, r, at(TABLE, TAIL + 2))
  p = fma(p, r, at(TABLE, TAIL + 3))
  return fma(p, r, at(TABLE, HALF))
}

/** value·2^n, where 2^n may be a subnormal or just too large. */
// @ts-expect-error: decorator
@inline
function scaled(value: v128, n: v128): v128 {
  // In two factors, since neither 2^−140 nor 2^128 has bits of its own; the bits of 1 are those of 2^0.
  const half = i32x4.shr_s(n, 1)
  const first = i32x4.add(i32x4.shl(half, 23), at(TABLE, ONE))
  const second = i32x4.add(i32x4.shl(i32x4.sub(n, half), 23), at(TABLE, ONE))
  return f32x4.mul(f32x4.mul(value, first), second)
}

/** e^r·2^n, `shifted` being n + ROUNDER. */
// @ts-expect-error: decorator
@inline
function powerOf(r: v128, shifted: v128): v128 {
  const value = f32x4.add(fma(f32x4.mul(r, r), tail(r), r), at(TABLE, ONE))
  return scaled(value, i32x4.sub(shifted, at(TABLE, ROUNDER)))
}

/** e^(x + y), y being a small correction. NaN gives NaN, −Infinity 0. Within 1 ulp. */
// @ts-expect-error: decorator
@inline
export function expOfSum(x: v128, y: v128): v128 {
  const clamped = bounded(x)
  const shifted = fma(clamped, at(TABLE, LOG2E), at(TABLE, ROUNDER))
  return powerOf(f32x4.add(reduced(clamped, shifted), y), shifted)
}

/** e^x, within 1 ulp: what others multiply and divide. */
// @ts-expect-error: decorator
@inline
export function exp4(x: v128): v128 {
  const clamped = bounded(x)
  const shifted = fma(clamped, at(TABLE, LOG2E), at(TABLE, ROUNDER))
  return powerOf(reduced(clamped, shifted), shifted)
}

/** e^x, within 0.8 ulp: what r and 1 + r lose in rounding is added to the small terms. */
// @ts-expect-error: decorator
@inline
export function expExactly(x: v128): v128 {
  const clamped = bounded(x)
  const shifted = fma(clamped, at(TABLE, LOG2E), at(TABLE, ROUNDER))
  const n = f32x4.sub(shifted, at(TABLE, ROUNDER))
  const upper = fma(n, at(TABLE, LN2_HIGH), clamped)
  const lower = f32x4.mul(n, at(TABLE, LN2_LOW))
  const r = f32x4.add(upper, lower)
  const one = at(TABLE, ONE)
  const sum = f32x4.add(r, one)
  const lost = f32x4.add(f32x4.add(f32x4.sub(one, sum), r), f32x4.add(f32x4.sub(upper, r), lower))
  const value = f32x4.add(sum, fma(f32x4.mul(r, r), tail(r), lost))
  return scaled(value, i32x4.sub(shifted, at(TABLE, ROUNDER)))
}

/** e^x for x ≤ 0. Results below 1.2e-38 are 0, errors about 3e-7 of the result where x > −17. NaN gives NaN. */
// @ts-expect-error: decorator
@inline
export function expNegative(x: v128): v128 {
  // Below, n is −127 and 2^n the number whose bits are all 0.
  const clamped = f32x4.pmax(x, at(TABLE, VANISHING))
  const shifted = fma(clamped, at(TABLE, LOG2E), at(TABLE, BIASED_ROUNDER))
  const n = f32x4.sub(shifted, at(TABLE, BIASED_ROUNDER))
  const r = fma(n, at(TABLE, LN2), clamped)
  // Two short chains instead of a long one.
  const square = f32x4.mul(r, r)
  const upper = fma(at(TABLE, SHORT_TAIL), r, at(TABLE, SHORT_TAIL + 1))
  const lower = fma(at(TABLE, SHORT_TAIL + 2), r, at(TABLE, SHORT_TAIL + 3))
  const value = fma(fma(upper, square, lower), square, f32x4.add(r, at(TABLE, ONE)))
  return f32x4.mul(value, i32x4.shl(shifted, 23))
}

/** e^x − 1, without cancellation near 0. */
// @ts-expect-error: decorator
@inline
export function expm1of4(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, at(TABLE, HIGHEST)), f32x4.splat(-30))
  const shifted = fma(clamped, at(TABLE, LOG2E), at(TABLE, ROUNDER))
  const r = reduced(clamped, shifted)
  const q = fma(f32x4.mul(r, r), tail(r), r)
  // Half of 2^n, since 2^128 has no bits of its own: e^x − 1 = 2·(2^(n−1)·(e^r − 1) + (2^(n−1) − ½)).
  const half = at(TABLE, HALF)
  const power = i32x4.add(i32x4.shl(i32x4.sub(shifted, at(TABLE, ROUNDER)), 23), half)
  const result = fma(power, q, f32x4.sub(power, half))
  return f32x4.add(result, result)
}
