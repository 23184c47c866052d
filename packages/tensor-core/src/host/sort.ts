/*
 * Sorting lines, stably. Every element becomes a key of two 32-bit words whose order as unsigned numbers is the elements' order
 * (the bits of a float, those of negative ones inverted; NaN above all). Short lines are sorted by insertion; long ones by
 * radix, a byte at a time from the lowest on, skipping bytes in which all keys agree: float32 and narrow integers leave most of
 * the eight passes out. Bounded by the scattered writes of those passes. Workspace: 16 bytes an element of one line.
 */
import type { View } from '../device'
import { eachLine } from './lines'

/** Up to here insertion is faster than counting bytes. */
const SHORT = 64

const scratch = /* @__PURE__ */ new Float64Array(1)
const integer = /* @__PURE__ */ new BigInt64Array(scratch.buffer)
const words = /* @__PURE__ */ new Uint32Array(scratch.buffer)

/** Positions of a line's elements in order. */
type Sorter = (start: number) => Uint32Array

/** A sorter of lines of x along `dim`. Its result is used again for the next line. */
function lineSorter(x: View, dim: number, descending: boolean): Sorter {
  const [n, step, from] = [x.shape[dim]!, x.strides[dim]!, x.array]
  const low = new Uint32Array(n)
  const high = new Uint32Array(n)
  let order = new Uint32Array(n)
  let next = new Uint32Array(n)
  const flip = descending ? 0xffffffff : 0

  function readKeys(start: number): void {
    for (let k = 0; k < n; k++) {
      const value = from[start + k * step]!
      order[k] = k
      if (typeof value === 'bigint') {
        integer[0] = value
        words[1]! ^= 0x80000000
      } else {
        // Adding 0 makes −0 the equal of 0.
        scratch[0] = value + 0
        const sign = value !== value ? 0 : words[1]! >> 31 || 0x80000000
        if (value !== value) words.fill(0xffffffff)
        words[1]! ^= sign
        if (sign === -1) words[0]! ^= sign
      }
      low[k] = words[0]! ^ flip
      high[k] = words[1]! ^ flip
    }
  }

  function insertAll(): void {
    for (let k = 1; k < n; k++) {
      const [l, h] = [low[k]!, high[k]!]
      let at = k
      for (; at > 0; at--) {
        const before = order[at - 1]!
        if (high[before]! < h || (high[before]! === h && low[before]! <= l)) break
        order[at] = before
      }
      order[at] = k
    }
  }

  function radixPass(keys: Uint32Array, shift: number): void {
    const places = new Uint32Array(256)
    for (let k = 0; k < n; k++) places[(keys[k]! >>> shift) & 255]!++
    if (places[(keys[0]! >>> shift) & 255] === n) return
    let place = 0
    for (let digit = 0; digit < 256; digit++) {
      place += places[digit]!
      places[digit] = place - places[digit]!
    }
    for (let k = 0; k < n; k++) {
      const at = order[k]!
      next[places[(keys[at]! >>> shift) & 255]!++] = at
    }
    ;[order, next] = [next, order]
  }

  return (start) => {
    readKeys(start)
    if (n <= SHORT) insertAll()
    else for (const keys of [low, high]) for (let shift = 0; shift < 32; shift += 8) radixPass(keys, shift)
    return order
  }
}

export function sort(x: View, dim: number, descending: boolean, values: View, indices: View): void {
  const [n, step, valueStep, indexStep] = [x.shape[dim]!, x.strides[dim]!, values.strides[dim]!, indices.strides[dim]!]
  const [from, to, positions] = [x.array, values.array, indices.array as BigInt64Array]
  const sortLine = lineSorter(x, dim, descending)
  eachLine(dim, [x, values, indices], (i, v, p) => {
    const order = sortLine(i!)
    for (let k = 0; k < n; k++) {
      to[v! + k * valueStep] = from[i! + order[k]! * step]!
      positions[p! + k * indexStep] = BigInt(order[k]!)
    }
  })
}
