import { refuse, withPlace } from '../errors'
import { type StorageRecord, type TensorRecord, TensorRef } from '../records'
import type { Bytes, ReadOptions } from '../source'
import { dataStart, type ZipEntry } from '../zip/directory'
import { entryRecord } from '../zip/entry'
import { inflate } from '../zip/inflate'
import { MAX_HEAD, type NpyHeader, parseNpyHeader } from './header'

/** What `np.savez` calls an array that was given no name; a lone .npy file has none either. */
const NAMELESS = 'arr_0'

const tensorOf = ({ dtype, shape, strides }: NpyHeader, storage: StorageRecord): TensorRecord =>
  new TensorRef(dtype, shape, strides, 0, storage)

export async function readNpyRecord(source: Bytes, options?: ReadOptions): Promise<Record<string, TensorRecord>> {
  const header = parseNpyHeader(await source.read(0, Math.min(MAX_HEAD, source.size), options))
  const { dtype, bigEndian, dataStart, byteLength } = header
  const end = dataStart + byteLength
  if (end !== source.size) refuse(`by its header the .npy file should have ${end} bytes, but it has ${source.size}`)
  return {
    [NAMELESS]: tensorOf(header, {
      name: NAMELESS,
      dtype,
      byteLength,
      start: dataStart,
      end,
      dataStart: () => 0,
      bigEndian,
    }),
  }
}

export async function readNpzRecords(
  source: Bytes,
  entries: ReadonlyMap<string, ZipEntry>,
  options?: ReadOptions,
): Promise<Record<string, TensorRecord>> {
  const tensors: Record<string, TensorRecord> = {}
  for (const entry of entries.values()) {
    const name = entry.name.replace(/\.npy$/, '')
    if (name === '__proto__') refuse("no array can be called '__proto__'")
    try {
      const header = parseNpyHeader(await beginningOf(source, entry, options))
      const size = header.dataStart + header.byteLength
      if (size !== entry.size) refuse(`by its header it should have ${size} bytes, but it has ${entry.size}`)
      tensors[name] = tensorOf(header, entryRecord(entry, header.dtype, header.bigEndian, header.dataStart))
    } catch (error) {
      throw withPlace(`array '${entry.name}'`, error)
    }
  }
  return tensors
}

/** As much of an entry as holds any header. */
async function beginningOf(source: Bytes, entry: ZipEntry, options?: ReadOptions): Promise<Uint8Array> {
  const head = await source.read(entry.start, entry.start + entry.headLength, options)
  const start = entry.start + dataStart(entry, head)
  const size = Math.min(entry.size, MAX_HEAD)
  if (!entry.deflated) return source.read(start, start + size, options)
  // Deflate enlarges nothing by more than this: so much packed data is enough.
  const packed = await source.read(start, start + Math.min(entry.packed, size + 1024), options)
  return inflate(packed, size, options, size < entry.size)
}
