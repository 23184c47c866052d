import { bytesOf, type StoredDType } from '../dtypes'
import { refuse } from '../errors'
import { countOf, isCount, MAX_DIMS, rowMajor } from '../shapes'

export interface NpyHeader {
  readonly dtype: StoredDType
  readonly bigEndian: boolean
  readonly shape: readonly number[]
  readonly strides: readonly number[]
  /** Where in the file the elements begin, and how many bytes they take. */
  readonly dataStart: number
  readonly byteLength: number
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]
/** NumPy itself refuses longer ones. */
const MAX_HEADER = 10_000
/** As much of a file as holds any header. */
export const MAX_HEAD = MAX_HEADER + 12

const KINDS: Record<string, StoredDType> = {
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  b1: 'bool',
  c8: 'complex64',
  c16: 'complex128',
}

export const isNpy = (head: Uint8Array): boolean => MAGIC.every((byte, index) => head[index] === byte)

/** NumPy's name of a dtype, or undefined where it has none. */
export function descrOf(dtype: StoredDType): string | undefined {
  const kind = Object.keys(KINDS).find((name) => KINDS[name] === dtype)
  return kind && `${bytesOf(dtype) === 1 ? '|' : '<'}${kind}`
}

/** Reads the header of a .npy file from its beginning. Refuses arrays of objects, texts and records. */
export function parseNpyHeader(head: Uint8Array): NpyHeader {
  if (!isNpy(head)) refuse('no .npy array: it does not begin with \\x93NUMPY')
  if (head.length < 12) refuse(`${head.length} bytes of a .npy file: it was cut`)
  const data = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const version = head[6]!
  if (version < 1 || version > 3) refuse(`version ${version} of the .npy format; 1 to 3 are read`)
  const start = version === 1 ? 10 : 12
  const length = version === 1 ? data.getUint16(8, true) : data.getUint32(8, true)
  if (length > MAX_HEADER) refuse(`a .npy header of ${length} bytes; ${MAX_HEADER} are the most it may have`)
  if (start + length > head.length)
    refuse(`announces a .npy header of ${length} bytes, but ${head.length - start} are there: the file was cut`)
  return parseDescription(new TextDecoder().decode(head.subarray(start, start + length)), start + length)
}

function parseDescription(text: string, dataStart: number): NpyHeader {
  const field = (name: string, value: string): string =>
    new RegExp(`['"]${name}['"]\\s*:\\s*${value}\\s*[,}]`).exec(text)?.[1] ??
    refuse(`.npy header: no ${name} in ${text.trim().slice(0, 120)}`)
  const descr = field('descr', '(\'[^\']*\'|"[^"]*"|\\[[^]*?\\])').replace(/^['"]|['"]$/g, '')
  const [, order, kind] = /^([<>|=])?([a-z]\d+)$/.exec(descr) ?? []
  const dtype = kind === undefined ? undefined : KINDS[kind]
  if (!dtype) refuse(`.npy header: an array of ${descr} (${kindName(descr)}); numbers and booleans are read`)
  const shape = field('shape', '\\(([\\d\\s,L]*)\\)')
    .split(',')
    .filter((size) => size.trim() !== '')
    .map((size) => Number(size.trim().replace(/L$/, '')))
  if (!shape.every(isCount) || shape.length > MAX_DIMS)
    refuse(`.npy header: the shape (${shape.slice(0, 8).join(', ')}) is none`)
  const fortran = field('fortran_order', '(True|False)') === 'True'
  return {
    dtype,
    bigEndian: order === '>',
    shape,
    strides: fortran ? rowMajor([...shape].reverse()).reverse() : rowMajor(shape),
    dataStart,
    byteLength: countOf(shape) * bytesOf(dtype),
  }
}

function kindName(descr: string): string {
  if (descr.startsWith('[')) return 'records'
  if (descr.includes('O')) return 'Python objects: a pickle'
  return /[US]\d/.test(descr) ? 'text' : 'no type torchlet knows'
}

/** The beginning of a .npy file, padded so that the elements are aligned to 64 bytes. */
export function npyHeader(dtype: StoredDType, shape: readonly number[], fortranOrder: boolean): Uint8Array {
  const descr = descrOf(dtype) ?? refuse(`NumPy has no ${dtype}: convert to float32 first`)
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '${descr}', 'fortran_order': ${fortranOrder ? 'True' : 'False'}, 'shape': (${sizes}), }`
  const length = Math.ceil((10 + text.length + 1) / 64) * 64
  const head = new Uint8Array(length).fill(0x20)
  head.set([...MAGIC, 1, 0, (length - 10) & 255, (length - 10) >> 8])
  head.set(new TextEncoder().encode(text), 10)
  head[length - 1] = 10
  return head
}
