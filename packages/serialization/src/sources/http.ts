import { checkRange, type ReadOptions } from '../source'
import { type HttpOptions, type Part, Remote } from './remote'
import { CopyingSource, MemorySource, type SettledSource } from './source'
import { StreamSource } from './stream'

/** What the first request of a file brings, so that most headers need no second one. */
const FIRST = 2 ** 16
const KEPT = 2 ** 18

/** A file on a web server, read by ranges. */
export class RangeSource extends CopyingSource implements SettledSource {
  /** The last small read: an archive's directory is read in several steps that lie in one place. */
  #last = { start: 0, bytes: new Uint8Array(0) }

  constructor(
    readonly name: string,
    readonly size: number,
    readonly remote: Remote,
    readonly first: Uint8Array,
  ) {
    super()
  }

  async readInto(start: number, target: Uint8Array, options?: ReadOptions): Promise<void> {
    const end = start + target.length
    checkRange(this.size, end)
    const last = this.#last
    if (start >= last.start && end <= last.start + last.bytes.length)
      return target.set(last.bytes.subarray(start - last.start, end - last.start))
    await this.#fetch(start, target, options)
    if (target.length <= KEPT) this.#last = { start, bytes: target.slice() }
  }

  async #fetch(start: number, target: Uint8Array, options?: ReadOptions): Promise<void> {
    const known = this.first.subarray(start, start + target.length)
    target.set(known)
    let filled = known.length
    if (filled === target.length) return
    for await (const chunk of this.remote.chunks(start + filled, start + target.length, undefined, options)) {
      target.set(chunk, filled)
      filled += chunk.length
      options?.onBytes?.(chunk.length)
    }
  }

  override async settle(): Promise<SettledSource> {
    return this
  }
}

/** The file read by ranges; where the server does not know them, all of it as a stream. */
export async function openRanges(
  url: string,
  http: HttpOptions,
  options: ReadOptions,
): Promise<RangeSource | StreamSource | MemorySource> {
  const remote = new Remote(url, http)
  const part = await remote.first(FIRST, options.signal)
  if (remote.size === 0) return new MemorySource(new Uint8Array(0), url)
  if (part.response.status !== 206) return streamOf(remote, part, options)
  const first = new Uint8Array(Math.min(FIRST, remote.size!))
  let filled = 0
  for await (const chunk of remote.chunks(0, first.length, part, options)) {
    first.set(chunk, filled)
    filled += chunk.length
    options.onBytes?.(chunk.length)
  }
  return new RangeSource(url, remote.size!, remote, first)
}

/** The whole file as a stream. */
export async function openStream(url: string, http: HttpOptions, options: ReadOptions): Promise<StreamSource> {
  const remote = new Remote(url, http)
  return streamOf(remote, await remote.first(undefined, options.signal), options)
}

function streamOf(remote: Remote, part: Part, options: ReadOptions): StreamSource {
  const chunks = remote.chunks(0, undefined, part, options.signal ? { signal: options.signal } : {})
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await chunks.return()
    },
  })
  return new StreamSource(stream, remote.url, remote.size)
}
