/* The activations that are one number in, one number out: each a literal with its constants as further operands. */

import { op } from '../dispatch'
import { ArgumentError, DTypeError } from '../errors'
import { erfc } from '../host/special-functions'
import type { PointwiseOp } from '../op-literals'
import type { Tensor } from '../tensor'
import { checkOptions, checkTensor } from './allocate'
import { clamp } from './arithmetic'
import { checkFloats } from './checks'
import { elementwise } from './elementwise'
import { copy_ } from './in-place'

export interface InPlaceOption {
  /** Writes the result into x. Default false. */
  inplace?: boolean
}
/** An activation: x, and its constants by name. */
export type Activation<Constants> = (x: Tensor, options?: Constants & InPlaceOption) => Tensor

/** Floats alone are taken where no dtype of results is said. */
interface ActivationRules extends Pick<PointwiseOp, 'result' | 'refuses'> {
  /** Which constants are allowed. */
  readonly allows?: (constant: number) => boolean
}

const floatOfNumbers = { result: 'float', refuses: 'bool' } as const

/**
 * @__NO_SIDE_EFFECTS__
 * Makes an op of a literal whose operands y, z are the constants in `defaults`, in that order.
 */
function activation<Constants extends object>(
  name: string,
  defaults: Required<Constants>,
  f: PointwiseOp['f'],
  wgsl: string,
  { allows, ...dtypes }: ActivationRules = {},
): Activation<Constants> {
  const literal: PointwiseOp = { name, f, wgsl, ...dtypes }
  const known = Object.keys(defaults)
  const run: Activation<Constants> = (x, options = {} as Constants) => {
    checkTensor(x, 'input')
    checkOptions(options, [...known, 'inplace'])
    if (!dtypes.result) checkFloats(x.dtype)
    const given = { ...defaults, ...options } as unknown as Record<string, number>
    for (const constant of known)
      if (allows?.(given[constant]!) === false) throw new ArgumentError(`${constant} cannot be ${given[constant]}`)
    return elementwise(literal, [x, ...known.map((constant) => given[constant]!)], options.inplace ? x : undefined)
  }
  return op(name, run)
}

/** Clamped activations take integers too. */
function clamped(name: string, low: number, high: number): Activation<object> {
  return op(name, (x: Tensor, options: InPlaceOption = {}) => {
    checkOptions(options, ['inplace'])
    if (x.dtype === 'bool') throw new DTypeError('not defined for bool tensors')
    const y = clamp(x, low, high)
    return options.inplace ? copy_(x, y) : y
  })
}

/** min(max(x, 0), 6). */
export const relu6 = /* @__PURE__ */ clamped('relu6', 0, 6)

/** x for x > 0, else negativeSlope·x. `negativeSlope` is 0.01 where nothing is said. */
export const leakyRelu = activation<{ negativeSlope?: number }>(
  'leakyRelu',
  { negativeSlope: 0.01 },
  (x, slope) => (x > 0 ? x : x * slope),
  'select(x * y, x, x > 0.0)',
)

/** x for x > 0, else alpha·(exp(x) − 1). `alpha` is 1 where nothing is said. */
export const elu = activation<{ alpha?: number }>(
  'elu',
  { alpha: 1 },
  (x, alpha) => (x <= 0 ? alpha * Math.expm1(x) : x),
  'select(x, y * expm1(x), x <= 0.0)',
)

/** max(0, x) + min(0, alpha·(exp(x / alpha) − 1)). `alpha` is 1 where nothing is said. */
export const celu = activation<{ alpha?: number }>(
  'celu',
  { alpha: 1 },
  (x, alpha) => (x <= 0 ? alpha * Math.expm1(x / alpha) : x),
  'select(x, y * expm1(x / y), x <= 0.0)',
  { allows: (alpha) => alpha !== 0 },
)

