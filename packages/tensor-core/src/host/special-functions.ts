/*
 * Special functions in float64. The polynomials of erf and erfc are Chebyshev interpolations computed with mpmath to 40 digits
 * (maximal relative errors: 4e-16 for erf, 6e-16 for erfc). lgamma and digamma are Stirling's series above 10, where the
 * terms that are left out fall under 1e-17, and the recurrences below it (errors relative to max(1, |result|): 1e-14 and 1e-13). erfinv
 * starts from the rational approximation that PyTorch and MATLAB have and takes two steps of Newton's method (1e-15).
 */

/** erf(x) / x over x² in [0, 1]. */
const NEAR = [
  1.1283791670955126, -0.37612638903183543, 0.11283791670945006, -0.02686617064323777, 0.005223977607116423,
  -0.00085483259753897, 0.000120552949048397, -1.492473690742e-5, 1.64474247033e-6, -1.6208483802e-7, 1.3720064547e-8,
  -7.79589883e-10,
]
/** x exp(x²) erfc(x) over 8 / (x + 3) − 1, for x from 1 to infinity. */
const FAR = [
  0.5535231886653431, -0.03232551127149663, -0.03995258281752432, -0.029186202095378207, -0.0157859017494537,
  -0.00649918179436952, -0.001927563120467463, -0.000320222348067283, 2.533890931559e-5, 2.9682532651e-5,
  4.72457847431e-6, -1.63800546153e-6, -6.96084066083e-7, 7.1177723177e-8, 7.9646994962e-8, -1.84687836e-9,
  -9.10558422e-9, -5.114065e-11, 1.005143832e-9, 6.443367e-12, -7.639441e-11,
]
/** B₂ₙ / (2n (2n − 1)), n = 1, 2, …: Stirling's series of lgamma in 1/x. Those of digamma are these times 2n − 1. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400]

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!
  return sum
}

const erfNear = (x: number): number => x * polynomial(NEAR, x * x)

/** erfc from 1 on. */
function erfcFar(x: number): number {
  if (x > 27) return 0
  // exp(−x²) in two factors: the square of the upper half of x is exact.
  const upper = Math.fround(x)
  const decay = Math.exp(-upper * upper) * Math.exp((upper - x) * (upper + x))
  return (decay * polynomial(FAR, 8 / (x + 3) - 1)) / x
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
  let x: number
  if (size <= 0.7) {
    const z = y * y
    x =
      (y * polynomial([0.886226899, -1.645349621, 0.914624893, -0.140543331], z)) /
      polynomial([1, -2.118377725, 1.442710462, -0.329097515, 0.012229801], z)
  } else {
    const z = Math.sqrt(-Math.log((1 - size) / 2))
    x =
      (Math.sign(y) * polynomial([-1.970840454, -1.624906493, 3.429567803, 1.641345311], z)) /
      polynomial([1, 3.5438892, 1.6370678], z)
  }
  for (let step = 0; step < 2; step++) x -= (erf(x) - y) / ((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x))
  return x
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
