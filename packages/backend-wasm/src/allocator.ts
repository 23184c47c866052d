/*
 * Who has which part of the linear memory. Free blocks lie in lists by size (two levels, as in Masmano's TLSF: the power of two, and
 * which eighth of it), so that taking one and giving it back cost the same however many there are; neighbours that are free become
 * one at once. Everything is aligned to 64 bytes, a line of the cache.
 *
 * What it knows of its blocks stands in JavaScript's objects and not in the memory: no kernel can destroy it.
 */

export const ALIGNMENT = 64
/** What 32-bit addresses reach. */
const MOST = 2 ** 32

/** A range of the memory, in use or free, between its neighbours. */
export interface Block {
  address: number
  size: number
  free: boolean
  below: Block | undefined
  above: Block | undefined
  /** The other blocks of its list, where it is free. */
  previous: Block | undefined
  next: Block | undefined
}

/** Each power of two has this many lists; the first of them holds what is shorter than as many lines. */
const STEPS = 8
const STEP_BITS = 3
/** Of 4 GiB in lines of 64 bytes. */
const POWERS = 26 - STEP_BITS + 2

const lowestBit = (bits: number): number => 31 - Math.clz32(bits & -bits)

/** The list of free blocks of so many lines. */
function listOf(lines: number): number {
  if (lines < STEPS) return lines
  const power = 31 - Math.clz32(lines)
  return (power - STEP_BITS) * STEPS + (lines >>> (power - STEP_BITS))
}

/** The first list whose blocks are all large enough. */
function searchFrom(lines: number): number {
  if (lines < STEPS) return lines
  const power = 31 - Math.clz32(lines)
  return listOf(lines + (1 << (power - STEP_BITS)) - 1)
}

export const roundUp = (bytes: number): number => Math.max(1, Math.ceil(bytes / ALIGNMENT)) * ALIGNMENT

export class Allocator {
  readonly #lists = new Array<Block | undefined>(POWERS * STEPS).fill(undefined)
  /** Which of the powers of two have free blocks, and which of their lists. */
  #powers = 0
  readonly #steps = new Uint8Array(POWERS)
  /** The block that ends where the memory ends. */
  #last: Block | undefined
  #end: number
  readonly #grow: (end: number) => number
  /** Bytes in use. */
  used = 0

  /** `grow` makes the memory reach `end` at least and says where it ends then; where it cannot, it says where it ends now. */
  constructor(start: number, grow: (end: number) => number) {
    this.#end = Math.ceil(start / ALIGNMENT) * ALIGNMENT
    this.#grow = grow
  }

  /** A block of at least `bytes` bytes; undefined where the memory does not grow so far. */
  take(bytes: number): Block | undefined {
    const size = roundUp(bytes)
    if (size > MOST) return undefined
    const block = this.#find(size) ?? this.#extend(size)
    if (!block) return undefined
    this.#unlink(block)
    this.#split(block, size)
    this.used += block.size
    return block
  }

  give(block: Block): void {
    this.used -= block.size
    let whole = block
    const { below, above } = block
    if (below?.free) {
      this.#unlink(below)
      this.#join(below, block)
      whole = below
    }
    if (above?.free) {
      this.#unlink(above)
      this.#join(whole, above)
    }
    this.#link(whole)
  }

  #find(size: number): Block | undefined {
    const lines = size / ALIGNMENT
    const from = searchFrom(lines)
    let power = from >>> STEP_BITS
    let steps = this.#steps[power]! & (-1 << (from & (STEPS - 1)))
    if (steps === 0) {
      const powers = this.#powers & (-1 << (power + 1))
      if (powers === 0) return this.#findAmong(listOf(lines), size)
      power = lowestBit(powers)
      steps = this.#steps[power]!
    }
    return this.#lists[power * STEPS + lowestBit(steps)]
  }

  /** The list before holds blocks that may be too small, and perhaps the only one that fits. */
  #findAmong(list: number, size: number): Block | undefined {
    for (let found = this.#lists[list]; found; found = found.next) if (found.size >= size) return found
    return undefined
  }

  /** A free block at the end of the memory, which grows for it. */
  #extend(size: number): Block | undefined {
    const last = this.#last
    const begins = last?.free ? last.address : this.#end
    const end = this.#grow(begins + size)
    if (end < begins + size) return undefined
    if (last?.free) {
      this.#unlink(last)
      last.size = end - begins
      this.#end = end
      this.#link(last)
      return last
    }
    const { block } = this.#append(end)
    return block
  }

  #append(end: number): { block: Block } {
    const block = newBlock(this.#end, end - this.#end, this.#last, undefined)
    if (this.#last) this.#last.above = block
    this.#last = block
    this.#end = end
    this.#link(block)
    return { block }
  }

  /** Leaves `size` bytes to a block that is in no list; what is left over is free. */
  #split(block: Block, size: number): void {
    const left = block.size - size
    if (left === 0) return
    const rest = newBlock(block.address + size, left, block, block.above)
    if (block.above) block.above.below = rest
    else this.#last = rest
    block.above = rest
    block.size = size
    this.#link(rest)
  }

  #join(block: Block, above: Block): void {
    block.size += above.size
    block.above = above.above
    if (above.above) above.above.below = block
    else this.#last = block
  }

  #link(block: Block): void {
    const list = listOf(block.size / ALIGNMENT)
    const first = this.#lists[list]
    block.free = true
    block.previous = undefined
    block.next = first
    if (first) first.previous = block
    this.#lists[list] = block
    this.#powers |= 1 << (list >>> STEP_BITS)
    this.#steps[list >>> STEP_BITS]! |= 1 << (list & (STEPS - 1))
  }

  #unlink(block: Block): void {
    const { previous, next } = block
    block.free = false
    if (next) next.previous = previous
    if (previous) {
      previous.next = next
      return
    }
    const list = listOf(block.size / ALIGNMENT)
    this.#lists[list] = next
    if (next) return
    const power = list >>> STEP_BITS
    this.#steps[power]! &= ~(1 << (list & (STEPS - 1)))
    if (this.#steps[power] === 0) this.#powers &= ~(1 << power)
  }
}

const newBlock = (address: number, size: number, below: Block | undefined, above: Block | undefined): Block => ({
  address,
  size,
  free: false,
  below,
  above,
  previous: undefined,
  next: undefined,
})
