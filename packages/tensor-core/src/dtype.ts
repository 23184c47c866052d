import { DTypeError } from './errors'

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
  /** PyTorch's name of a tensor of this dtype, as its error messages spell it. */
  readonly tensorName: string
}

const INFO: Record<DType, DTypeInfo> = {
  float32: { array: Float32Array, category: 2, tensorName: 'torch.FloatTensor' },
  float64: { array: Float64Array, category: 2, tensorName: 'torch.DoubleTensor' },
  float16: { array: Uint16Array, category: 2, tensorName: 'torch.HalfTensor' },
  bfloat16: { array: Uint16Array, category: 2, tensorName: 'torch.BFloat16Tensor' },
  int64: { array: BigInt64Array, category: 1, tensorName: 'torch.LongTensor' },
  int32: { array: Int32Array, category: 1, tensorName: 'torch.IntTensor' },
  int16: { array: Int16Array, category: 1, tensorName: 'torch.ShortTensor' },
  int8: { array: Int8Array, category: 1, tensorName: 'torch.CharTensor' },
  uint8: { array: Uint8Array, category: 1, tensorName: 'torch.ByteTensor' },
  bool: { array: Uint8Array, category: 0, tensorName: 'torch.BoolTensor' },
}

export const DTYPES = /* @__PURE__ */ Object.keys(INFO) as readonly DType[]

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
  tensorName: dtype,
  get category(): never {
    throw new DTypeError(`${dtype} is stored, not computed in: load it as another, with { dtype: 'float32' }`)
  },
})

const infoOf = (dtype: DType): DTypeInfo => INFO[dtype] ?? storedInfo(dtype)

export const arrayType = (dtype: DType): TypedArrayConstructor => infoOf(dtype).array
export const itemSize = (dtype: DType): number => arrayType(dtype).BYTES_PER_ELEMENT
export const category = (dtype: DType): 0 | 1 | 2 => infoOf(dtype).category
export const tensorName = (dtype: DType): string => infoOf(dtype).tensorName
export const isFloating = (dtype: DType): boolean => category(dtype) === 2
export const isHalf = (dtype: DType): boolean => dtype === 'float16' || dtype === 'bfloat16'
/** Integers or bool: what counts exactly. */
export const isIntegral = (dtype: DType): boolean => category(dtype) < 2

/** The dtype in which a kernel computes: half types are widened to float32, everything else is itself. */
export const computeDType = (dtype: DType): DType => (isHalf(dtype) ? 'float32' : dtype)
