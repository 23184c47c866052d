import { textOf, uint } from '../bytes'
import { refuse } from '../errors'

/** A longer integer is in nobody's checkpoint, and digits take time that grows with their square. */
const MAX_INTEGER = 4096
const MAX_LINE = 65536

/**
 * Takes a pickle's arguments from its bytes. A length beyond the end is refused before anything is allocated; where the file
 * goes on after the bytes at hand, it is a RangeError.
 */
export class Reader {
  at = 0

  /** `complete` is false where the file goes on after `all`. */
  constructor(
    readonly all: Uint8Array,
    readonly complete: boolean,
  ) {}

  /** Goes past the next bytes. Gives where they begin. */
  skip(count: number): number {
    const start = this.at
    this.at += count
    if (this.at <= this.all.length) return start
    if (!this.complete) throw new RangeError('more bytes are needed')
    return refuse(`needs ${count} bytes, but has ${this.all.length - start}: the file was cut`)
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
}
