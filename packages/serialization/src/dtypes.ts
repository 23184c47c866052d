/*
 * The element types that checkpoints store: torchlet's ten, by the same names, and those that can only be carried as bytes
 * or converted (`load(…, { dtype })`). Every format's table of names leads here.
 */

/** What tensors compute in. */
export type DType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'bfloat16'
  | 'int64'
  | 'int32'
  | 'int16'
  | 'int8'
  | 'uint8'
  | 'bool'

/** What files hold beyond that. Names are PyTorch's; the sub-byte ones count single elements. */
export type ForeignDType =
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'complex32'
  | 'complex64'
  | 'complex128'
  | 'float8_e4m3fn'
  | 'float8_e5m2'
  | 'float8_e8m0fnu'
  | 'float8_e4m3fnuz'
  | 'float8_e5m2fnuz'
  | 'float6_e2m3'
  | 'float6_e3m2'
  | 'float4_e2m1'

/** What files hold: what tensors compute in, and what is only kept as it is stored. */
export type StoredDType = DType | ForeignDType

/** The arrays that hold what files hold. */
export type StoredArray =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigInt64Array
  | BigUint64Array

interface ArrayConstructor {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): StoredArray
}

const ARRAYS: Partial<Record<string, ArrayConstructor>> = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
}

/** The array of a dtype's elements: bytes where JavaScript has none. */
const arrayType = (dtype: StoredDType): ArrayConstructor => ARRAYS[dtype] ?? Uint8Array

export const isStoredDType = (name: string): name is StoredDType =>
  Object.hasOwn(ARRAYS, name) || /^(uint8|bool|complex\d+|float8_\w+)$/.test(name)

const BITS: Partial<Record<string, number>> = {}
/** The names say how many: float8_e5m2. Only bool does not. */
export const bitsOf = (dtype: StoredDType): number => (BITS[dtype] ??= Number(/\d+/.exec(dtype) ?? 8))
/** Bytes of one element; sub-byte types have none of their own and count as 1. */
export const bytesOf = (dtype: StoredDType): number => Math.max(1, bitsOf(dtype) >> 3)
/** How many bytes are swapped together when a file comes from a big-endian machine. */
export const swapUnit = (dtype: StoredDType): number =>
  dtype.startsWith('complex') ? bytesOf(dtype) / 2 : bytesOf(dtype)

/** The bytes from `start` to `end` as the dtype's array: the same memory where it is aligned, a copy where it is not. */
export function arrayOf(dtype: StoredDType, bytes: Uint8Array, start = 0, end = bytes.length): StoredArray {
  const Type = arrayType(dtype)
  const { BYTES_PER_ELEMENT: size } = Type
  const length = (end - start) / size
  return (bytes.byteOffset + start) % size
    ? new Type(bytes.slice(start, end).buffer, 0, length)
    : new Type(bytes.buffer, bytes.byteOffset + start, length)
}

/** A whole buffer as the dtype's array. */
export const arrayOn = (dtype: StoredDType, buffer: ArrayBuffer): StoredArray =>
  new (arrayType(dtype))(buffer, 0, buffer.byteLength / arrayType(dtype).BYTES_PER_ELEMENT)

/** An array's memory as bytes, without copying. */
export const bytesOfArray = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