/** scale·(max(0, x) + min(0, alpha·(exp(x) − 1))) with the two constants that keep mean 0 and variance 1 (Klambauer et al., 2017). */
export const selu = activation(
  'selu',
  {},
  (x) => 1.0507009873554805 * (x <= 0 ? 1.6732632423543772 * Math.expm1(x) : x),
  '1.0507009873554805 * select(x, 1.6732632423543772 * expm1(x), x <= 0.0)',
)

/** x·sigmoid(x), also called swish. */
export const silu = activation('silu', {}, (x) => x / (1 + Math.exp(-x)), 'x / (1.0 + exp(-x))')

/** x·tanh(log(1 + exp(x))). */
export const mish = activation(
  'mish',
  {},
  (x) => x * Math.tanh(Math.log1p(Math.exp(x))),
  // tanh(log(1 + e)) = (e² + 2e) / (e² + 2e + 2); from 20 on it is 1.
  'select(x * (exp(x) * exp(x) + 2.0 * exp(x)) / (exp(x) * exp(x) + 2.0 * exp(x) + 2.0), x, x > 20.0)',
)

/** x·Φ(x), Φ being the normal distribution: x/2·(1 + erf(x / √2)). */
export const geluErf = activation(
  'gelu',
  {},
  (x) => 0.5 * x * erfc(-x * Math.SQRT1_2),
  '0.5 * x * erfc(-x * 0.7071067811865476)',
)

/** The tanh approximation of gelu: x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))). */
export const geluTanh = activation(
  'geluTanh',
  {},
  (x) => 0.5 * x * (1 + Math.tanh(0.7978845608028654 * (x + 0.044715 * x * x * x))),
  '0.5 * x * (1.0 + safe_tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))',
)

/** min(max(x + 3, 0), 6) / 6. */
export const hardsigmoid = activation(
  'hardsigmoid',
  {},
  (x) => Math.min(Math.max(x + 3, 0), 6) / 6,
  'bounded(x + 3.0, 0.0, 6.0) / 6.0',
)

/** x·min(max(x + 3, 0), 6) / 6. */
export const hardswish = activation(
  'hardswish',
  {},
  (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6,
  'x * bounded(x + 3.0, 0.0, 6.0) / 6.0',
)

/** 0 between −lambd and lambd, x elsewhere. `lambd` is 0.5 where nothing is said. */
export const hardshrink = activation<{ lambd?: number }>(
  'hardshrink',
  { lambd: 0.5 },
  (x, lambd) => (x >= -lambd && x <= lambd ? 0 : x),
  'select(x, 0.0, abs(x) <= y)',
)

/** x moved towards 0 by lambd, 0 where it would pass it. `lambd` is 0.5 where nothing is said. */
export const softshrink = activation<{ lambd?: number }>(
  'softshrink',
  { lambd: 0.5 },
  (x, lambd) => (x > lambd ? x - lambd : x < -lambd ? x + lambd : 0),
  'select(select(0.0, x + y, x < -y), x - y, x > y)',
  { allows: (lambd) => lambd >= 0 },
)

/** x − tanh(x). */
export const tanhshrink = activation('tanhshrink', {}, (x) => x - Math.tanh(x), 'x - safe_tanh(x)', floatOfNumbers)

/** log(1 + exp(beta·x)) / beta; x itself where beta·x > threshold. `beta` is 1, `threshold` 20 where nothing is said. */
export const softplus = activation<{ beta?: number; threshold?: number }>(
  'softplus',
  { beta: 1, threshold: 20 },
  (x, beta, threshold) => (x * beta > threshold ? x : Math.log1p(Math.exp(x * beta)) / beta),
  'select(log1p(exp(x * y)) / y, x, x * y > z)',
)

/** x / (1 + |x|). */
export const softsign = activation('softsign', {}, (x) => x / (1 + Math.abs(x)), 'x / (1.0 + abs(x))', floatOfNumbers)

/** log(1 / (1 + exp(−x))). */
export const logsigmoid = activation(
  'logsigmoid',
  {},
  // exp(−|x|) never overflows.
  (x) => Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x))),
  'minimum(x, 0.0) - log1p(exp(-abs(x)))',
)
