import { CheckpointError, refuse } from './errors'
import { nodeModule } from './node-module'

/** Where a checkpoint can go: a path or file URL (Node, Deno, Bun), or a stream that takes bytes. */
export type Target = string | URL | WritableStream<Uint8Array>

export interface WriteOptions {
  readonly signal?: AbortSignal | undefined
  readonly onBytes?: ((count: number) => void) | undefined
}

/** Writes the pieces to the stream and closes it; on an error, aborts it. */
export async function writeToStream(
  stream: WritableStream<Uint8Array>,
  pieces: AsyncIterable<Uint8Array>,
  options: WriteOptions,
): Promise<void> {
  const writer = stream.getWriter()
  try {
    for await (const piece of pieces) {
      options.signal?.throwIfAborted()
      await writer.ready
      await writer.write(piece)
      options.onBytes?.(piece.length)
    }
    await writer.close()
  } catch (error) {
    await writer.abort(error).catch(() => {})
    throw error
  }
}

let serial = 0

/**
 * Writes the pieces to a file beside `target`, has the system put them on the disk, and renames it over `target`: whatever
 * happens on the way, what was there is whole until the new file is.
 */
export async function writeToFile(
  target: string | URL,
  pieces: AsyncIterable<Uint8Array>,
  options: WriteOptions,
): Promise<void> {
  const { open, realpath, rename, stat, unlink } = await nodeModule('fs/promises')
  const path = await filePath(target, realpath)
  const beside = `${path}.${process.pid}-${Date.now().toString(36)}-${serial++}.tmp`
  // The new file may be read and written by those who could the old one.
  const mode = await stat(path).then(
    (old) => old.mode & 0o777,
    () => 0o666,
  )
  try {
    const file = await open(beside, 'wx', mode)
    try {
      for await (const piece of pieces) {
        options.signal?.throwIfAborted()
        await file.writeFile(piece)
        options.onBytes?.(piece.length)
      }
      await file.sync()
    } finally {
      await file.close()
    }
    options.signal?.throwIfAborted()
    await rename(beside, path)
  } catch (error) {
    await unlink(beside).catch(() => {})
    if (error instanceof CheckpointError || options.signal?.aborted || !(error as NodeJS.ErrnoException).code)
      throw error
    throw new CheckpointError(`${path}: cannot be written (${(error as NodeJS.ErrnoException).code})`, { cause: error })
  }
}

/** The file that the path means: a link is followed, so that it goes on pointing where it did. */
async function filePath(target: string | URL, realpath: (path: string) => Promise<string>): Promise<string> {
  const { fileURLToPath } = await nodeModule('url')
  const text = String(target)
  if (/^https?:/i.test(text)) refuse(`${text}: a checkpoint is saved to a file or a stream, not to a web address`)
  const path = /^file:/i.test(text) ? fileURLToPath(text) : text
  return realpath(path).catch(() => path)
}
