import type { StoredDType } from '../dtypes'
import { elementsOf } from '../elements'
import { refuse } from '../errors'
import type { StorageRecord } from '../records'
import type { Bytes, ReadOptions } from '../source'
import { dataStart, type ZipEntry } from './directory'

/** The entry as a storage of `dtype`, less its first `skip` bytes (an array's own header). */
export const entryRecord = (entry: ZipEntry, dtype: StoredDType, bigEndian: boolean, skip = 0): StorageRecord => ({
  name: entry.name,
  dtype,
  byteLength: entry.size - skip,
  start: entry.start,
  end: entry.end,
  dataStart: (head) => dataStart(entry, head) + (entry.deflated ? 0 : skip),
  bigEndian,
  deflated: entry.deflated ? { length: entry.packed, skip } : undefined,
})

/** A pickle is not larger than this unless it is stored as it is. */
const MAX_INFLATED = 2 ** 26

/** A whole entry's content, inflated if need be. */
export async function readEntry(source: Bytes, entry: ZipEntry, options?: ReadOptions): Promise<Uint8Array> {
  if (entry.deflated && entry.size > MAX_INFLATED) refuse(`'${entry.name}' has ${entry.size} bytes: a zip bomb`)
  return elementsOf(
    entryRecord(entry, 'uint8', false),
    await source.read(entry.start, entry.end, options),
    true,
    options,
  )
}
