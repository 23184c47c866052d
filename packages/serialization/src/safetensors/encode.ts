import { bitsOf, bytesOfArray, type StoredDType } from '../dtypes'
import { refuse } from '../errors'
import { countOf, isCount, showShape } from '../shapes'
import type { SafeTensor } from './decode'
import { nameOf, rankOf } from './dtypes'
import { MAX_HEADER, PREFIX } from './header'

export interface EncodeOptions {
  /** Strings by name, kept in the header's `__metadata__`. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

interface Described {
  readonly dtype: StoredDType
  readonly shape: readonly number[]
}

/**
 * A safetensors file, byte for byte as the reference implementation writes it: widest dtype first, then by name, the header
 * padded to 8 bytes. Throws CheckpointError for a shape that does not fit its data, or a dtype the format lacks.
 */
export function encode(tensors: Readonly<Record<string, SafeTensor>>, options: EncodeOptions = {}): Uint8Array {
  const { header, order, byteLength } = encodeHeader(tensors, options)
  const file = new Uint8Array(header.length + byteLength)
  file.set(header)
  let at = header.length
  for (const [name, tensor] of order) {
    const bytes = bytesOfArray(tensor.data)
    const expected = sizeOf(tensor)
    if (bytes.length !== expected)
      refuse(
        `tensor '${name}': ${tensor.dtype} ${showShape(tensor.shape)} takes ${expected} bytes, but has ${bytes.length}`,
      )
    file.set(bytes, at)
    at += bytes.length
  }
  return file
}

const sizeOf = ({ dtype, shape }: Described): number => (countOf(shape) * bitsOf(dtype)) / 8

/** The bytes before the tensors, the order in which the tensors must follow, and how long they are together. */
export function encodeHeader<T extends Described>(
  tensors: Readonly<Record<string, T>>,
  { metadata }: EncodeOptions = {},
) {
  const order = Object.entries(tensors).sort(
    ([a, { dtype: x }], [b, { dtype: y }]) => rankOf(y) - rankOf(x) || compare(a, b),
  )
  const entries: Record<string, unknown> = metadata ? { __metadata__: checkMetadata(metadata) } : {}
  const text: string[] = Object.entries(entries).map(
    ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`,
  )
  let at = 0
  for (const [name, tensor] of order) {
    const { dtype, shape } = tensor
    if (name === '__metadata__') refuse("a tensor cannot be called '__metadata__'")
    if (!shape.every(isCount)) refuse(`tensor '${name}': ${showShape(shape)} is no shape`)
    const end = at + sizeOf(tensor)
    const known = nameOf(dtype) ?? refuse(`tensor '${name}' is ${dtype}, which safetensors files cannot hold`)
    text.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype: known, shape, data_offsets: [at, end] })}`)
    at = end
  }
  const json = new TextEncoder().encode(`{${text.join(',')}}`)
  const length = Math.ceil(json.length / 8) * 8
  if (length > MAX_HEADER) refuse(`a header of ${length} bytes; ${MAX_HEADER} are the most it may have`)
  const header = new Uint8Array(PREFIX + length).fill(0x20)
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true)
  header.set(json, PREFIX)
  return { header, order, byteLength: at }
}

function checkMetadata(metadata: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [key, value] of Object.entries(metadata))
    if (typeof value !== 'string') refuse(`metadata '${key}' is a ${typeof value}; the format holds strings only`)
  return metadata
}

/** By code points, as the reference implementation orders names; JavaScript's own order differs beyond U+FFFF. */
function compare(a: string, b: string): number {
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : Number(a > b)
  const [x, y] = [[...a], [...b]]
  for (let i = 0; i < Math.min(x.length, y.length); i++)
    if (x[i] !== y[i]) return x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!
  return x.length - y.length
}

const SURROGATE = /[\ud800-\udfff]/
