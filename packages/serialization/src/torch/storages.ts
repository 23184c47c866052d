import { refuse } from '../errors'
import { isCount } from '../shapes'
import type { ReadOptions } from '../source'
import { Global, itemsOf, kindOf, StorageRef } from './values'

/**
 * The storages that a pickle names, by key. A pickle does not hold a tensor's elements; it has a persistent id in their
 * place: ('storage', type, key, location, numel), and in the legacy format the part of the storage that is meant.
 */
export class Storages {
  readonly byKey = new Map<string, StorageRef>()

  /** `stub` is what stands for names that are no data, where they are not refused. */
  constructor(readonly stub?: ReadOptions['stub']) {}

  /** The storage that a persistent id means. The location (cpu, cuda:0) does not matter: tensors go where `load` is told. */
  resolve(id: unknown): StorageRef {
    const [kind, type, key, , numel, view] = itemsOf(id)
    if (kind !== 'storage') refuse(`expects a storage, not ${kindOf(kind)}`, { asked: kind })
    if (!(type instanceof Global && type.storage) || !isCount(numel))
      refuse(`has a storage of ${kindOf(numel)} ${kindOf(type)}`)
    const made = new StorageRef(String(key), type.storage, numel)
    const whole = this.byKey.get(made.key) ?? made
    if (whole.byteLength !== made.byteLength || whole.type !== made.type)
      refuse(
        `storage '${made.key}' has ${made.byteLength} bytes of ${made.type}, elsewhere ${whole.byteLength} of ${whole.type}`,
      )
    this.byKey.set(made.key, whole)
    if (!view) return whole
    // (key, offset, size): how files from before PyTorch 0.4 name a part of a storage.
    const [, offset, size] = itemsOf(view)
    if (!isCount(offset) || !isCount(size) || offset + size > numel)
      refuse(`has elements ${kindOf(offset)} + ${kindOf(size)} of a storage of ${numel}`)
    return new StorageRef(whole.key, whole.type, numel, offset, size)
  }
}
