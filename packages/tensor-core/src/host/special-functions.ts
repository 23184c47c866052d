/*
 * Special functions in float64, without tables that somebody would have to believe.
 *
 * erf is its Taylor series up to 1. From there on erfc(x) = 2x/π · exp(−x²) ∫₀^∞ exp(−t²) / (t² + x²) dt by the midpoint rule, which
 * is exact to exp(−(π/h)²), 7e-18 for the step h = 1/2, once the pole at t = ix is accounted for: 2 / (1 + exp(2πx/h)). Relative errors:
 * 1e-15. erfinv starts from Winitzki's approximation and takes two steps of Halley's method (1e-15). lgamma and digamma are
 * Stirling's series above 10, where the terms that are left out fall under 1e-17, and the recurrences below it (errors relative to
 * max(1, |result|): 1e-14 and 1e-13).
 */

/** erf(x) / x by powers of x²: 2/√π (−1)ⁿ / (n! (2n + 1)). */
const TAYLOR = Array.from({ length: 18 }, (_, n) => {
  let term = 2 / Math.sqrt(Math.PI)
  for (let k = 1; k <= n; k++) term /= -k
  return term / (2 * n + 1)
})
/** The squares of the midpoints, and the integrand's weights there. */
const MIDPOINTS = Array.from({ length: 12 }, (_, n) => (n / 2 + 1 / 4) ** 2)
const WEIGHTS = MIDPOINTS.map((square) => Math.exp(-square) / Math.PI)
/** B₂ₙ / (2n (2n − 1)), n = 1, 2, …: Stirling's series of lgamma in 1/x. Those of digamma are these times 2n − 1. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400]

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!
  return sum
}

const erfNear = (x: number): number => x * polynomial(TAYLOR, x * x)

/** erfc from 1 on. */
function erfcFar(x: number): number {
  if (x > 27) return 0
  // exp(−x²) in two factors: the square of the upper half of x is exact.
  const upper = Math.fround(x)
  const decay = Math.exp(-upper * upper) * Math.exp((upper - x) * (upper + x))
  let sum = 0
  for (let i = 0; i < MIDPOINTS.length; i++) sum += WEIGHTS[i]! / (MIDPOINTS[i]! + x * x)
  // Beyond 2π there is no pole to account for, and what it would add is lost in rounding before.
  return decay * x * sum + (x < 6 ? 2 / (1 + Math.exp(4 * Math.PI * x)) : 0)
}

/** 2/√π ∫₀ˣ exp(−t²) dt */
export function erf(x: number): number {
  if (x > 1) return 1 - erfcFar(x)
  if (x < -1) return erfcFar(-x) - 1
  return erfNear(x)
}

/** 1 − erf(x), without cancellation where x is large. */
export function erfc(x: number): number {
  if (x > 1) return erfcFar(x)
  if (x < -1) return 2 - erfcFar(-x)
  return 1 - erfNear(x)
}

/** The x with erf(x) = y. */
export function erfinv(y: number): number {
  const size = Math.abs(y)
  if (!(size < 1)) return size === 1 ? y * Infinity : NaN
  const height = -Math.log((1 - size) * (1 + size))
  const half = 2 / (Math.PI * 0.147) - height / 2
  let x = Math.sqrt(height / 0.147 / (Math.sqrt(half * half + height / 0.147) + half))
  for (let step = 0; step < 2; step++) {
    // Of two differences the one without cancellation.
    const miss = size < 0.5 ? erf(x) - size : 1 - size - erfc(x)
    const newton = (miss * Math.exp(x * x) * Math.sqrt(Math.PI)) / 2
    x -= newton / (1 + x * newton)
  }
  return Math.sign(y) * x
}

/** log |Γ(x)| */
export function lgamma(x: number): number {
  if (x === 1 || x === 2) return 0
  if (x === -Infinity) return Infinity
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * (x - Math.round(x))))) - lgamma(1 - x)
  if (x > 1e17) return x * (Math.log(x) - 1)
  let product = 1
  for (; x < 10; x++) product *= x
  const series = polynomial(STIRLING, 1 / (x * x)) / x
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series - Math.log(product)
}

/** The derivative of log Γ(x). */
export function digamma(x: number): number {
  if (x === 0) return -Infinity * Math.sign(1 / x)
  if (x < 0) return Number.isInteger(x) ? NaN : digamma(1 - x) - Math.PI / Math.tan(Math.PI * (x - Math.trunc(x)))
  if (x === Infinity) return x
  let sum = 0
  for (; x < 10; x++) sum -= 1 / x
  const z = 1 / (x * x)
  const tail = STIRLING.reduceRight((rest, term, i) => rest * z + term * (2 * i + 1), 0)
  return sum + Math.log(x) - 0.5 / x - tail * z
}
