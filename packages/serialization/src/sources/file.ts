import type { FileHandle } from 'node:fs/promises'
import { CheckpointError, refuse } from '../errors'
import { nodeModule } from '../node-module'
import { checkRange, type ReadOptions } from '../source'
import { CopyingSource } from './source'

/** One read at most: progress is told and an abort is heard this often. */
const SLICE = 8 * 2 ** 20

/** A file, read by position. */
export class FileSource extends CopyingSource {
  private constructor(
    readonly name: string,
    readonly size: number,
    readonly handle: FileHandle,
  ) {
    super()
  }

  static async open(path: string | URL): Promise<FileSource> {
    const { open } = await nodeModule('fs/promises')
    let handle: FileHandle
    try {
      handle = await open(path, 'r')
    } catch (error) {
      throw new CheckpointError(`${path}: cannot be opened (${(error as NodeJS.ErrnoException).code ?? error})`, {
        cause: error,
      })
    }
    const stat = await handle.stat()
    if (stat.isFile()) return new FileSource(String(path), stat.size, handle)
    await handle.close()
    return refuse(`${path}: is ${stat.isDirectory() ? 'a folder' : 'no regular file'}, a checkpoint file was expected`)
  }

  async readInto(start: number, target: Uint8Array, options?: ReadOptions): Promise<void> {
    checkRange(this.size, start + target.length)
    let filled = 0
    while (filled < target.length) {
      options?.signal?.throwIfAborted()
      const { bytesRead } = await this.handle.read(
        target,
        filled,
        Math.min(SLICE, target.length - filled),
        start + filled,
      )
      if (bytesRead === 0) refuse(`the file ended at byte ${start + filled} while it was read; it had ${this.size}`)
      filled += bytesRead
      options?.onBytes?.(bytesRead)
    }
  }

  override async close(): Promise<void> {
    await this.handle.close()
  }
}
