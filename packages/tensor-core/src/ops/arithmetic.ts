/* Two numbers in, one out. */

import { named, op } from '../dispatch'
import { type DType, isIntegral } from '../dtype'
import { ArgumentError, DTypeError } from '../errors'
import type { PointwiseOp } from '../op-literals'
import { resultType, type TensorOrScalar } from '../promotion'
import { Tensor } from '../tensor'
import { cast, checkOptions } from './allocate'
import { checkFits, checkTruths } from './checks'
import { type Binary, binary, checkOperands, elementwise, shared } from './elementwise'
import { rsqrt, sqrt, trunc } from './math'

const plus = binary('add', (x, y) => x + y, 'x + y')
const minus = binary('sub', (x, y) => x - y, 'x - y', { refuses: 'anyBool' })

export interface AlphaOptions {
  /** Multiplies the second operand first. Default 1. */
  alpha?: number
}

const withAlpha = (name: string, combine: Binary) => {
  const run = op(name, (x: TensorOrScalar, y: TensorOrScalar, options: AlphaOptions) => {
    checkOperands(combine.literal, [x, y])
    const common = resultType(x, y)
    // 2 · 0.5 is whole, and still makes the result a float.
    return combine(x instanceof Tensor ? cast(x, common) : x, scaled(common, y, options))
  })
  return named(
    name,
    (x: TensorOrScalar, y: TensorOrScalar, options?: AlphaOptions): Tensor =>
      options === undefined ? combine(x, y) : run(x, y, options),
  )
}

/** x + alpha·y, broadcast. */
export const add = /* @__PURE__ */ withAlpha('add', plus)

/** x − alpha·y, broadcast. Not defined for bool tensors. */
export const sub = /* @__PURE__ */ withAlpha('sub', minus)

/** y − alpha·x, broadcast. */
export const rsub = named(
  'rsub',
  (x: TensorOrScalar, y: TensorOrScalar, options?: AlphaOptions): Tensor => sub(y, x, options),
)

/** alpha·y, computed in the result's dtype; alpha may be a fraction only if that is one. */
export function scaled(common: DType, y: TensorOrScalar, options: AlphaOptions): TensorOrScalar {
  checkOptions(options, ['alpha'])
  const { alpha = 1 } = options
  if (alpha === 1) return y
  if (!Number.isInteger(alpha) && isIntegral(common))
    throw new DTypeError(`for integral input tensors, argument alpha must not be a floating point number, got ${alpha}`)
  if (y instanceof Tensor) return mul(cast(y, common), alpha)
  return typeof y === 'bigint' && Number.isInteger(alpha) ? y * BigInt(alpha) : Number(y) * alpha
}

/** x·y, broadcast. Of bools, whether both are true. */
export const mul = binary('mul', (x, y) => x * y, 'x * y', { int: Math.imul })

/** x². Bool counts as int64. */
export const square = named('square', (x: Tensor): Tensor => (x.dtype === 'bool' ? mul(x, 1n) : mul(x, x)))

const quotient = binary('div', (x, y) => x / y, 'x / y', { result: 'float' })
const floored = shared('floorDivide', floorDivideNumber, {
  wgslInt: 'floor_divide_int(x, y)',
  int: (x: number, y: number) => Math.floor(x / y),
  big: floorDivideBig,
  refuses: 'bool',
})
/** Of integers alone: see `div`. */
const truncated = binary('div', (x, y) => Math.trunc(x / y), 'x / y', {
  big: (x: bigint, y: bigint) => x / y,
  refuses: 'bool',
})

/** ⌊x / y⌋ from the exact remainder, where ⌊⌋ of a rounded quotient could be one off. */
function floorDivideNumber(x: number, y: number): number {
  if (y === 0) return x / y
  const rest = x % y
  const quotient = (x - rest) / y - (rest !== 0 && y < 0 !== rest < 0 ? 1 : 0)
  if (quotient === 0) return x / y < 0 || Object.is(x / y, -0) ? -0 : 0
  return Math.floor(quotient + 0.5)
}

function floorDivideBig(x: bigint, y: bigint): bigint {
  const toZero = x / y
  return x % y !== 0n && x < 0n !== y < 0n ? toZero - 1n : toZero
}

export interface DivOptions {
  /** null: true division, always a float. 'floor' and 'trunc' round the quotient and keep integers integers. */
  roundingMode?: 'floor' | 'trunc' | null
}

/** x / y, broadcast. */
export const div = named('div', (x: TensorOrScalar, y: TensorOrScalar, options?: DivOptions): Tensor => {
  if (options === undefined) return quotient(x, y)
  checkOptions(options, ['roundingMode'], 'div')
  const { roundingMode = null } = options
  if (roundingMode === null) return quotient(x, y)
  if (roundingMode === 'floor') return floorDivide(x, y)
  // Of floats the quotient is rounded to their dtype first: 1 / 0.1 is 10 in float32.
  if (roundingMode === 'trunc') return isIntegral(resultType(x, y)) ? truncatedDivide(x, y) : trunc(quotient(x, y))
  throw new ArgumentError(`div: expected roundingMode to be null, 'trunc' or 'floor', got '${String(roundingMode)}'`)
})

