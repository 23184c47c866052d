import { refuse } from '../errors'
import { nodeModule } from '../node-module'
import type { ReadOptions } from '../source'

/**
 * Inflates raw deflate data to exactly `size` bytes. The size is held to: inflating stops at the first byte beyond it.
 * With `prefix`, more may follow, and is left alone.
 */
export async function inflate(
  data: Uint8Array,
  size: number,
  options?: ReadOptions,
  prefix = false,
): Promise<Uint8Array> {
  const out = new Uint8Array(size)
  const signal = options?.signal
  const reader = (await inflated(data)).getReader()
  let filled = 0
  try {
    // One byte beyond the size is enough to know that there are too many.
    while (prefix ? filled < size : filled <= size) {
      const { value } = await reader.read()
      signal?.throwIfAborted()
      if (!value) break
      out.set(value.subarray(0, size - filled), filled)
      filled += value.length
    }
  } catch (error) {
    signal?.throwIfAborted()
    refuse('does not inflate', error)
  } finally {
    // What went wrong above is what matters; cancelling only lets go of the rest.
    reader.cancel().catch(() => {})
  }
  if (prefix ? filled < size : filled !== size) refuse(`inflates to ${filled} bytes instead of ${size}`)
  return out
}

async function inflated(data: Uint8Array): Promise<ReadableStream<Uint8Array>> {
  // A Blob gives its bytes in pieces, at the pace at which they are taken.
  return new Blob([data as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough((await inflater()) as ReadableWritablePair<Uint8Array, Uint8Array>)
}

async function inflater(): Promise<unknown> {
  try {
    return new DecompressionStream('deflate-raw')
  } catch {
    // Node knows 'deflate-raw' from 20.12 on; before that, its zlib does.
    return (await nodeModule('stream')).Duplex.toWeb((await nodeModule('zlib')).createInflateRaw())
  }
}
