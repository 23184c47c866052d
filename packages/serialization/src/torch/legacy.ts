/*
 * PyTorch's file format until 1.5 (and later with _use_new_zipfile_serialization=False): a pickled magic number, protocol
 * version and machine description, the pickled objects, the pickled list of storage keys; then, for each key in turn, a 64-bit
 * count of elements and the elements. They are little-endian whatever machine wrote them.
 */
import { uint } from '../bytes'
import { refuse } from '../errors'
import type { StorageRecord } from '../records'
import { type Bytes, checkRange, type ReadOptions } from '../source'
import type { Objects } from './archive'
import { Storages } from './storages'
import { unpickle } from './unpickle'

const MAGIC = 0x1950a86a20f9469cfc6cn
const PROTOCOL = 1001
const COUNT_BYTES = 8
const WINDOW = 2 ** 18

/** A pickle of protocol 2 or later. Which one it is turns out when it is read. */
export const isPickle = (head: Uint8Array): boolean => head[0] === 0x80 && head[1]! > 1 && head[1]! < 6

export async function readLegacy(source: Bytes, options?: ReadOptions): Promise<Objects> {
  const { size } = source
  const storages = new Storages(options?.stub)
  const values: unknown[] = []
  let at = 0
  // Each pickle is read through a window on the file that grows until it fits.
  for (let window = WINDOW; values.length < 5; ) {
    const stop = Math.min(size, at + window)
    const bytes = await source.read(at, stop, options)
    try {
      const [value, end] = unpickle(bytes, storages, `pickle ${values.length + 1} from byte ${at} on`, stop === size)
      if (values.push(value) === 1 && value !== MAGIC) refuse('is a pickle, but not one of torch.save')
      at += end
    } catch (error) {
      if (!(error instanceof RangeError) || stop === size) throw error
      window *= 4
    }
  }
  const [, protocol, , value, keys] = values
  if (protocol !== PROTOCOL || !Array.isArray(keys)) refuse(`has protocol ${protocol} instead of ${PROTOCOL}`)
  const records = new Map<string, StorageRecord>()
  for (const key of keys.map(String)) {
    const name = `storage '${key}'`
    const storage = storages.byKey.get(key)
    if (!storage || records.has(key)) refuse(`${name} has no tensor or is listed twice`)
    const { byteLength, dtype, unit } = storage
    const start = at
    const end = start + COUNT_BYTES + byteLength
    checkRange(size, end, `${name} `)
    const dataStart = (head: Uint8Array): number => {
      const count = uint(head, 0, 8)
      return count * unit === byteLength
        ? COUNT_BYTES
        : refuse(`${name} has ${count} elements instead of ${byteLength / unit}`)
    }
    records.set(key, { name, dtype, byteLength, start, end, dataStart })
    at = end
  }
  return { value, record: ({ key }) => records.get(key) ?? refuse(`storage '${key}' is not listed`) }
}
