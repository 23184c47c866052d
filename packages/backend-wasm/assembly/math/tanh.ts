/* tanh and sigmoid of four numbers, out of the exponentials of what is not positive: nothing overflows. */
import { fma } from '../simd'
import { at } from './constants'
import { exp4, expExactly } from './exp'

/** (tanh x − x) / x³ in x². */
const TANH = memory.data<f32>([-0.005588189233094454, 0.020535878837108612, -0.05370858684182167, 0.13331076502799988, -0.33333268761634827])

/** tanh(x) for |x| < 0.625, where it is almost x: x + x³·P(x²). */
// @ts-expect-error: decorator
@inline
function near(x: v128): v128 {
  const z = f32x4.mul(x, x)
  let p = fma(at(TANH, 0), z, at(TANH, 1))
  p = fma(p, z, at(TANH, 2))
  p = fma(p, z, at(TANH, 3))
  p = fma(p, z, at(TANH, 4))
  return fma(f32x4.mul(p, z), x, x)
}

/** Beyond, with e = e^(−2|x|): 1 − 2e / (1 + e), whose rounding errors shrink with e. */
// @ts-expect-error: decorator
@inline
export function tanh4(x: v128): v128 {
  const size = f32x4.abs(x)
  const one = f32x4.splat(1)
  const e = exp4(f32x4.mul(size, f32x4.splat(-2)))
  const far = f32x4.sub(one, f32x4.div(f32x4.add(e, e), f32x4.add(e, one)))
  const signed = v128.bitselect(x, far, f32x4.splat(-0.0))
  return v128.bitselect(near(x), signed, f32x4.lt(size, f32x4.splat(0.625)))
}

/** With e = e^(−|x|): q = 1 / (1 + e) for x ≥ 0, e / (1 + e) below; and what 1 + e lost in rounding is taken off again. */
// @ts-expect-error: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const e = expExactly(f32x4.neg(f32x4.abs(x)))
  const one = f32x4.splat(1)
  const isBelow = f32x4.lt(x, f32x4.splat(0))
  const sum = f32x4.add(e, one)
  const lost = f32x4.add(f32x4.sub(one, sum), e)
  const q = f32x4.div(v128.bitselect(e, one, isBelow), sum)
  // 1 / (1 + e), whichever q is.
  const inverse = v128.bitselect(f32x4.sub(one, q), q, isBelow)
  return f32x4.sub(q, f32x4.mul(f32x4.mul(q, lost), inverse))
}
