/*
 * Elements as they are stored, converted to float32 or float64 on their way from the file: the bytes of a half-precision
 * checkpoint are never all in memory beside the floats that are made of them.
 */
import { arrayOf, type DType, type StoredDType } from './dtypes'
import { CheckpointError } from './errors'
import { isHeld } from './stored'

const FLOATS = new Set<StoredDType>(['float32', 'float64', 'float16', 'bfloat16'])
const isDType = (dtype: StoredDType): dtype is DType => FLOATS.has(dtype) || /^(u?int8|int(16|32|64)|bool)$/.test(dtype)

/**
 * What a stored dtype becomes when `asked` is wanted: floating types are converted, as `module.to(dtype)` does it, and
 * integers stay. Where nothing is asked, a dtype that torchlet does not compute in is held as it is, if a tensor can.
 */
export function targetOf(dtype: StoredDType, asked: DType | undefined): StoredDType {
  if (isDType(dtype) && (asked === undefined || !FLOATS.has(dtype))) return dtype
  if (asked !== undefined && (FLOATS.has(dtype) || readerOf(dtype))) return asked
  if (isHeld(dtype)) return dtype
  throw new CheckpointError(
    `its dtype is ${dtype}, which no tensor can hold: read the stored bytes with open(source) and bytes(name)`,
  )
}

/** The dtypes that a checkpoint can be converted to. */
export const isFloat = (dtype: StoredDType): boolean => FLOATS.has(dtype)

type Reader = (bits: number) => number

/** How 16 or 8 stored bits read as a number; a table of all their values is made of it. */
function readerOf(dtype: StoredDType): Reader | undefined {
  switch (dtype) {
    case 'float16':
      return float(5, 10, 15, true)
    case 'float8_e5m2':
      return float(5, 2, 15, true)
    case 'float8_e4m3fn':
      return (bits) => ((bits & 127) === 127 ? Number.NaN : float(4, 3, 7, false)(bits))
    case 'float8_e4m3fnuz':
      return (bits) => (bits === 128 ? Number.NaN : float(4, 3, 8, false)(bits))
    case 'float8_e5m2fnuz':
      return (bits) => (bits === 128 ? Number.NaN : float(5, 2, 16, false)(bits))
    case 'float8_e8m0fnu':
      return (bits) => (bits === 255 ? Number.NaN : 2 ** (bits - 127))
    case 'bfloat16':
      return float(8, 7, 127, true)
    case 'uint16':
    case 'uint32':
    case 'uint64':
      return Number
    default:
      return undefined
  }
}

/** Sign, exponent, fraction; with `special`, the largest exponent means infinity and NaN. */
function float(exponentBits: number, fractionBits: number, bias: number, special: boolean): Reader {
  const top = 2 ** exponentBits - 1
  const scale = 2 ** fractionBits
  return (bits) => {
    const sign = bits >> (exponentBits + fractionBits) ? -1 : 1
    const exponent = (bits >> fractionBits) & top
    const fraction = bits & (scale - 1)
    if (special && exponent === top) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
    return exponent
      ? sign * (1 + fraction / scale) * 2 ** (exponent - bias)
      : sign * (fraction / scale) * 2 ** (1 - bias)
  }
}

const tables = new Map<StoredDType, Float32Array>()

function tableOf(dtype: StoredDType, size: number): Float32Array {
  let table = tables.get(dtype)
  if (!table) tables.set(dtype, (table = Float32Array.from({ length: size }, (_, bits) => readerOf(dtype)!(bits))))
  return table
}

/** Writes the elements in `bytes` to `out` from `at` on. Gives how many there were. */
export function castInto(dtype: StoredDType, bytes: Uint8Array, out: Float32Array | Float64Array, at: number): number {
  const values = arrayOf(dtype, bytes)
  if (values instanceof BigInt64Array || values instanceof BigUint64Array)
    for (let i = 0; i < values.length; i++) out[at + i] = Number(values[i])
  else if (FLOATS.has(dtype) && !(values instanceof Uint16Array)) out.set(values, at)
  else if (values instanceof Uint32Array || dtype === 'uint16') out.set(values as Uint16Array, at)
  else {
    const table = tableOf(dtype, values instanceof Uint16Array ? 65536 : 256)
    for (let i = 0; i < values.length; i++) out[at + i] = table[values[i] as number]!
  }
  return values.length
}
