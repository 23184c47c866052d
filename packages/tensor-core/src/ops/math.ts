/* Functions of one number. The JavaScript computes in float64 and the result is rounded to the tensor's dtype. */
import { op } from '../dispatch'
import { DTypeError } from '../errors'
import type { Tensor } from '../tensor'
import { unary } from './elementwise'

const float = { result: 'float' } as const
const truth = { result: 'bool' } as const

export const abs = unary('abs', (x) => Math.abs(x), 'abs(x)', {
  big: (x: bigint) => (x < 0n ? -x : x),
  refuses: 'bool',
})
export const neg = unary('neg', (x) => -x, '-x', { refuses: 'bool' })
/** x itself. Not defined for bool. */
export const positive = op('positive', (x: Tensor): Tensor => {
  if (x.dtype === 'bool') throw new DTypeError('positive: the `+` operator, on a bool tensor is not supported')
  return x
})
export const sign = unary('sign', (x) => (x > 0 ? 1 : x < 0 ? -1 : 0), 'sign(x)', {
  big: (x: bigint) => (x > 0n ? 1n : x < 0n ? -1n : 0n),
})

export const exp = unary('exp', Math.exp, 'exp(x)', float)
export const exp2 = unary('exp2', (x) => 2 ** x, 'exp2(x)', float)
export const expm1 = unary('expm1', Math.expm1, 'exp(x) - 1.0', float)
export const log = unary('log', Math.log, 'log(x)', float)
export const log2 = unary('log2', Math.log2, 'log2(x)', float)
export const log10 = unary('log10', Math.log10, 'log(x) * 0.4342944819032518', float)
export const log1p = unary('log1p', Math.log1p, 'log(1.0 + x)', float)
export const sqrt = unary('sqrt', Math.sqrt, 'sqrt(x)', float)
export const rsqrt = unary('rsqrt', (x) => 1 / Math.sqrt(x), 'inverseSqrt(x)', float)
export const reciprocal = unary('reciprocal', (x) => 1 / x, '1.0 / x', float)

export const sin = unary('sin', Math.sin, 'sin(x)', float)
export const cos = unary('cos', Math.cos, 'cos(x)', float)
export const tan = unary('tan', Math.tan, 'tan(x)', float)
export const asin = unary('asin', Math.asin, 'asin(x)', float)
export const acos = unary('acos', Math.acos, 'acos(x)', float)
export const atan = unary('atan', Math.atan, 'atan(x)', float)
export const sinh = unary('sinh', Math.sinh, 'sinh(x)', float)
export const cosh = unary('cosh', Math.cosh, 'cosh(x)', float)
export const tanh = unary('tanh', Math.tanh, 'tanh(x)', float)
export const asinh = unary('asinh', Math.asinh, 'asinh(x)', float)
export const acosh = unary('acosh', Math.acosh, 'acosh(x)', float)
export const atanh = unary('atanh', Math.atanh, 'atanh(x)', float)

export const deg2rad = unary('deg2rad', (x) => (x * Math.PI) / 180, 'radians(x)', float)
export const rad2deg = unary('rad2deg', (x) => (x * 180) / Math.PI, 'degrees(x)', float)
/** sin(πx) / πx, and 1 at 0. */
export const sinc = unary(
  'sinc',
  (x) => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)),
  'select(sin(3.14159265 * x) / (3.14159265 * x), 1.0, x == 0.0)',
  float,
)

export const floor = unary('floor', Math.floor, 'floor(x)', { big: (x: bigint) => x, refuses: 'bool' })
export const ceil = unary('ceil', Math.ceil, 'ceil(x)', { big: (x: bigint) => x, refuses: 'bool' })
export const trunc = unary('trunc', Math.trunc, 'trunc(x)', { big: (x: bigint) => x, refuses: 'bool' })
export const frac = unary('frac', (x) => x - Math.trunc(x), 'x - trunc(x)', { refuses: 'integers' })

export const relu = unary('relu', (x) => Math.max(x, 0), 'max(x, 0.0)', {
  big: (x: bigint) => (x < 0n ? 0n : x),
  refuses: 'bool',
})
export const sigmoid = unary('sigmoid', (x) => 1 / (1 + Math.exp(-x)), '1.0 / (1.0 + exp(-x))', float)

export const isnan = unary('isnan', (x) => (x !== x ? 1 : 0), 'u32(x != x)', truth)
export const isinf = unary('isinf', (x) => (x === Infinity || x === -Infinity ? 1 : 0), 'u32(abs(x) == inf)', truth)
export const isfinite = unary('isfinite', (x) => (x - x === 0 ? 1 : 0), 'u32(x - x == 0.0)', {
  ...truth,
  big: () => 1,
})
export const isposinf = unary('isposinf', (x) => (x === Infinity ? 1 : 0), 'u32(x == inf)', { ...truth, big: () => 0 })
export const isneginf = unary('isneginf', (x) => (x === -Infinity ? 1 : 0), 'u32(x == -inf)', {
  ...truth,
  big: () => 0,
})
/** Whether the sign is minus: true for −0 too. */
export const signbit = unary('signbit', (x) => (x < 0 || 1 / x === -Infinity ? 1 : 0), 'bitcast<u32>(x) >> 31u', {
  ...truth,
  big: (x: bigint) => (x < 0n ? 1 : 0),
})
