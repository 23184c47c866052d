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
import { elementwise, shared } from './elementwise'
import { inPlace } from './in-place'

const onlyFloats = { refuses: 'integers' } as const

/** √(x² + y²), without overflow on the way. */
export const hypot = shared('hypot', Math.hypot, onlyFloats)
/** The angle of the point (y, x) with the axis of y: atan2(x, y) is atan(x / y) with its quadrant. */
export const atan2 = shared('atan2', Math.atan2)

const logSum = (x: number, y: number): number =>
  // Two equal infinities would give NaN.
  x === y && Math.abs(x) === Infinity ? x : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)))
/** log(eˣ + eʸ), without overflow on the way. */
export const logaddexp = shared('logaddexp', logSum, onlyFloats)
/** log₂(2ˣ + 2ʸ), without overflow on the way. */
export const logaddexp2 = shared('logaddexp2', (x, y) => logSum(x * Math.LN2, y * Math.LN2) * Math.LOG2E, onlyFloats)
/** x log y, and 0 where x is 0 (NaN where y is NaN). */
export const xlogy = shared('xlogy', (x, y) => (y !== y ? y : x === 0 ? 0 : x * Math.log(y)))
/** |x| with the sign of y. */
export const copysign = shared('copysign', (x, y) => (y < 0 || 1 / y === -Infinity ? -Math.abs(x) : Math.abs(x)))

const absent = (x: number, y: number) => (x !== x ? y : x)
/** The greater of two; NaN only where both are. */
export const fmax = shared('fmax', (x, y) => Math.max(absent(x, y), absent(y, x)), greater)
/** The lesser of two; NaN only where both are. */
export const fmin = shared('fmin', (x, y) => Math.min(absent(x, y), absent(y, x)), lesser)

const step: PointwiseOp = {
  name: 'heaviside',
  f: (x: number, y: number) => (x === 0 ? y : x > 0 ? 1 : 0),
  big: (x: bigint, y: bigint) => (x === 0n ? y : x > 0n ? 1n : 0n),
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
