import { asBytes } from '../bytes'
import { arrayOf } from '../dtypes'
import { elementsOf } from '../elements'
import { refuse } from '../errors'
import { type StorageData, type StorageRecord, TensorData } from '../records'
import { bytesIn } from '../source'
import { readDirectory } from '../zip/directory'
import { readArchive } from './archive'
import { isPickle, readLegacy } from './legacy'
import { toPlain } from './plain'

/**
 * What a file of `torch.save` holds, in the zip or the legacy format: dicts as objects, lists and tuples as arrays, sets as Set,
 * ints beyond 2^53 as bigints, and a TensorData for each tensor. Tensors that share memory share their `storage`, and where
 * alignment allows it, memory is shared with `bytes`.
 * Nothing is executed. Throws CheckpointError for whatever is not tensors and plain data, says where, and what it was.
 */
export async function decode(bytes: Uint8Array | ArrayBuffer): Promise<unknown> {
  const file = asBytes(bytes)
  const source = bytesIn(file)
  const objects = isZip(file)
    ? await readArchive(source, await readDirectory(source))
    : isPickle(file)
      ? await readLegacy(source)
      : refuse('is neither zip archive nor pickle')
  const storages = new Map<StorageRecord, { dtype: StorageData['dtype']; data: StorageData['data'] }>()
  const root = toPlain(objects.value, ({ dtype, shape, strides, offset, storage }) => {
    const record = objects.record(storage, dtype)
    const data = storages.get(record) ?? { dtype, data: new Uint8Array(0) }
    storages.set(record, data)
    return new TensorData(dtype, shape, strides, offset, data)
  })
  for (const [record, storage] of storages)
    storage.data = arrayOf(storage.dtype, await elementsOf(record, file.subarray(record.start, record.end), true))
  return root
}

export const isZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4
