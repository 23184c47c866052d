import { CheckpointError, refuse } from '../errors'
import { checkRange, type ReadOptions } from '../source'
import { Segments } from './segments'
import { allocate, CopyingSource, MemorySource, type SettledSource } from './source'

/**
 * A stream: bytes come once and in order. What was peeked at is kept until it is discarded; the rest goes straight to where
 * it is wanted. `settle` reads to the end, for formats whose directory is there.
 */
export class StreamSource extends CopyingSource {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  readonly #kept = new Segments()
  #ended = false

  constructor(
    stream: ReadableStream<Uint8Array>,
    readonly name: string,
    /** How many bytes the sender announced. */
    readonly announced?: number,
  ) {
    super()
    this.#reader = stream.getReader()
  }

  get size(): number | undefined {
    return this.#ended ? this.#kept.end : this.announced
  }

  /** Fills `target`. Ranges must be asked for in ascending order, except within what was peeked at. */
  async readInto(start: number, target: Uint8Array, options?: ReadOptions): Promise<void> {
    checkRange(this.size, start + target.length)
    const once = options?.once
    let filled = this.#kept.copy(start, target, once)
    while (filled < target.length) {
      if (once) this.#kept.discard(start)
      const piece = await this.#next(options)
      if (!piece) return this.#cut(start + target.length)
      // By way of the segments, which are freed at once: the stream's own pieces wait for the garbage collector, and the
      // larger buffers are what makes it look.
      this.#kept.append(piece)
      filled += this.#kept.copy(start + filled, target.subarray(filled), once)
    }
  }

  /** Up to `count` bytes from the beginning: fewer only where the stream is shorter. */
  async peek(count: number, options?: ReadOptions): Promise<Uint8Array> {
    while (this.#kept.end < count) {
      const piece = await this.#next(options)
      if (!piece) break
      this.#kept.append(piece)
    }
    const head = new Uint8Array(Math.min(count, this.#kept.end))
    this.#kept.copy(0, head)
    return head
  }

  /** Reads to the end and gives what was read. Nothing may have been discarded before. */
  override async settle(options?: ReadOptions): Promise<SettledSource> {
    // A buffer of the announced size costs nothing until it is filled, and spares copying.
    if (this.announced !== undefined) {
      const all = allocate(this.announced)
      await this.readInto(0, all, { ...options, once: true })
      await this.expectEnd(this.announced, options)
      return new MemorySource(all, this.name)
    }
    for (let piece = await this.#next(options); piece; piece = await this.#next(options)) this.#kept.append(piece)
    return this as SettledSource
  }

  /** Refuses a stream that does not end here. */
  async expectEnd(end: number, options?: ReadOptions): Promise<void> {
    if (this.#kept.end > end || (await this.#next(options)))
      refuse(`the stream goes on after byte ${end}, where it should end`)
  }

  discard(offset: number): void {
    this.#kept.discard(offset)
  }

  override async close(): Promise<void> {
    // A stream that broke was told of when it was read; letting go of it cannot fail.
    await this.#reader.cancel().catch(() => {})
  }

  #cut(wanted: number): never {
    return refuse(`the stream ended after ${this.#kept.end} bytes; ${this.announced ?? wanted} were expected`)
  }

  async #next({ signal, onBytes }: ReadOptions = {}): Promise<Uint8Array | undefined> {
    if (this.#ended) return undefined
    signal?.throwIfAborted()
    const abort = () => void this.#reader.cancel(signal?.reason).catch(() => {})
    signal?.addEventListener('abort', abort)
    try {
      for (;;) {
        const { done, value } = await this.#reader.read()
        signal?.throwIfAborted()
        if (done) {
          this.#ended = true
          return undefined
        }
        if (!(value instanceof Uint8Array))
          refuse(`a stream of ${typeof value} was given; a stream of Uint8Array was expected`)
        onBytes?.(value.length)
        if (value.length) return value
      }
    } catch (error) {
      if (signal?.aborted || error instanceof CheckpointError) throw error
      throw new CheckpointError(`the stream broke after ${this.#kept.end} bytes (${(error as Error)?.message})`, {
        cause: error,
      })
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }
}
