import type { StoredDType } from '../dtypes'

/** The format's names, in the order in which the reference implementation ranks them: the last come first in a file. */
const NAMES: readonly (readonly [name: string, dtype: StoredDType])[] = [
  ['BOOL', 'bool'],
  ['F4', 'float4_e2m1'],
  ['F6_E2M3', 'float6_e2m3'],
  ['F6_E3M2', 'float6_e3m2'],
  ['U8', 'uint8'],
  ['I8', 'int8'],
  ['F8_E5M2', 'float8_e5m2'],
  ['F8_E4M3', 'float8_e4m3fn'],
  ['F8_E8M0', 'float8_e8m0fnu'],
  ['F8_E4M3FNUZ', 'float8_e4m3fnuz'],
  ['F8_E5M2FNUZ', 'float8_e5m2fnuz'],
  ['I16', 'int16'],
  ['U16', 'uint16'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I32', 'int32'],
  ['U32', 'uint32'],
  ['F32', 'float32'],
  ['C64', 'complex64'],
  ['F64', 'float64'],
  ['I64', 'int64'],
  ['U64', 'uint64'],
]

const BY_NAME = /* @__PURE__ */ new Map(NAMES)

export const dtypeOf = (name: string): StoredDType | undefined => BY_NAME.get(name)
export const rankOf = (dtype: StoredDType): number => NAMES.findIndex(([, known]) => known === dtype)
export const nameOf = (dtype: StoredDType): string | undefined => NAMES[rankOf(dtype)]?.[0]
