/*
 * The two 16-bit floats. Reading is exact; writing rounds to nearest, ties to even, as PyTorch does.
 * float16: 1 sign, 5 exponent, 10 fraction bits. bfloat16: the upper half of a float32.
 */
import type { DType } from './dtype'

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

export function float16ToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Infinity
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

export function numberToFloat16(value: number): number {
  float[0] = value
  const single = bits[0]!
  const sign = (single >>> 16) & 0x8000
  const magnitude = single & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00
  // From 65520 on, the nearest float16 is infinity.
  if (magnitude >= 0x477ff000) return sign | 0x7c00
  if (magnitude < 0x38800000) {
    // Subnormal: the fraction counts steps of 2^-24, and adding 0.5 lets the float32 adder do the rounding.
    float[0] = Math.abs(float[0]!) + 0.5
    return sign | (bits[0]! - 0x3f000000)
  }
  const odd = (magnitude >>> 13) & 1
  return sign | ((magnitude - 0x38000000 + 0xfff + odd) >>> 13)
}

export function bfloat16ToNumber(half: number): number {
  bits[0] = half << 16
  return float[0]!
}

export function numberToBfloat16(value: number): number {
  float[0] = value
  const single = bits[0]!
  if ((single & 0x7fffffff) > 0x7f800000) return 0x7fc0
  return ((single + 0x7fff + ((single >>> 16) & 1)) >>> 16) & 0xffff
}

/** How one stored 16-bit pattern of a half dtype reads as a number. */
export const halfReader = (dtype: DType) => (dtype === 'float16' ? float16ToNumber : bfloat16ToNumber)
/** How a number is stored as the 16-bit pattern of a half dtype. */
export const halfWriter = (dtype: DType) => (dtype === 'float16' ? numberToFloat16 : numberToBfloat16)
