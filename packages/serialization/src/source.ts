/*
 * Where bytes come from. The readers ask for ranges; what stands behind is memory, a file, a Blob, HTTP or a stream.
 */
import { refuse } from './errors'

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined
  /** Told how many more bytes have arrived from outside. */
  readonly onBytes?: ((count: number) => void) | undefined
  /** Whether these bytes are not asked for again, so that a stream may forget them. */
  readonly once?: boolean | undefined
  /** Gives what stands for a name in a pickle that is no data. Without it, such names are refused. */
  readonly stub?: (() => unknown) | undefined
}

/** Bytes of known length, any part of them at any time. */
export interface Bytes {
  readonly size: number
  /**
   * The bytes from `start` to `end`: a view where they are in memory, else a copy aligned as the file is (to 64 bytes).
   * Throws a CheckpointError when there are not that many.
   */
  read(start: number, end: number, options?: ReadOptions): Promise<Uint8Array>
}

export function checkRange(size: number | undefined, end: number, what = ''): void {
  if (end > size!) refuse(`${what}needs ${end} bytes, but has ${size}: the file was cut`)
}

/** Bytes in memory. */
export const bytesIn = (bytes: Uint8Array): Bytes => ({
  size: bytes.length,
  async read(start, end) {
    checkRange(bytes.length, end)
    return bytes.subarray(start, end)
  },
})
