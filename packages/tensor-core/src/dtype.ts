import { DTypeError } from './errors'

/** What elements are, by PyTorch's names. Half types are stored in 16 bits and computed in float32. */
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

/** The arrays that hold elements: Uint16Array both half types, Uint8Array uint8 and bool. */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Uint16Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint8Array

export interface TypedArrayConstructor {
  readonly BYTES_PER_ELEMENT: number
  readonly name: string
  new (length: number): TypedArray
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): TypedArray
}

/** What is known of one dtype. Half types live in 16 bits and are computed in float32. */
interface DTypeInfo {
  readonly array: TypedArrayConstructor
  /** PyTorch's promotion goes up by category first: bool, then integers, then floats. */
  readonly category: 0 | 1 | 2
  /** PyTorch's short name of it: torch.HalfTensor is a tensor of float16, and x.half() casts to it. */
  readonly title: string
}

const INFO = {
  float32: { array: Float32Array, category: 2, title: 'Float' },
  float64: { array: Float64Array, category: 2, title: 'Double' },
  float16: { array: Uint16Array, category: 2, title: 'Half' },
  bfloat16: { array: Uint16Array, category: 2, title: 'BFloat16' },
  int64: { array: BigInt64Array, category: 1, title: 'Long' },
  int32: { array: Int32Array, category: 1, title: 'Int' },
  int16: { array: Int16Array, category: 1, title: 'Short' },
  int8: { array: Int8Array, category: 1, title: 'Char' },
  uint8: { array: Uint8Array, category: 1, title: 'Byte' },
  bool: { array: Uint8Array, category: 0, title: 'Bool' },
} as const satisfies Record<DType, DTypeInfo>

/** The names of the methods that cast, and what they cast to. */
export type Casts = Lowercase<(typeof INFO)[DType]['title']>
export const castName = (dtype: DType): string => INFO[dtype].title.toLowerCase()

/** The names of all dtypes that tensors compute in. */
export const DTYPES = /* @__PURE__ */ Object.keys(INFO) as readonly DType[]

/** Whether something is the name of such a dtype. */
export const isDType = (value: unknown): value is DType => typeof value === 'string' && Object.hasOwn(INFO, value)

/** `value` as a dtype, or a DTypeError that lists what there is. */
export function asDType(value: unknown): DType {
  if (isDType(value)) return value
  throw new DTypeError(`unknown dtype '${String(value)}'; there are ${DTYPES.join(', ')}`)
}

const STORED = { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array, 64: BigUint64Array }

/** A dtype that checkpoints bring beyond the ten, float8_e5m2 say: so many bits, which are kept as they are. */
const storedInfo = (dtype: string): DTypeInfo => ({
  array: STORED[/\d+/.exec(dtype)?.[0] as never] as unknown as TypedArrayConstructor,
  title: dtype,
  get category(): never {
    throw new DTypeError(`${dtype} is stored, not computed in: load it as another, with { dtype: 'float32' }`)
  },
})

const infoOf = (dtype: DType): DTypeInfo => INFO[dtype] ?? storedInfo(dtype)

export const arrayType = (dtype: DType): TypedArrayConstructor => infoOf(dtype).array
/** Bytes of an element. */
export const itemSize = (dtype: DType): number => arrayType(dtype).BYTES_PER_ELEMENT
export const category = (dtype: DType): 0 | 1 | 2 => infoOf(dtype).category
/** PyTorch's name of a tensor of this dtype, as its error messages spell it. */
export const tensorName = (dtype: DType): string => `torch.${infoOf(dtype).title}Tensor`
/** Whether a dtype is a float: float32, float64 or a half. */
export const isFloating = (dtype: DType): boolean => category(dtype) === 2
export const isHalf = (dtype: DType): boolean => dtype === 'float16' || dtype === 'bfloat16'
/** Integers or bool: what counts exactly. */
export const isIntegral = (dtype: DType): boolean => category(dtype) < 2

/** The dtype in which a kernel computes: half types are widened to float32, everything else is itself. */
export const computeDType = (dtype: DType): DType => (isHalf(dtype) ? 'float32' : dtype)
