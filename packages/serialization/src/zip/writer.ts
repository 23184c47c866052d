import { utf8 } from '../bytes'
import { platformCrc32 } from './crc32'

/** One file of an archive to be written. Its bytes are asked for when their turn has come. */
export interface ZipPart {
  readonly name: string
  readonly size: number
  read(): Uint8Array | Promise<Uint8Array>
}

const WIDE = 0xffffffff
/** PyTorch pads with an extra field of this id, so that storages can be mapped into memory. */
const PADDING = 0x4246
const ALIGNMENT = 64

/** Little-endian fields of `size` bytes each. */
const fields = (size: number, ...values: number[]): number[] =>
  // Division, not shifts: the wide ones have more than 32 bits.
  values.flatMap((value) => Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256))

type Written = [name: Uint8Array, size: number, crc: number, start: number]

/**
 * The archive, piece by piece: entries stored as they are, data aligned to 64 bytes, sizes in front.
 */
export async function* writeZip(parts: Iterable<ZipPart>): AsyncGenerator<Uint8Array, void> {
  const written: Written[] = []
  const checksum = platformCrc32()
  let at = 0
  for (const { name, size, read } of parts) {
    const content = await read()
    if (content.length !== size) throw new RangeError(`'${name}' has ${content.length} bytes instead of ${size}`)
    const entry: Written = [utf8(name), size, checksum(content), at]
    const header = headerOf(entry, false)
    yield Uint8Array.from(header)
    yield content
    at += header.length + size
    written.push(entry)
  }
  yield Uint8Array.from(directory(written, at))
}

/** An entry's header, in front of its data or in the directory. They differ in a few fields. */
function headerOf([name, size, crc, start]: Written, inDirectory: boolean): number[] {
  const wide = [...(size < WIDE ? [] : [size, size]), ...(inDirectory && start >= WIDE ? [start] : [])]
  const extra = wide.length ? [...fields(2, 1, wide.length * 8), ...fields(8, ...wide)] : []
  if (!inDirectory) {
    const padding = -(start + 34 + name.length + extra.length) & (ALIGNMENT - 1)
    extra.push(...fields(2, PADDING, padding), ...new Array<number>(padding).fill(90))
  }
  const small = Math.min(size, WIDE)
  // Names are UTF-8; the date is 1980-01-01, so that the same tensors give the same bytes.
  const common = [
    ...fields(2, 45, 2048, 0, 0, 33),
    ...fields(4, crc, small, small),
    ...fields(2, name.length, extra.length),
  ]
  const head = inDirectory
    ? [
        ...fields(4, 0x02014b50),
        ...fields(2, 45),
        ...common,
        ...fields(2, 0, 0, 0),
        ...fields(4, 0, Math.min(start, WIDE)),
      ]
    : [...fields(4, 0x04034b50), ...common]
  return [...head, ...name, ...extra]
}

/** The directory and its end records: as PyTorch does, zip64's too, whether they are needed or not. */
function directory(entries: readonly Written[], start: number): number[] {
  const all = entries.flatMap((entry) => headerOf(entry, true))
  const { length } = all
  const count = entries.length
  const few = Math.min(count, 0xffff)
  return [
    ...all,
    ...fields(4, 0x06064b50, 44, 0, 0x2d002d, 0, 0),
    ...fields(8, count, count, length, start),
    ...fields(4, 0x07064b50, 0),
    ...fields(8, start + length),
    ...fields(4, 1, 0x06054b50, 0),
    ...fields(2, few, few),
    ...fields(4, length, Math.min(start, WIDE)),
    ...fields(2, 0),
  ]
}
