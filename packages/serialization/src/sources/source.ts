import { refuse } from '../errors'
import { type Bytes, checkRange, type ReadOptions } from '../source'

/** What a checkpoint is loaded from. */
export interface ByteSource extends Omit<Bytes, 'size'> {
  /** What messages call it. */
  readonly name: string
  /** In bytes; undefined for a stream that has not ended and did not say. */
  readonly size: number | undefined
  /** All of it, where it is in memory: views of it are handed out without copying. */
  readonly bytes?: Uint8Array
  /** Fills `target` with the bytes from `start` on. Throws a CheckpointError when there are not that many. */
  readInto(start: number, target: Uint8Array, options?: ReadOptions): Promise<void>
  /** Resolves when random access is possible and `size` is known: a stream reads itself to its end. */
  settle(options?: ReadOptions): Promise<SettledSource>
  /** Bytes before `offset` are not asked for again. */
  discard?(offset: number): void
  close(): Promise<void>
}

export interface SettledSource extends ByteSource {
  readonly size: number
}

/** What `make` gives, or a refusal where the engine has no room for so many bytes, or no array that long. */
export function allocated<T>(length: number, make: (length: number) => T): T {
  try {
    return make(length)
  } catch (error) {
    return refuse(`no memory for ${length} bytes (${(error as Error).message})`, error)
  }
}

export const allocate = (length: number): Uint8Array => allocated(length, () => new Uint8Array(length))

/** A source whose bytes are copied when asked for. */
export abstract class CopyingSource implements ByteSource {
  abstract readonly name: string
  abstract readonly size: number | undefined
  abstract readInto(start: number, target: Uint8Array, options?: ReadOptions): Promise<void>

  async read(start: number, end: number, options?: ReadOptions): Promise<Uint8Array> {
    options?.signal?.throwIfAborted()
    const lead = start % 64
    const target = allocate(lead + end - start).subarray(lead)
    await this.readInto(start, target, options)
    return target
  }

  async settle(_options?: ReadOptions): Promise<SettledSource> {
    return this as SettledSource
  }

  async close(): Promise<void> {}
}

/** Bytes that were given. */
export class MemorySource implements SettledSource {
  constructor(
    readonly bytes: Uint8Array,
    readonly name = 'checkpoint',
  ) {}

  get size(): number {
    return this.bytes.length
  }

  async read(start: number, end: number, options?: ReadOptions): Promise<Uint8Array> {
    options?.signal?.throwIfAborted()
    checkRange(this.size, end)
    return this.bytes.subarray(start, end)
  }

  async readInto(start: number, target: Uint8Array): Promise<void> {
    target.set(await this.read(start, start + target.length))
  }

  async settle(): Promise<SettledSource> {
    return this
  }

  async close(): Promise<void> {}
}
