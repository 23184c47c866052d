import { checkRange, type ReadOptions } from '../source'
import { CopyingSource } from './source'

const SLICE = 8 * 2 ** 20

/** A Blob or a File: what an <input> or a drop gives. */
export class BlobSource extends CopyingSource {
  readonly name: string

  constructor(readonly blob: Blob) {
    super()
    this.name = 'name' in blob && typeof blob.name === 'string' ? blob.name : 'blob'
  }

  get size(): number {
    return this.blob.size
  }

  async readInto(start: number, target: Uint8Array, options?: ReadOptions): Promise<void> {
    checkRange(this.size, start + target.length)
    for (let filled = 0; filled < target.length; filled += SLICE) {
      options?.signal?.throwIfAborted()
      const end = Math.min(target.length, filled + SLICE)
      target.set(new Uint8Array(await this.blob.slice(start + filled, start + end).arrayBuffer()), filled)
      options?.onBytes?.(end - filled)
    }
  }
}
