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

export const abs = shared('abs', (x) => Math.abs(x), {
  big: (x: bigint) => (x < 0n ? -x : x),
  refuses: 'bool',
})
export const neg = unary('neg', (x) => -x, '-x', { refuses: 'bool' })
/** x itself. Not defined for bool. */
export const positive = op('positive', (x: Tensor): Tensor => {
  if (x.dtype === 'bool') throw new DTypeError('not defined for bool tensors')
  return x
})
export const sign = shared('sign', (x) => (x > 0 ? 1 : x < 0 ? -1 : 0), {
  big: (x: bigint) => (x > 0n ? 1n : x < 0n ? -1n : 0n),
})

export const exp = ofMath('exp')
export const exp2 = shared('exp2', (x) => 2 ** x)
export const expm1 = ofMath('expm1')
export const log = ofMath('log')
export const log2 = ofMath('log2')
export const log10 = ofMath('log10')
export const log1p = ofMath('log1p')
export const sqrt = ofMath('sqrt')
export const rsqrt = shared('rsqrt', (x) => 1 / Math.sqrt(x))
export const reciprocal = unary('reciprocal', (x) => 1 / x, '1.0 / x', float)

export const sin = ofMath('sin')
export const cos = ofMath('cos')
export const tan = ofMath('tan')
export const asin = ofMath('asin')
export const acos = ofMath('acos')
export const atan = ofMath('atan')
export const sinh = ofMath('sinh')
export const cosh = ofMath('cosh')
export const tanh = ofMath('tanh')
export const asinh = ofMath('asinh')
export const acosh = ofMath('acosh')
export const atanh = ofMath('atanh')

export const deg2rad = shared('deg2rad', (x) => (x * Math.PI) / 180)
export const rad2deg = shared('rad2deg', (x) => (x * 180) / Math.PI)
/** sin(πx) / πx, and 1 at 0. */
export const sinc = shared('sinc', (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)))

export const floor = ofMath('floor', whole)
export const ceil = ofMath('ceil', whole)
export const trunc = ofMath('trunc', whole)
export const frac = shared('frac', (x) => x - Math.trunc(x), { refuses: 'integers' })

// biome-ignore lint/complexity/useMathMinMax: −0 stays −0, as in PyTorch
export const relu = shared('relu', (x) => (x < 0 ? 0 : x), {
  wgslInt: 'max(x, 0)',
  big: (x: bigint) => (x < 0n ? 0n : x),
  refuses: 'bool',
})
export const sigmoid = shared('sigmoid', (x) => 1 / (1 + Math.exp(-x)))

export const isnan = shared('isnan', (x) => (x !== x ? 1 : 0), never)
export const isinf = shared('isinf', (x) => (x === Infinity || x === -Infinity ? 1 : 0), never)
export const isfinite = shared('isfinite', (x) => (x - x === 0 ? 1 : 0), {
  ...truth,
  wgslInt: '1',
  big: () => 1,
})
export const isposinf = shared('isposinf', (x) => (x === Infinity ? 1 : 0), never)
export const isneginf = shared('isneginf', (x) => (x === -Infinity ? 1 : 0), never)
/** Whether the sign is minus: true for −0 too. */
export const signbit = unary('signbit', (x) => (x < 0 || 1 / x === -Infinity ? 1 : 0), 'bitcast<u32>(x) >> 31u', {
  ...truth,
  big: (x: bigint) => (x < 0n ? 1 : 0),
})
