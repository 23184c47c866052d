/* Typed arrays of the host as the 32-bit words that this device holds, and back. */
import { DeviceError, type DType, type TypedArray } from '@torchlet/tensor-core/ops'
import { wordType } from './wgsl/words'

export type Words = Float32Array | Int32Array

/** A host array of `dtype` as words. Throws a DeviceError for int64 beyond 32 bits. */
export function toWords(values: TypedArray, dtype: DType): Words {
  if (values instanceof Float32Array || values instanceof Int32Array) return values
  if (values instanceof BigInt64Array) return narrowLongs(values)
  if (values instanceof Uint16Array) return Float32Array.from(values, HALVES[dtype as Half].read)
  return Int32Array.from(values as Uint8Array)
}

/** Reads the words themselves: to make a bigint of each takes several times as long. */
function narrowLongs(values: BigInt64Array): Int32Array {
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length)
  const narrow = new Int32Array(values.length)
  for (let i = 0; i < narrow.length; i++) {
    const low = words[2 * i]!
    if (words[2 * i + 1] !== low >> 31)
      throw new DeviceError(
        `webgpu: int64 is held in 32 bits, between -2147483648 and 2147483647; element ${i} is ${values[i]}`,
      )
    narrow[i] = low
  }
  return narrow
}

/** Words that were read from the device, as tensor-core stores `dtype`. */
export function fromWords(bytes: ArrayBuffer, dtype: DType): TypedArray {
  if (wordType(dtype) === 'f32') {
    const floats = new Float32Array(bytes)
    return dtype === 'float32' ? floats : Uint16Array.from(floats, HALVES[dtype as Half].write)
  }
  const words = new Int32Array(bytes)
  switch (dtype) {
    case 'int64':
      return BigInt64Array.from(words, BigInt)
    case 'int32':
      return words
    case 'int16':
      return Int16Array.from(words)
    case 'int8':
      return Int8Array.from(words)
    default:
      return Uint8Array.from(words)
  }
}

type Half = 'float16' | 'bfloat16'
const single = /* @__PURE__ */ new Float32Array(1)
const bits = /* @__PURE__ */ new Uint32Array(single.buffer)

/** Both half types hold in float32 exactly; what comes back was rounded when it was stored. */
const HALVES: Record<Half, { read: (half: number) => number; write: (value: number) => number }> = {
  bfloat16: {
    read: (half) => {
      bits[0] = half << 16
      return single[0]!
    },
    write: (value) => {
      single[0] = value
      return bits[0]! >>> 16
    },
  },
  float16: {
    read: (half) => {
      const sign = half & 0x8000 ? -1 : 1
      const [exponent, fraction] = [(half >> 10) & 31, half & 1023]
      if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
      return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
    },
    write: (value) => {
      single[0] = value
      const sign = (bits[0]! >>> 16) & 0x8000
      const size = Math.abs(value)
      if (value !== value) return 0x7e00
      if (size > 65504) return sign | 0x7c00
      if (size < 2 ** -14) return sign | (size * 2 ** 24)
      const exponent = (bits[0]! >>> 23) & 255
      return sign | ((exponent - 112) << 10) | ((bits[0]! >>> 13) & 1023)
    },
  },
}
