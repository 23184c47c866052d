/*
 * Packing: a matrix of any strides is laid out in panels, as the tile reads it. A panel holds a few lanes (rows of A, columns of B)
 * and, for each k, their elements one behind the other. Bound by the memory: where the lanes or the depths lie side by side
 * they move in vectors, transposed in registers where they have to be.
 */
import { TILE_COLUMNS, TILE_ROWS } from './tile'
import { highHalves, highPairs, lowHalves, lowPairs } from './transpose'

/** Packs rows of A. See `packPanels`. */
export function packRows(from: usize, lane: i32, step: i32, lanes: i32, depth: i32, to: usize): void {
  packPanels(TILE_ROWS, from, lane, step, lanes, depth, to)
}

/** Packs columns of B. See `packPanels`. */
export function packColumns(from: usize, lane: i32, step: i32, lanes: i32, depth: i32, to: usize): void {
  packPanels(TILE_COLUMNS, from, lane, step, lanes, depth, to)
}

/** `lane` and `step` are the bytes from one lane and from one depth to the next. Lanes that are missing in the last panel are zeros. */
// @ts-expect-error: decorator
@inline
function packPanels(width: i32, from: usize, lane: i32, step: i32, lanes: i32, depth: i32, to: usize): void {
  const apart = width * 4
  for (let first = 0; first < lanes; first += width) {
    const count = min(width, lanes - first)
    let done = 0
    for (; done + 4 <= count; done += 4) packFour(from + done * lane, lane, step, depth, to + done * 4, apart)
    if (done + 2 <= count) {
      packTwo(from + done * lane, lane, step, depth, to + done * 4, apart)
      done += 2
    }
    if (done < count) {
      packOne(from + done * lane, step, depth, to + done * 4, apart)
      done++
    }
    for (; done < width; done++) packZeros(depth, to + done * 4, apart)
    from += width * lane
    to += apart * depth
  }
}

function packFour(from: usize, lane: i32, step: i32, depth: i32, to: usize, apart: i32): void {
  let k = 0
  if (lane == 4)
    for (; k < depth; k++) {
      v128.store(to, v128.load(from))
      from += step
      to += apart
    }
  else if (step == 4)
    for (; k + 4 <= depth; k += 4) {
      const r0 = v128.load(from)
      const r1 = v128.load(from + lane)
      const r2 = v128.load(from + 2 * lane)
      const r3 = v128.load(from + 3 * lane)
      const low01 = lowPairs(r0, r1)
      const low23 = lowPairs(r2, r3)
      const high01 = highPairs(r0, r1)
      const high23 = highPairs(r2, r3)
      v128.store(to, lowHalves(low01, low23))
      to += apart
      v128.store(to, highHalves(low01, low23))
      to += apart
      v128.store(to, lowHalves(high01, high23))
      to += apart
      v128.store(to, highHalves(high01, high23))
      to += apart
      from += 16
    }
  for (; k < depth; k++) {
    let four = v128.load32_zero(from)
    four = v128.load32_lane(from + lane, four, 1)
    four = v128.load32_lane(from + 2 * lane, four, 2)
    v128.store(to, v128.load32_lane(from + 3 * lane, four, 3))
    from += step
    to += apart
  }
}

function packTwo(from: usize, lane: i32, step: i32, depth: i32, to: usize, apart: i32): void {
  let k = 0
  if (lane == 4)
    for (; k < depth; k++) {
      store<u64>(to, load<u64>(from))
      from += step
      to += apart
    }
  else if (step == 4)
    for (; k + 4 <= depth; k += 4) {
      const r0 = v128.load(from)
      const r1 = v128.load(from + lane)
      const low = lowPairs(r0, r1)
      const high = highPairs(r0, r1)
      v128.store64_lane(to, low, 0)
      to += apart
      v128.store64_lane(to, low, 1)
      to += apart
      v128.store64_lane(to, high, 0)
      to += apart
      v128.store64_lane(to, high, 1)
      to += apart
      from += 16
    }
  for (; k < depth; k++) {
    store<f32>(to, load<f32>(from))
    store<f32>(to, load<f32>(from + lane), 4)
    from += step
    to += apart
  }
}

export function packOne(from: usize, step: i32, depth: i32, to: usize, apart: i32): void {
  for (let k = 0; k < depth; k++) {
    store<f32>(to, load<f32>(from))
    from += step
    to += apart
  }
}

function packZeros(depth: i32, to: usize, apart: i32): void {
  for (let k = 0; k < depth; k++) {
    store<f32>(to, 0)
    to += apart
  }
}

/** Copies elements that lie `step` bytes apart one behind the other. */
export function packVector(from: usize, step: i32, count: i32, to: usize): void {
  packOne(from, step, count, to, 4)
}
