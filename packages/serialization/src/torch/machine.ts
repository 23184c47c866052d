import { textOf, uint } from '../bytes'
import { refuse } from '../errors'
import { checkRange } from '../source'
import type { Storages } from './storages'
import { type Call, itemsOf, kindOf } from './values'

/** A tensor takes nine objects: room for 230,000 tensors, and at most some 100 MB for a hostile file's empty lists. */
const MAX_OBJECTS = 2 ** 21
/** A longer integer is in nobody's checkpoint, and digits take time that grows with their square. */
const MAX_INTEGER = 4096
const MAX_LINE = 65536

/**
 * What a pickle's instructions work on: the bytes they are in, a stack of values with marks, a memo, and what was built so far.
 *
 * A length beyond the end of the bytes is refused before anything is allocated; where the file goes on after the bytes at hand,
 * it is a RangeError. What lies below the last mark of the stack is out of reach.
 */
export class Machine {
  at = 0
  readonly items: unknown[] = []
  readonly marks: number[] = []
  readonly memo = new Map<number, unknown>()
  #objects = 0
  /** Items that calls may still take: arguments can be shared among calls, so what is made of them must be counted. */
  room: number

  /** `complete` is false where the file goes on after `all`. */
  constructor(
    readonly all: Uint8Array,
    readonly complete: boolean,
    readonly storages: Storages,
  ) {
    this.room = 2 * all.length
  }

  /** Goes past the next bytes. Gives where they begin. */
  skip(count: number): number {
    const start = this.at
    this.at += count
    if (this.at <= this.all.length) return start
    if (!this.complete) throw new RangeError('more bytes are needed')
    checkRange(this.all.length - start, count)
    return start
  }

  /** The next bytes: a view. */
  bytes(count: number): Uint8Array {
    return this.all.subarray(this.skip(count), this.at)
  }

  /** An unsigned integer of this many bytes. */
  count(size: number): number {
    return uint(this.all, this.skip(size), size)
  }

  /** Python writes floats big-endian. */
  float(): number {
    return new DataView(this.bytes(8).slice().buffer).getFloat64(0)
  }

  /** UTF-8. Lone surrogates, which Python can write, become the replacement character. */
  text(count: number): string {
    return textOf(this.bytes(count))
  }

  /** Up to the next line feed, which is taken too. */
  line(): string {
    const length = this.all.subarray(this.at, this.at + MAX_LINE).indexOf(10)
    return this.text(length < 0 ? MAX_LINE : length + 1).slice(0, -1)
  }

  /** A two's complement integer, least byte first: a number where that is exact. */
  integer(count: number): number | bigint {
    if (count > MAX_INTEGER) refuse(`has an integer of ${count} bytes`)
    let hex = '0x0'
    for (const byte of this.bytes(count).slice().reverse()) hex += byte.toString(16).padStart(2, '0')
    const value = BigInt.asIntN(count * 8, BigInt(hex))
    return Number.isSafeInteger(Number(value)) ? Number(value) : value
  }

  push(value: unknown): void {
    if (this.room < 0 || (typeof value === 'object' && ++this.#objects > MAX_OBJECTS))
      refuse('builds too much for its size')
    this.items.push(value)
  }

  /** The last `count` values, taken off. */
  take(count: number): unknown[] {
    if (this.items.length - count < (this.marks.at(-1) ?? 0)) refuse('expects a value')
    return this.items.splice(this.items.length - count)
  }

  /** The values since the last mark, taken off with it. */
  group(): unknown[] {
    return this.items.splice(this.marks.pop() ?? refuse('expects a group'))
  }

  /** The topmost value. */
  top(): unknown {
    const [value] = this.take(1)
    this.items.push(value)
    return value
  }

  topAs<T>(Type: new (...args: never[]) => T): T {
    const value = this.top()
    // What was skipped, which alone has a `build`, passes for anything.
    return value instanceof Type || (value as { build?: unknown } | null)?.build
      ? (value as T)
      : refuse(`expects a ${Type.name}, not ${kindOf(value)}`)
  }

  /** What was stored in the memo. */
  recall(index: number): unknown {
    return this.memo.has(index) ? this.memo.get(index) : refuse(`expects memo ${index}, which was never stored`)
  }

  /** The result of the function on the stack, called with the arguments above it. */
  call(): unknown {
    const [callee, args] = this.take(2)
    const call = (callee as { call?: Call } | null)?.call ?? refuse(`expects a function, not ${kindOf(callee)}`)
    for (const arg of itemsOf(args)) this.room -= (arg as { length?: number } | null)?.length ?? 0
    return call(args as unknown[])
  }
}
