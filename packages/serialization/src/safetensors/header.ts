import { uint } from '../bytes'
import { bitsOf, type StoredDType } from '../dtypes'
import { refuse } from '../errors'
import { countOf, MAX_DIMS, showShape } from '../shapes'
import { dtypeOf } from './dtypes'
import { Scanner } from './scanner'

/** Where a tensor lies: `start` and `end` count from the first byte after the header. */
export interface HeaderEntry {
  readonly dtype: StoredDType
  readonly shape: readonly number[]
  readonly start: number
  readonly end: number
}

/** What the header of a safetensors file says. */
export interface Header {
  readonly tensors: ReadonlyMap<string, HeaderEntry>
  readonly metadata: Record<string, string>
  /** Where in the file the tensors' bytes begin. */
  readonly dataStart: number
  /** How long the file must be. */
  readonly fileSize: number
}

export const PREFIX = 8
export const METADATA = '__metadata__'
/** The format's own limit. */
export const MAX_HEADER = 100_000_000

/** The length of the header, from the file's first eight bytes, held against the file's size where that is known. */
export function headerLength(head: Uint8Array, fileSize?: number): number {
  if (head.length < PREFIX) refuse(`${head.length} bytes, of which a header's length takes ${PREFIX}: the file was cut`)
  const length = uint(head, 0, PREFIX)
  if (length > MAX_HEADER) refuse(`announces a header of ${length} bytes; ${MAX_HEADER} are the most`)
  if (fileSize !== undefined && PREFIX + length > fileSize)
    refuse(`announces a header of ${length} bytes in a file of ${fileSize}`)
  return length
}

/** Reads a header strictly: everything that the reference implementation refuses, and keys that occur twice. */
export function parseHeader(bytes: Uint8Array): Header {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    return refuse('header: not UTF-8', error)
  }
  if (text[0] !== '{') refuse(`header: begins with ${JSON.stringify(text.slice(0, 12))} instead of {`)
  const scan = new Scanner(text)
  const tensors = new Map<string, HeaderEntry>()
  let metadata: Record<string, string> | undefined
  scan.open('{')
  while (scan.more('}')) {
    const name = scan.key()
    if (name === '__proto__') refuse(`tensor '${name}': is no name`)
    if (name === METADATA ? metadata : tensors.has(name)) refuse(`header: the key '${name}' occurs twice`)
    if (name === METADATA) metadata = parseMetadata(scan)
    else tensors.set(name, parseEntry(name, scan))
  }
  scan.end()
  const end = checkCover(tensors)
  const dataStart = PREFIX + bytes.length
  return { tensors, metadata: metadata ?? {}, dataStart, fileSize: dataStart + end }
}

function parseMetadata(scan: Scanner): Record<string, string> {
  const metadata = new Map<string, string>()
  scan.open('{')
  while (scan.more('}')) {
    const key = scan.key()
    if (metadata.has(key)) refuse(`header: the key '${key}' occurs twice in ${METADATA}`)
    metadata.set(key, scan.string())
  }
  return Object.fromEntries(metadata)
}

function parseEntry(name: string, scan: Scanner): HeaderEntry {
  const bad = (why: string): never => refuse(`tensor '${name}': ${why}`)
  let dtypeName: string | undefined
  let shape: number[] | undefined
  let offsets: number[] | undefined
  scan.open('{')
  while (scan.more('}')) {
    const field = scan.key()
    if (field === 'dtype' && dtypeName === undefined) dtypeName = scan.string()
    else if (field === 'shape' && !shape) shape = scan.numbers()
    else if (field === 'data_offsets' && !offsets) offsets = scan.numbers()
    else bad(`the field '${field}' is unknown or occurs twice`)
  }
  const dtype = dtypeOf(dtypeName ?? '') ?? bad(`unknown dtype '${dtypeName}'`)
  if (!shape) return bad('has no shape')
  if (offsets?.length !== 2) return bad(`data_offsets are two positions, not ${offsets?.length ?? 'missing'}`)
  if (shape.length > MAX_DIMS) bad(`${shape.length} dims; ${MAX_DIMS} are the most`)
  const [start, end] = offsets as [number, number]
  const bits = countOf(shape) * bitsOf(dtype)
  if (bits % 8) bad(`${dtypeName} ${showShape(shape)} does not fill whole bytes`)
  if (end - start !== bits / 8)
    bad(`${dtypeName} ${showShape(shape)} takes ${bits / 8} bytes, but has data_offsets [${start}, ${end}]`)
  return { dtype, shape, start, end }
}

/** Tensors follow one another without gaps or overlaps. Gives the end of the last. */
function checkCover(tensors: ReadonlyMap<string, HeaderEntry>): number {
  const ordered = [...tensors].sort(([, a], [, b]) => a.start - b.start || a.end - b.end)
  let end = 0
  for (const [name, entry] of ordered) {
    if (entry.start !== end)
      refuse(
        `tensor '${name}' begins at ${entry.start} instead of ${end}: ${entry.start < end ? 'an overlap' : 'a gap'}`,
      )
    end = entry.end
  }
  return end
}

/** Refuses a file that does not end where its last tensor does. */
export function checkFileSize(header: Header, size: number): void {
  if (size === header.fileSize) return
  refuse(
    `the file has ${size} bytes instead of ${header.fileSize}: ${size < header.fileSize ? 'it was cut' : 'something follows the tensors'}`,
  )
}
