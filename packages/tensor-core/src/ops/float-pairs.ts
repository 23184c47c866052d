/* Functions of two floats. */

import { named, op } from '../dispatch'
import type { DType } from '../dtype'
import { DTypeError } from '../errors'
import { halfReader, halfWriter } from '../half'
import type { PointwiseOp } from '../op-literals'
import { resultType, type TensorOrScalar } from '../promotion'
import { Tensor } from '../tensor'
import { cast } from './allocate'
import { greater, lesser, pow } from './arithmetic'
import { checkDType } from './checks'
import { binary, elementwise } from './elementwise'
import { inPlace } from './in-place'

const float = { result: 'float' } as const
const onlyFloats = { refuses: 'integers' } as const

/** √(x² + y²), without overflow on the way. */
export const hypot = binary('hypot', Math.hypot, 'hypot(x, y)', onlyFloats)
/** The angle of the point (y, x) with the axis of y: atan2(x, y) is atan(x / y) with its quadrant. */
export const atan2 = binary('atan2', Math.atan2, 'atan2(x, y)', float)

const logSum = (x: number, y: number, exp: (x: number) => number, log1: (x: number) => number): number => {
  // Two equal infinities would give NaN.
  if (x === y && Math.abs(x) === Infinity) return x
  return Math.max(x, y) + log1(exp(-Math.abs(x - y)))
}
/** log(eˣ + eʸ), without overflow on the way. */
export const logaddexp = binary(
  'logaddexp',
  (x, y) => logSum(x, y, Math.exp, Math.log1p),
  'select(maximum(x, y) + log1p(exp(-abs(x - y))), x, x == y && abs(x) == inf)',
  onlyFloats,
)
/** log₂(2ˣ + 2ʸ), without overflow on the way. */
export const logaddexp2 = binary(
  'logaddexp2',
  (x, y) =>
    logSum(
      x,
      y,
      (z) => 2 ** z,
      (z) => Math.log1p(z) * Math.LOG2E,
    ),
  'select(maximum(x, y) + log1p(exp2(-abs(x - y))) * 1.4426950408889634, x, x == y && abs(x) == inf)',
  onlyFloats,
)
/** x log y, and 0 where x is 0 (NaN where y is NaN). */
export const xlogy = binary(
  'xlogy',
  (x, y) => (y !== y ? y : x === 0 ? 0 : x * Math.log(y)),
  'select(select(x * log(y), 0.0, x == 0.0), y, is_nan(y))',
  float,
)
/** |x| with the sign of y. */
export const copysign = binary(
  'copysign',
  (x, y) => (y < 0 || 1 / y === -Infinity ? -Math.abs(x) : Math.abs(x)),
  'select(abs(x), -abs(x), bitcast<u32>(y) >> 31u == 1u)',
  float,
)

const absent = (x: number, y: number) => (x !== x ? y : x)
/** The greater of two; NaN only where both are. */
export const fmax = binary('fmax', (x, y) => Math.max(absent(x, y), absent(y, x)), 'fmax(x, y)', greater)
/** The lesser of two; NaN only where both are. */
export const fmin = binary('fmin', (x, y) => Math.min(absent(x, y), absent(y, x)), 'fmin(x, y)', lesser)

const step: PointwiseOp = {
  name: 'heaviside',
  result: 'same',
  f: (x: number, y: number) => (x === 0 ? y : x > 0 ? 1 : 0),
  big: (x: bigint, y: bigint) => (x === 0n ? y : x > 0n ? 1n : 0n),
  wgsl: 'select(f32(x > 0.0), y, x == 0.0)',
  wgslInt: 'select(i32(x > 0), y, x == 0)',
}
/** 0 where x is negative, 1 where it is positive, `values` where it is 0. Both of one dtype. */
export const heaviside = op('heaviside', (x: Tensor, values: Tensor): Tensor => {
  if (x.dtype !== values.dtype)
    throw new DTypeError(`not defined for tensors with different dtypes, got ${x.dtype} and ${values.dtype}`)
  return elementwise(step, [x, values])
})

const single = /* @__PURE__ */ new Float32Array(1)
const singleBits = /* @__PURE__ */ new Int32Array(single.buffer)
const double = /* @__PURE__ */ new Float64Array(1)
const doubleBits = /* @__PURE__ */ new BigInt64Array(double.buffer)

/** The number of this dtype that is one step further from zero than `size`, or one nearer to it. */
function neighbour(dtype: DType, size: number, by: 1 | -1): number {
  if (dtype === 'float64') {
    double[0] = size
    doubleBits[0]! += BigInt(by)
    return double[0]!
  }
  if (dtype !== 'float32') return halfReader(dtype)(halfWriter(dtype)(size) + by)
  single[0] = size
  singleBits[0]! += by
  return single[0]!
}

const nextLiterals: Partial<Record<DType, PointwiseOp>> = {}

function nextLiteral(dtype: DType): PointwiseOp {
  nextLiterals[dtype] ??= {
    name: 'nextafter',
    result: 'same',
    refuses: 'integers',
    f: (x: number, y: number) => {
      if (x === y || y !== y) return y
      if (x === 0) return Math.sign(y) * neighbour(dtype, 0, 1)
      return Math.sign(x) * neighbour(dtype, Math.abs(x), y > x === x > 0 ? 1 : -1)
    },
    // A function that the device defines, as those of special.ts.
    wgsl: `nextafter_${dtype}(x, y)`,
  }
  return nextLiterals[dtype]
}

/** The next number of the common dtype after x on the way to y. */
export const nextafter = op(
  'nextafter',
  (x: Tensor, y: Tensor): Tensor => elementwise(nextLiteral(resultType(x, y)), [x, y]),
)

const doubled = (x: TensorOrScalar): TensorOrScalar => (x instanceof Tensor ? cast(x, 'float64') : x)

/** xʸ in float64, whatever the operands are. */
export const floatPower = op(
  'floatPower',
  (x: TensorOrScalar, y: TensorOrScalar): Tensor => cast(pow(doubled(x), doubled(y)), 'float64'),
)

const floatPowerInto = /* @__PURE__ */ inPlace(floatPower)
/** xʸ written into x, which must be float64. */
export const floatPower_ = named('floatPower_', (x: Tensor, y: TensorOrScalar): Tensor => {
  checkDType('floatPower_: the base', x.dtype, 'float64')
  return floatPowerInto(x, y)
})
