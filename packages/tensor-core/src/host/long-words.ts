import type { TypedArray } from '../dtype'

/**
 * The 32-bit words of int64 values, the lower one first (as on every machine that JavaScript runs on). Element i is
 * words[2i + 1]·2³² + (words[2i] >>> 0): reading it so makes no bigint, which takes several times as long.
 */
export const longWords = (values: TypedArray): Int32Array =>
  new Int32Array(values.buffer, values.byteOffset, 2 * values.length)
