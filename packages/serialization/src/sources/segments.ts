const SEGMENT = 4 * 2 ** 20

/** ES2024's resizable buffers, which the TypeScript library of ES2022 does not know yet. */
interface Resizable {
  resize?(length: number): void
}

interface Segment {
  readonly start: number
  readonly buffer: ArrayBuffer
  length: number
}

function newBuffer(): ArrayBuffer {
  const options = { maxByteLength: SEGMENT }
  return new (ArrayBuffer as new (length: number, options?: object) => ArrayBuffer)(SEGMENT, options)
}

/**
 * Bytes of unknown length in pieces of 4 MB that can be let go from the front. A piece is given back to the system at once
 * where buffers can be resized: waiting for the garbage collector would hold a large file twice.
 */
export class Segments {
  #segments: Segment[] = []
  #end = 0

  /** One past the last byte. */
  get end(): number {
    return this.#end
  }

  append(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; ) {
      let last = this.#segments.at(-1)
      if (!last || last.length === SEGMENT) {
        last = { start: this.#end, buffer: newBuffer(), length: 0 }
        this.#segments.push(last)
      }
      const part = piece.subarray(at, at + SEGMENT - last.length)
      new Uint8Array(last.buffer, last.length, part.length).set(part)
      last.length += part.length
      this.#end += part.length
      at += part.length
    }
  }

  /** Fills as much of `target` as there is from `start` on. Gives how many bytes that was. With `once`, lets go of them. */
  copy(start: number, target: Uint8Array, once = false): number {
    const end = Math.min(start + target.length, this.#end)
    if (start < (this.#segments[0]?.start ?? this.#end)) throw new RangeError('these bytes were let go')
    for (const segment of [...this.#segments]) {
      const from = Math.max(start, segment.start)
      const to = Math.min(end, segment.start + segment.length)
      if (from < to) target.set(new Uint8Array(segment.buffer, from - segment.start, to - from), from - start)
      if (once) this.discard(to)
    }
    return Math.max(0, end - start)
  }

  /** Lets go of the full pieces that lie before `offset`. */
  discard(offset: number): void {
    for (
      let [first] = this.#segments;
      first?.length === SEGMENT && first.start + SEGMENT <= offset;
      [first] = this.#segments
    ) {
      this.#segments.shift()
      ;(first.buffer as Resizable).resize?.(0)
    }
  }
}
