/*
 * erf and erfc of four numbers. Near 0 erf is x times a polynomial of x²; elsewhere all comes from the tail of the normal
 * distribution, 2Φ(−x) = erfc(x / √2) = e^(−x²/2)·s·P(s) with s = 1 / (1 + 0.3x), which has one formula for all x ≥ 0.
 */
import { fma } from '../simd'
import { expOfSum } from './exp'

/** Bits of a number that has so few that its square is exact. */
const UPPER = i32x4.splat(0xfffff000)

/** e^(h·u²)·s·P(s), s being 1 / (1 + 0.3x), for x = u·√(−2h) ≥ 0. Within a few ulp down to 0. */
// @ts-expect-error: decorator
@inline
function tail(x: v128, u: v128, h: f32): v128 {
  const s = f32x4.div(f32x4.splat(1), fma(x, f32x4.splat(0.3), f32x4.splat(1)))
  let p = fma(f32x4.splat(-0.04125048592686653), s, f32x4.splat(0.2248896211385727))
  p = fma(p, s, f32x4.splat(-0.4564683437347412))
  p = fma(p, s, f32x4.splat(0.3836209774017334))
  p = fma(p, s, f32x4.splat(-0.15888753533363342))
  p = fma(p, s, f32x4.splat(0.19233393669128418))
  p = fma(p, s, f32x4.splat(0.15677283704280853))
  p = fma(p, s, f32x4.splat(0.22047211229801178))
  p = fma(p, s, f32x4.splat(0.2391434907913208))
  p = fma(p, s, f32x4.splat(0.23937338590621948))
  // u² in two parts: rounded once, its error would be multiplied by u².
  const upper = v128.and(u, UPPER)
  const lower = f32x4.mul(f32x4.mul(f32x4.sub(u, upper), f32x4.add(u, upper)), f32x4.splat(h))
  return f32x4.mul(expOfSum(f32x4.mul(f32x4.mul(upper, upper), f32x4.splat(h)), lower), f32x4.mul(p, s))
}

/** 2Φ(−x) for x ≥ 0: the probability that a normal number lies farther from 0 than x. */
// @ts-expect-error: decorator
@inline
export function bothTails(x: v128): v128 {
  // Beyond 14.3 it is 0 in float32. pmin keeps a NaN that stands first.
  const u = f32x4.pmin(x, f32x4.splat(15))
  return tail(u, u, -0.5)
}

/** erfc(|x|). */
// @ts-expect-error: decorator
@inline
function tailOf(size: v128): v128 {
  const u = f32x4.pmin(size, f32x4.splat(10.6))
  return tail(f32x4.mul(u, f32x4.splat(1.4142135623730951)), u, -1)
}

/** erf(x) for |x| ≤ 1. */
// @ts-expect-error: decorator
@inline
function near(x: v128): v128 {
  const z = f32x4.mul(x, x)
  let p = fma(f32x4.splat(7.806903158780187e-5), z, f32x4.splat(-0.0007997853099368513))
  p = fma(p, z, f32x4.splat(0.005187162198126316))
  p = fma(p, z, f32x4.splat(-0.026853347197175026))
  p = fma(p, z, f32x4.splat(0.11283578723669052))
  p = fma(p, z, f32x4.splat(-0.3761262595653534))
  p = fma(p, z, f32x4.splat(0.12837916612625122))
  return fma(p, x, x)
}

// @ts-expect-error: decorator
@inline
export function erf4(x: v128): v128 {
  const size = f32x4.abs(x)
  const far = f32x4.sub(f32x4.splat(1), tailOf(size))
  const signed = v128.bitselect(x, far, f32x4.splat(-0.0))
  return v128.bitselect(near(x), signed, f32x4.lt(size, f32x4.splat(1)))
}

// @ts-expect-error: decorator
@inline
export function erfc4(x: v128): v128 {
  const size = f32x4.abs(x)
  const tail = tailOf(size)
  const far = v128.bitselect(f32x4.sub(f32x4.splat(2), tail), tail, f32x4.lt(x, f32x4.splat(0)))
  return v128.bitselect(f32x4.sub(f32x4.splat(1), near(x)), far, f32x4.lt(size, f32x4.splat(0.5)))
}
