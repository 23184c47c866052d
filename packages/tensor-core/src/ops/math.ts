/* Functions of one number. The JavaScript computes in float64 and the result is rounded to the tensor's dtype. */
import { op } from '../dispatch'
import { DTypeError } from '../errors'
import type { Tensor } from '../tensor'
import { type Extra, shared, type Unary, unary } from './elementwise'

const float = { result: 'float' } as const
const truth = { result: 'bool' } as const
/** What leaves integers as they are. */
export const whole = { wgslInt: 'x', big: (x: bigint) => x, refuses: 'bool' } as const
/** What no integer is. */
const never = { result: 'bool', wgslInt: '0' } as const

type OfOne = { [K in keyof Math]: Math[K] extends (x: number) => number ? K : never }[keyof Math] & string

/**
 * A function that JavaScript has too.
 * @__NO_SIDE_EFFECTS__
 */
const ofMath = (name: OfOne, extra?: Extra): Unary => shared<(x: number) => number>(name, Math[name], extra)

/** |x|; of the least integer of its dtype, itself. Not defined for bool. */
export const abs = shared('abs', (x) => Math.abs(x), {
  big: (x: bigint) => (x < 0n ? -x : x),
  refuses: 'bool',
})
/** −x. Not defined for bool. */
export const neg = unary('neg', (x) => -x, '-x', { refuses: 'bool' })
/** x itself. Not defined for bool. */
export const positive = op('positive', (x: Tensor): Tensor => {
  if (x.dtype === 'bool') throw new DTypeError('not defined for bool tensors')
  return x
})
/** −1, 0 or 1; NaN gives 0. */
export const sign = shared('sign', (x) => (x > 0 ? 1 : x < 0 ? -1 : 0), {
  big: (x: bigint) => (x > 0n ? 1n : x < 0n ? -1n : 0n),
})

/** eˣ. Integers give floats. */
export const exp = ofMath('exp')
/** 2ˣ. Integers give floats. */
export const exp2 = shared('exp2', (x) => 2 ** x)
/** eˣ − 1, exact near 0. Integers give floats. */
export const expm1 = ofMath('expm1')
/** The natural logarithm: −∞ at 0, NaN below. Integers give floats. */
export const log = ofMath('log')
/** The logarithm to base 2. Integers give floats. */
export const log2 = ofMath('log2')
/** The logarithm to base 10. Integers give floats. */
export const log10 = ofMath('log10')
/** log(1 + x), exact near 0. Integers give floats. */
export const log1p = ofMath('log1p')
/** √x, NaN below 0. Integers give floats. */
export const sqrt = ofMath('sqrt')
/** 1 / √x. Integers give floats. */
export const rsqrt = shared('rsqrt', (x) => 1 / Math.sqrt(x))
/** 1 / x. Integers give floats. */
export const reciprocal = unary('reciprocal', (x) => 1 / x, '1.0 / x', float)

/** The sine of radians. Integers give floats. */
export const sin = ofMath('sin')
/** The cosine of radians. Integers give floats. */
export const cos = ofMath('cos')
/** The tangent of radians. Integers give floats. */
export const tan = ofMath('tan')
/** The angle in [−π/2, π/2] whose sine is x; NaN beyond ±1. Integers give floats. */
export const asin = ofMath('asin')
/** The angle in [0, π] whose cosine is x; NaN beyond ±1. Integers give floats. */
export const acos = ofMath('acos')
/** The angle in [−π/2, π/2] whose tangent is x. Integers give floats. */
export const atan = ofMath('atan')
/** (eˣ − e⁻ˣ) / 2. Integers give floats. */
export const sinh = ofMath('sinh')
/** (eˣ + e⁻ˣ) / 2. Integers give floats. */
export const cosh = ofMath('cosh')
/** (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ). Integers give floats. */
export const tanh = ofMath('tanh')
/** The inverse of sinh: log(x + √(x² + 1)). Integers give floats. */
export const asinh = ofMath('asinh')
/** The inverse of cosh: log(x + √(x² − 1)); NaN below 1. Integers give floats. */
export const acosh = ofMath('acosh')
/** The inverse of tanh: log((1 + x) / (1 − x)) / 2; NaN beyond ±1. Integers give floats. */
export const atanh = ofMath('atanh')

/** Degrees to radians: x·π / 180. */
export const deg2rad = shared('deg2rad', (x) => (x * Math.PI) / 180)
/** Radians to degrees: x·180 / π. */
export const rad2deg = shared('rad2deg', (x) => (x * 180) / Math.PI)
/** sin(πx) / πx, and 1 at 0. */
export const sinc = shared('sinc', (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)))

/** ⌊x⌋: the greatest whole number not above x. Not defined for bool. */
export const floor = ofMath('floor', whole)
/** ⌈x⌉: the least whole number not below x. Not defined for bool. */
export const ceil = ofMath('ceil', whole)
/** x without its fraction, towards 0. Not defined for bool. */
export const trunc = ofMath('trunc', whole)
/** x − trunc(x): the fraction, with the sign of x. Floats only. */
export const frac = shared('frac', (x) => x - Math.trunc(x), { refuses: 'integers' })

/** max(x, 0); NaN stays NaN. Not defined for bool. */
// biome-ignore lint/complexity/useMathMinMax: −0 stays −0, as in PyTorch
export const relu = shared('relu', (x) => (x < 0 ? 0 : x), {
  wgslInt: 'max(x, 0)',
  big: (x: bigint) => (x < 0n ? 0n : x),
  refuses: 'bool',
})
/** 1 / (1 + e⁻ˣ). Integers give floats. */
export const sigmoid = shared('sigmoid', (x) => 1 / (1 + Math.exp(-x)))

/** Whether an element is NaN, as bool. */
export const isnan = shared('isnan', (x) => (x !== x ? 1 : 0), never)
/** Whether an element is ∞ or −∞, as bool. */
export const isinf = shared('isinf', (x) => (x === Infinity || x === -Infinity ? 1 : 0), never)
/** Whether an element is neither infinite nor NaN, as bool. */
export const isfinite = shared('isfinite', (x) => (x - x === 0 ? 1 : 0), {
  ...truth,
  wgslInt: '1',
  big: () => 1,
})
/** Whether an element is ∞, as bool. */
export const isposinf = shared('isposinf', (x) => (x === Infinity ? 1 : 0), never)
/** Whether an element is −∞, as bool. */
export const isneginf = shared('isneginf', (x) => (x === -Infinity ? 1 : 0), never)
/** Whether the sign is minus: true for −0 too. */
export const signbit = unary('signbit', (x) => (x < 0 || 1 / x === -Infinity ? 1 : 0), 'bitcast<u32>(x) >> 31u', {
  ...truth,
  big: (x: bigint) => (x < 0n ? 1 : 0),
})
