/*
 * PyTorch's file format since 1.6: a zip archive with one folder, in it data.pkl (the objects), data/0, data/1 … (the storages),
 * byteorder and version.
 */
import { textOf } from '../bytes'
import type { StoredDType } from '../dtypes'
import { refuse } from '../errors'
import type { StorageRecord } from '../records'
import type { Bytes, ReadOptions } from '../source'
import type { ZipEntry } from '../zip/directory'
import { entryRecord, readEntry } from '../zip/entry'
import { Storages } from './storages'
import { unpickle } from './unpickle'
import type { StorageRef } from './values'

/** What a file of PyTorch's holds: the unpickled value, and where to find the storages it names. */
export interface Objects {
  readonly value: unknown
  /** The storage's place in the file. An untyped storage is of the dtype that the tensor takes it for. */
  record(storage: StorageRef, dtype: StoredDType): StorageRecord
}

const PICKLE = /^([^/]+\/)?data\.pkl$/

export const isTorchArchive = (entries: ReadonlyMap<string, ZipEntry>): boolean =>
  [...entries.keys()].some((name) => PICKLE.test(name))

export async function readArchive(
  source: Bytes,
  entries: ReadonlyMap<string, ZipEntry>,
  options?: ReadOptions,
): Promise<Objects> {
  const [pickle, ...more] = [...entries.values()].filter(({ name }) => PICKLE.test(name))
  if (!pickle || more.length) refuse(`has ${more.length ? 'several' : 'no'} data.pkl`)
  const folder = pickle.name.slice(0, -'data.pkl'.length)
  const storages = new Storages(options?.stub)
  const [value] = unpickle(await readEntry(source, pickle, options), storages, pickle.name)
  const byteorder = entries.get(`${folder}byteorder`)
  const order = byteorder ? textOf(await readEntry(source, byteorder, options)) : 'little'
  if (order !== 'little' && order !== 'big') refuse(`has byteorder '${order.slice(0, 9)}'`)
  const records = new Map<string, StorageRecord>()
  return {
    value,
    record({ key, byteLength }, dtype) {
      const entry = entries.get(`${folder}data/${key}`)
      if (entry?.size !== byteLength)
        refuse(`storage ${folder}data/${key} has ${entry?.size ?? 'no'} bytes instead of ${byteLength}`)
      const id = `${dtype}/${key}`
      const record = records.get(id) ?? entryRecord(entry, dtype, order === 'big')
      records.set(id, record)
      return record
    },
  }
}
