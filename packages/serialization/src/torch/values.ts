/*
 * What a pickle's instructions build here: plain values (null, booleans, numbers, bigints, strings, bytes), arrays for lists
 * and tuples, Map for dicts, Set for sets, and the classes below. There is nothing else that could be built.
 */
import { bytesOf, type StoredDType } from '../dtypes'
import { refuse } from '../errors'

/** A storage that the pickle names and the file holds elsewhere. */
export class StorageRef {
  /** What its elements are where a tensor does not say otherwise. */
  readonly dtype: StoredDType
  /** Bytes of an element. */
  readonly unit: number
  readonly byteLength: number
  /** The part of the storage that this is, in bytes: old files name views of storages. */
  readonly viewStart: number
  readonly viewLength: number

  constructor(
    readonly key: string,
    readonly type: StoredDType | 'untyped',
    count: number,
    offset = 0,
    size = count,
  ) {
    this.dtype = type === 'untyped' ? 'uint8' : type
    this.unit = bytesOf(this.dtype)
    this.byteLength = count * this.unit
    this.viewStart = offset * this.unit
    this.viewLength = size * this.unit
  }
}

/** What is done where a name is called. */
export type Call = (args: readonly unknown[]) => unknown

/** A name from the list of those that a pickle may ask for, and what it is good for. */
export class Global {
  constructor(
    readonly name: string,
    readonly call?: Call | undefined,
    readonly storage?: StoredDType | 'untyped',
    readonly dtype?: StoredDType,
  ) {}
}

/** What a value is called in messages. */
export const kindOf = (value: unknown): string =>
  value instanceof Global
    ? value.name
    : typeof value === 'object'
      ? Object.prototype.toString.call(value).slice(8, -1)
      : String(value).slice(0, 40)

/** A list's or tuple's items, or a refusal that says what was there instead. */
export const itemsOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : refuse(`expects a tuple, not ${kindOf(value)}`)
