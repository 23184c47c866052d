/*
 * erf and erfc of four numbers. Near 0 erf is x times a polynomial of x²; elsewhere all comes from the tail of the normal
 * distribution, 2Φ(−x) = erfc(x / √2) = e^(−x²/2)·s·P(s) with s = 1 / (1 + 0.3x), which has one formula for all x ≥ 0.
 */
import { fma } from '../simd'
import { at } from './constants'
import { expNegative, expOfSum } from './exp'

const TAIL = memory.data<f32>([
  // e^(x²/2)·erfc(x / √2) / s in s
  -0.04125048592686653, 0.2248896211385727, -0.4564683437347412, 0.3836209774017334, -0.15888753533363342,
  0.19233393669128418, 0.15677283704280853, 0.22047211229801178, 0.2391434907913208, 0.23937338590621948,
  // s = 1 / (1 + 0.3x)
  1, 0.3,
])
const ONE: usize = 10
const SLOPE: usize = 11

/** Half of the same by a shorter polynomial; −½, 1, the slope, and where all is 0. */
const SHORT = memory.data<f32>([
  0.03593200072646141, -0.1582770049571991, 0.20820818841457367, -0.05539518594741821, 0.1294698566198349,
  0.09963730722665787, 0.12079838663339615, 0.11962638795375824, -0.5, 1, 0.3, 15,
])
const LIMIT: usize = 11

/** (erf(x) − x) / x in x². */
const NEAR = memory.data<f32>([
  7.806903158780187e-5, -0.0007997853099368513, 0.005187162198126316, -0.026853347197175026, 0.11283578723669052,
  -0.3761262595653534, 0.12837916612625122,
])

/** Bits of a number that has so few that its square is exact. */
const UPPER = i32x4.splat(0xfffff000)

/** e^(h·u²)·s·P(s), s being 1 / (1 + 0.3x), for x = u·√(−2h) ≥ 0. Within a few ulp down to 0. */
// @ts-expect-error: decorator
@inline
function tail(x: v128, u: v128, h: f32): v128 {
  const one = at(TAIL, ONE)
  const s = f32x4.div(one, fma(x, at(TAIL, SLOPE), one))
  let p = fma(at(TAIL, 0), s, at(TAIL, 1))
  p = fma(p, s, at(TAIL, 2))
  p = fma(p, s, at(TAIL, 3))
  p = fma(p, s, at(TAIL, 4))
  p = fma(p, s, at(TAIL, 5))
  p = fma(p, s, at(TAIL, 6))
  p = fma(p, s, at(TAIL, 7))
  p = fma(p, s, at(TAIL, 8))
  p = fma(p, s, at(TAIL, 9))
  // u² in two parts: rounded once, its error would be multiplied by u².
  const upper = v128.and(u, UPPER)
  const lower = f32x4.mul(f32x4.mul(f32x4.sub(u, upper), f32x4.add(u, upper)), f32x4.splat(h))
  return f32x4.mul(expOfSum(f32x4.mul(f32x4.mul(upper, upper), f32x4.splat(h)), lower), f32x4.mul(p, s))
}

/** Φ(−x) for x ≥ 0, within 1e-6 of it where it is above 1e-7, and 0 below 1e-38: enough for gelu, whose cost is in here. */
// @ts-expect-error: decorator
@inline
export function upperTail(x: v128): v128 {
  // pmin keeps a NaN that stands first, and infinity away.
  const u = f32x4.pmin(x, at(SHORT, LIMIT))
  const s = f32x4.div(at(SHORT, 9), fma(u, at(SHORT, 10), at(SHORT, 9)))
  // Two short chains instead of a long one.
  const square = f32x4.mul(s, s)
  let p = fma(fma(at(SHORT, 0), s, at(SHORT, 1)), square, fma(at(SHORT, 2), s, at(SHORT, 3)))
  p = fma(p, square, fma(at(SHORT, 4), s, at(SHORT, 5)))
  p = fma(p, square, fma(at(SHORT, 6), s, at(SHORT, 7)))
  return f32x4.mul(expNegative(f32x4.mul(f32x4.mul(u, u), at(SHORT, 8))), f32x4.mul(p, s))
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
  let p = fma(at(NEAR, 0), z, at(NEAR, 1))
  p = fma(p, z, at(NEAR, 2))
  p = fma(p, z, at(NEAR, 3))
  p = fma(p, z, at(NEAR, 4))
  p = fma(p, z, at(NEAR, 5))
  p = fma(p, z, at(NEAR, 6))
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
