/*
 * How dtypes are held. Every element is one 32-bit word: floats (halves too, rounded when they are stored) as f32, integers and bool as i32. So
 * every kernel knows two kinds of elements only, and writes to neighbours never share a word. int64 holds what fits in 32 bits.
 */
import type { DType } from '@torchlet/tensor-core/ops'

export type WordType = 'f32' | 'i32'

export const HELD: readonly DType[] = [
  'float32',
  'float16',
  'bfloat16',
  'int64',
  'int32',
  'int16',
  'int8',
  'uint8',
  'bool',
]

/** What a shader sees of a dtype. */
export const wordType = (dtype: DType): WordType => (dtype.includes('float') ? 'f32' : 'i32')

/** `value` (a word) as `dtype` stores it: narrow types wrap around or are rounded. */
export const narrowed = (value: string, dtype: DType): string => NARROW[dtype]?.(value) ?? value

const NARROW: Partial<Record<DType, (value: string) => string>> = {
  bool: (value) => `i32(${value} != 0)`,
  uint8: (value) => `(${value} & 0xff)`,
  int8: (value) => `((${value} << 24u) >> 24u)`,
  int16: (value) => `((${value} << 16u) >> 16u)`,
  float16: (value) => `round_float16(${value})`,
  bfloat16: (value) => `round_bfloat16(${value})`,
}
