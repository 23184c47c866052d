/* Functions of three tensors. */
import { op } from '../dispatch'
import { isIntegral } from '../dtype'
import { DTypeError } from '../errors'
import type { PointwiseOp } from '../op-literals'
import { resultType, type TensorOrScalar } from '../promotion'
import { Tensor } from '../tensor'
import { checkOptions } from './allocate'
import { scaled } from './arithmetic'
import { elementwise } from './elementwise'

const between: PointwiseOp = {
  name: 'lerp',
  // From the nearer end, so that weight 1 gives `end` exactly.
  f: (x: number, y: number, weight: number) =>
    Math.abs(weight) < 0.5 ? x + weight * (y - x) : y - (y - x) * (1 - weight),
  refuses: 'integers',
}

/** start + weight·(end − start), broadcast. All of one dtype. */
export const lerp = op('lerp', (start: Tensor, end: Tensor, weight: TensorOrScalar): Tensor => {
  for (const other of [end, weight])
    if (other instanceof Tensor && other.dtype !== start.dtype)
      throw new DTypeError(`expected dtype ${start.dtype} for 'end' and 'weight', got ${other.dtype}`)
  return elementwise(between, [start, end, weight])
})

export interface ValueOptions {
  /** Multiplies the product or quotient. Default 1. */
  value?: number
}

const product: PointwiseOp = {
  name: 'addcmul',
  f: (x: number, y: number, z: number) => x + y * z,
  wgsl: 'x + y * z',
}
const quotient: PointwiseOp = {
  name: 'addcdiv',
  f: (x: number, y: number, z: number) => x + y / z,
  wgsl: 'x + y / z',
}

/** x + value·y·z, broadcast. */
export const addcmul = op('addcmul', (x: Tensor, y: Tensor, z: Tensor, options: ValueOptions = {}): Tensor => {
  checkOptions(options, ['value'])
  return elementwise(product, [x, scaled(resultType(x, y, z), y, { alpha: options.value ?? 1 }), z])
})

/** x + value·y / z, broadcast. Not defined where y and z are both integers. */
export const addcdiv = op('addcdiv', (x: Tensor, y: Tensor, z: Tensor, options: ValueOptions = {}): Tensor => {
  checkOptions(options, ['value'])
  if (isIntegral(resultType(y, z)))
    throw new DTypeError(`integer division is not supported, got ${y.dtype} and ${z.dtype}; cast to a float`)
  return elementwise(quotient, [x, scaled(resultType(x, y, z), y, { alpha: options.value ?? 1 }), z])
})