/** x / y, broadcast; always a float. */
export const trueDivide = named('trueDivide', (x: TensorOrScalar, y: TensorOrScalar): Tensor => quotient(x, y))

/**
 * A division that checks its divisor. Integers have no infinity: dividing them by zero is an error, where the divisor can be read now.
 * @__NO_SIDE_EFFECTS__
 */
const dividing = (name: string, divide: Binary) =>
  named(name, (x: TensorOrScalar, y: TensorOrScalar): Tensor => {
    const isZero = () => (y instanceof Tensor ? y.device.array && y.data.some((value: number | bigint) => !value) : !y)
    if (isIntegral(resultType(x, y)) && isZero()) throw new ArgumentError(`${name}: ZeroDivisionError`)
    return divide(x, y)
  })

/** ⌊x / y⌋, broadcast; integers stay integers. Throws where integers are divided by zero. */
export const floorDivide = dividing('floorDivide', floored)
const truncatedDivide = dividing('div', truncated)

const flooredRest = shared(
  'remainder',
  // For bigints too.
  (x, y) => {
    const rest = x % y
    return rest && rest < 0 !== y < 0 ? rest + y : rest
  },
  { wgslInt: 'remainder_int(x, y)', refuses: 'bool' },
)
/** The remainder of floor division: it has the divisor's sign. Throws where integers are divided by zero. */
export const remainder = dividing('remainder', flooredRest)

const truncatedRest = shared('fmod', (x, y) => x % y, { wgslInt: 'x % y', refuses: 'bool' })
/** What truncated division leaves: it has the dividend's sign. Throws where integers are divided by zero. */
export const fmod = dividing('fmod', truncatedRest)

const power = shared('pow', powNumber, {
  wgslInt: 'power_int(x, y)',
  int: powInt,
  big: powBig,
  refuses: 'bool',
})

/** xʸ, broadcast. Throws where the exponent is a negative whole number and x holds integers. */
export const pow = named('pow', (x: TensorOrScalar, y: TensorOrScalar): Tensor => {
  if (!(y instanceof Tensor) && Number(y) < 0 && isIntegral(resultType(x, y)))
    throw new ArgumentError('pow: Integers to negative integer powers are not allowed.')
  // PyTorch takes these two for roots, which differ from powers at −∞ and −0.
  if (y === 0.5 && x instanceof Tensor) return sqrt(x)
  if (y === -0.5 && x instanceof Tensor) return rsqrt(x)
  return power(x, y)
})

/** As C's pow: 1 to any power is 1, and so is −1 to an infinite one. */
function powNumber(x: number, y: number): number {
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y
}

function powInt(x: number, y: number): number {
  return Number(BigInt.asIntN(32, powBig(BigInt(x), BigInt(y))))
}

/** In 64 bits, by squaring: the whole number could be of any length. Integers to a negative power are 0, but for 1 and −1. */
function powBig(x: bigint, y: bigint): bigint {
  if (y > 0n) return BigInt.asIntN(64, powBig(BigInt.asIntN(64, x * x), y / 2n) * (y % 2n ? x : 1n))
  if (x === 1n || y === 0n) return 1n
  return x === -1n ? (y % 2n === 0n ? 1n : -1n) : 0n
}

/** The greater and the lesser of two integers. */
export const greater = { wgslInt: 'max(x, y)', big: (x: bigint, y: bigint) => (x > y ? x : y) }
export const lesser = { wgslInt: 'min(x, y)', big: (x: bigint, y: bigint) => (x < y ? x : y) }

/** The greater of two, NaN where either is. */
export const maximum = shared('maximum', Math.max, greater)
/** The lesser of two, NaN where either is. */
export const minimum = shared('minimum', Math.min, lesser)

const clampBoth: PointwiseOp = {
  name: 'clamp',
  f: (x: number, low: number, high: number) => Math.min(Math.max(x, low), high),
  wgslInt: 'min(max(x, y), z)',
  big: (x: bigint, low: bigint, high: bigint) => {
    const raised = x > low ? x : low
    return raised < high ? raised : high
  },
  refuses: 'bool',
}

/** min(max(x, low), high); null leaves a side open. Where low > high the result is high. */
export const clamp = op(
  'clamp',
  (x: Tensor, low: TensorOrScalar | null = null, high: TensorOrScalar | null = null): Tensor => {
    checkFits(resultType(x, low ?? 0, high ?? 0), low, high)
    if (low !== null && high !== null) return elementwise(clampBoth, [x, low, high])
    if (low !== null) return maximum(x, low)
    if (high !== null) return minimum(x, high)
    throw new ArgumentError(`at least one of 'min' or 'max' must not be null`)
  },
)

const choose: PointwiseOp = {
  name: 'where',
  f: (condition: number, x: number, y: number) => (condition ? x : y),
  wgsl: 'select(z, y, x != 0)',
}

/** x where the condition holds, else y; all three broadcast. */
export const where = op('where', (condition: Tensor, x: TensorOrScalar, y: TensorOrScalar): Tensor => {
  checkTruths('condition', condition)
  checkFits(resultType(x, y), x, y)
  return elementwise(choose, [x, y], undefined, condition)
})
