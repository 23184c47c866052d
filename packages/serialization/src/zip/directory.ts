/*
 * A zip archive's directory, read strictly. Two readers that disagree about an archive are an attack, so anything that could
 * be read in two ways is refused: names that occur twice, entries that overlap, sizes that contradict each other.
 */
import { textOf, uint } from '../bytes'
import { refuse, withPlace } from '../errors'
import type { Bytes, ReadOptions } from '../source'

export interface ZipEntry {
  readonly name: string
  readonly deflated: boolean
  /** Bytes in the file, and bytes after inflating. */
  readonly packed: number
  readonly size: number
  /** From the entry's local header to the next entry's, or to the directory. */
  readonly start: number
  readonly end: number
  /** The local header up to its name's end. */
  readonly headLength: number
}

const END = 0x06054b50
const LOCATOR = 0x07064b50
const END64 = 0x06064b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50
const LOCAL_SIZE = 30
/** An end record with the longest comment, and before it zip64's locator and record. */
const TAIL = 22 + 65535 + 20 + 56

/** Deflate cannot do better than 1032 to 1, real weights hardly reach 2 to 1: beyond this, an archive is a bomb. */
const MAX_RATIO = 16
const MAX_SLACK = 2 ** 26

/** The archive's entries by name, in the order of its directory. */
export async function readDirectory(source: Bytes, options?: ReadOptions): Promise<Map<string, ZipEntry>> {
  try {
    const [count, length, start] = await findDirectory(source, options)
    const bytes = await source.read(start, start + length, options)
    return place(parseDirectory(bytes, count), start, source.size)
  } catch (error) {
    throw withPlace('zip directory', error)
  }
}

/** How many entries, how many bytes, from which byte on. */
async function findDirectory(source: Bytes, options?: ReadOptions): Promise<[number, number, number]> {
  const { size } = source
  const tailStart = Math.max(0, size - TAIL)
  const tail = await source.read(tailStart, size, options)
  let at = tail.length - 22
  while (at >= 0 && !(uint(tail, at, 4) === END && at + 22 + uint(tail, at + 20, 2) === tail.length)) at--
  if (at < 0) refuse(`is not at the end of ${size} bytes: the file was cut`)
  let end = tailStart + at
  let found = [uint(tail, at + 10, 2), uint(tail, at + 12, 4), uint(tail, at + 16, 4)]
  if (at >= 20 && uint(tail, at - 20, 4) === LOCATOR) {
    end = uint(tail, at - 12, 8)
    const record = await source.read(end, end + 56, options)
    if (uint(record, 0, 4) !== END64) refuse(`has no zip64 record at byte ${end}`)
    found = [32, 40, 48].map((field) => uint(record, field, 8))
  }
  const [count, length, start] = found as [number, number, number]
  if (start + length !== end) refuse(`has ${start} + ${length} bytes instead of ${end}: the file was cut`)
  return [count, length, start]
}

type Draft = { -readonly [Key in keyof ZipEntry]: ZipEntry[Key] }

function parseDirectory(bytes: Uint8Array, count: number): Draft[] {
  const entries: Draft[] = []
  let at = 0
  while (entries.length < count) {
    const field = (offset: number, size: number): number => uint(bytes, at + offset, size)
    const nameEnd = at + 46 + field(28, 2)
    const extraEnd = nameEnd + field(30, 2)
    const next = extraEnd + field(32, 2)
    // Beyond the end, fields are NaN, which is not less than anything.
    if (field(0, 4) !== ENTRY || !(next <= bytes.length)) refuse(`has no entry ${entries.length} of ${count}`)
    const name = nameOf(bytes.subarray(at + 46, nameEnd))
    const method = field(10, 2)
    const wide = wideFields(bytes.subarray(nameEnd, extraEnd))
    // A zip64 field holds what did not fit, in this order.
    const [size, packed, start] = [24, 20, 42].map((offset) => {
      const value = field(offset, 4)
      return value < 0xffffffff ? value : (wide.shift() ?? refuse(`'${name}' has no zip64 sizes`))
    }) as [number, number, number]
    if (field(8, 2) & 0x2041 || (method ? method !== 8 : packed !== size))
      refuse(`'${name}' is encrypted, packed by method ${method}, or not of ${size} bytes`)
    entries.push({
      name,
      deflated: method > 0,
      packed,
      size,
      start,
      end: 0,
      headLength: nameEnd - at - 46 + LOCAL_SIZE,
    })
    at = next
  }
  if (at !== bytes.length) refuse(`has more than ${count} entries`)
  return entries
}

/** The numbers of a zip64 extra field, in order. */
function wideFields(extra: Uint8Array): number[] {
  const numbers: number[] = []
  for (let at = 0; at + 4 <= extra.length; at += 4 + uint(extra, at + 2, 2)) {
    const end = Math.min(extra.length, at + 4 + uint(extra, at + 2, 2))
    if (uint(extra, at, 2) === 1) for (let item = at + 4; item + 8 <= end; item += 8) numbers.push(uint(extra, item, 8))
  }
  return numbers
}

/** An entry's name. Nothing is ever unpacked to disk, but a name that tries to climb out says what the archive is. */
function nameOf(bytes: Uint8Array): string {
  const name = textOf(bytes)
  if (/^$|^\/|^[a-z]:|\\|\0|\ufffd|(^|\/)\.\.(\/|$)/i.test(name)) refuse(`'${name}' is no relative path in UTF-8`)
  return name
}

/** Says where each entry ends: at the next one. Refuses overlaps, doubles and bombs. */
function place(entries: readonly Draft[], directory: number, fileSize: number): Map<string, ZipEntry> {
  let end = directory
  let inflated = 0
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  for (const entry of [...entries].sort((a, b) => b.start - a.start)) {
    const { name, start, headLength, packed } = entry
    if (start + headLength + packed > end || byName.get(name) !== entry)
      refuse(`'${name}' is listed twice or overlaps byte ${end}`)
    entry.end = end
    end = start
    if (entry.deflated) inflated += entry.size
  }
  if (inflated > fileSize * MAX_RATIO + MAX_SLACK) refuse(`has ${inflated} bytes in a file of ${fileSize}: a zip bomb`)
  return byName
}

/** Where an entry's data begin, from its local header. Refuses a header that is not the directory's. */
export function dataStart({ name, start, end, headLength, packed, deflated }: ZipEntry, head: Uint8Array): number {
  const begin = headLength + uint(head, 28, 2)
  const same =
    uint(head, 0, 4) === LOCAL &&
    textOf(head.subarray(LOCAL_SIZE, headLength)) === name &&
    uint(head, 8, 2) > 0 === deflated
  if (!same || start + begin + packed > end) refuse(`'${name}' has another header at byte ${start}`)
  return begin
}
