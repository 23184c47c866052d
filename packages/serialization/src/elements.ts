import { swapUnit } from './dtypes'
import { withPlace } from './errors'
import type { StorageRecord } from './records'
import type { ReadOptions } from './source'
import { inflate } from './zip/inflate'

/** A record's elements, out of the part of the file that belongs to it. `shared` memory is not written to. */
export function elementsOf(
  record: StorageRecord,
  span: Uint8Array,
  shared: boolean,
  options?: ReadOptions,
): Uint8Array | Promise<Uint8Array> {
  const { deflated, byteLength } = record
  const start = record.dataStart(span)
  if (!deflated) return inOrder(record, span.subarray(start, start + byteLength), shared)
  const { length, skip } = deflated
  return inflate(span.subarray(start, start + length), skip + byteLength, options).then(
    (all) => inOrder(record, all.subarray(skip), false),
    (error) => {
      throw withPlace(record.name, error)
    },
  )
}

/** The record's elements turned to little-endian, where they are not. */
export function inOrder(record: StorageRecord, bytes: Uint8Array, shared: boolean): Uint8Array {
  return record.bigEndian ? swapBytes(shared ? bytes.slice() : bytes, swapUnit(record.dtype)) : bytes
}

/** Reverses the order of bytes in units of this many, in place. */
export function swapBytes(bytes: Uint8Array, unit: number): Uint8Array {
  for (let at = 0; unit > 1 && at + unit <= bytes.length; at += unit) bytes.subarray(at, at + unit).reverse()
  return bytes
}
