/*
 * Greatest values and means of windows. A plane is copied with its padding (pad.ts: it stays in the first cache), and windows are
 * folded four columns at a time, tap by tap. Bound by loads. Two kinds need no copy: windows of 2 × 2 side by side, which most
 * networks have, and one window as large as the image.
 */
import { padPlane } from './pad'
import { beginOf } from './parts'
import { fourAt, planeAt } from './planes'
import { evenLanes, oddLanes, storeLanes } from './transpose'

const GREATEST = 0

/** A window's fold so far, and where it met NaN: a comparison alone would lose it. */
// @ts-expect-error: decorator
@inline
function meets(value: v128): v128 {
  return f32x4.ne(value, value)
}

/**
 * Windows of any geometry. `kind`: 0 the greatest value, 1 the mean. `taps` says where a window's taps lie in the padded plane, in
 * bytes; `rowPlaces` and `columnPlaces` how many places the windows of each row and column have: a mean's divisor. Split by planes.
 */
export function pool(
  slot: i32,
  part: i32,
  parts: i32,
  from: usize,
  images: i32,
  imageStride: i32,
  channels: i32,
  channelStride: i32,
  height: i32,
  rowStride: i32,
  width: i32,
  columnStride: i32,
  rows: i32,
  top: i32,
  left: i32,
  phases: i32,
  pitch: i32,
  kind: i32,
  taps: usize,
  count: i32,
  windowRow: i32,
  rowPlaces: usize,
  columnPlaces: usize,
  out: usize,
  outHeight: i32,
  outWidth: i32,
  work: usize,
  workBytes: usize,
): void {
  const plane = work + (slot as usize) * workBytes
  const padding: f32 = kind == GREATEST ? -Infinity : 0
  const lanes = min(4, outWidth)
  const all = images * channels
  const last = beginOf(all, part + 1, parts)
  const begin = beginOf(all, part, parts)
  for (let at = begin; at < last; at++) {
    const source = planeAt(from, at, channels, imageStride, channelStride)
    padPlane(
      source,
      height,
      rowStride,
      width,
      columnStride,
      plane,
      rows,
      top,
      left,
      phases,
      pitch,
      padding,
      at == begin,
    )
    let to = out + at * outHeight * outWidth * 4
    for (let y = 0; y < outHeight; y++) {
      const corner = plane + y * windowRow
      // The last four columns overlap those before, where there are four.
      for (let x = 0; x < outWidth; x += 4) {
        const column = fourAt(x, outWidth) * 4
        const result =
          kind == GREATEST
            ? greatestOf(corner + column, taps, count)
            : meanOf(corner + column, taps, count, load<f32>(rowPlaces + y * 4), columnPlaces + column)
        storeLanes(to + column, result, lanes)
      }
      to += outWidth * 4
    }
  }
}

// @ts-expect-error: decorator
@inline
function greatestOf(at: usize, taps: usize, count: i32): v128 {
  let best = v128.load(at + load<i32>(taps))
  let bad = meets(best)
  for (let tap = 1; tap < count; tap++) {
    const value = v128.load(at + load<i32>(taps + tap * 4))
    best = f32x4.pmax(best, value)
    bad = v128.or(bad, meets(value))
  }
  // All bits set are a NaN.
  return v128.or(best, bad)
}

// @ts-expect-error: decorator
@inline
function meanOf(at: usize, taps: usize, count: i32, rowPlaces: f32, columnPlaces: usize): v128 {
  let sum = v128.load(at + load<i32>(taps))
  for (let tap = 1; tap < count; tap++) sum = f32x4.add(sum, v128.load(at + load<i32>(taps + tap * 4)))
  return f32x4.div(sum, f32x4.mul(f32x4.splat(rowPlaces), v128.load(columnPlaces)))
}

/** Windows of 2 × 2 side by side, columns too: no copy. `divisor` is that of a mean. Split by planes. */
export function poolPairs(
  slot: i32,
  part: i32,
  parts: i32,
  from: usize,
  images: i32,
  imageStride: i32,
  channels: i32,
  channelStride: i32,
  rowStride: i32,
  kind: i32,
  divisor: f32,
  out: usize,
  outHeight: i32,
  outWidth: i32,
): void {
  const all = images * channels
  const last = beginOf(all, part + 1, parts)
  for (let at = beginOf(all, part, parts); at < last; at++) {
    let row = planeAt(from, at, channels, imageStride, channelStride)
    let to = out + at * outHeight * outWidth * 4
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x += 4) {
        const column = min(x, outWidth - 4)
        const a = row + column * 8
        const b = a + rowStride
        const result =
          kind == GREATEST
            ? greatestPairs(v128.load(a), v128.load(a, 16), v128.load(b), v128.load(b, 16))
            : meanPairs(v128.load(a), v128.load(a, 16), v128.load(b), v128.load(b, 16), divisor)
        v128.store(to + column * 4, result)
      }
      row += 2 * rowStride
      to += outWidth * 4
    }
  }
}

// @ts-expect-error: decorator
@inline
function greatestPairs(a: v128, b: v128, c: v128, d: v128): v128 {
  const left = f32x4.pmax(a, c)
  const right = f32x4.pmax(b, d)
  const badLeft = v128.or(meets(a), meets(c))
  const badRight = v128.or(meets(b), meets(d))
  const best = f32x4.pmax(evenLanes(left, right), oddLanes(left, right))
  return v128.or(best, v128.or(evenLanes(badLeft, badRight), oddLanes(badLeft, badRight)))
}

// @ts-expect-error: decorator
@inline
function meanPairs(a: v128, b: v128, c: v128, d: v128, divisor: f32): v128 {
  const left = f32x4.add(a, c)
  const right = f32x4.add(b, d)
  return f32x4.div(f32x4.add(evenLanes(left, right), oddLanes(left, right)), f32x4.splat(divisor))
}

/** The mean of each plane: rows are summed first, so that no sum is long. Split by planes. */
export function planeMeans(
  slot: i32,
  part: i32,
  parts: i32,
  from: usize,
  images: i32,
  imageStride: i32,
  channels: i32,
  channelStride: i32,
  height: i32,
  rowStride: i32,
  width: i32,
  divisor: f32,
  out: usize,
): void {
  const all = images * channels
  const last = beginOf(all, part + 1, parts)
  for (let at = beginOf(all, part, parts); at < last; at++) {
    let row = planeAt(from, at, channels, imageStride, channelStride)
    let sums = f32x4.splat(0)
    let rest: f32 = 0
    for (let y = 0; y < height; y++) {
      let line = f32x4.splat(0)
      let x = 0
      for (; x + 4 <= width; x += 4) line = f32x4.add(line, v128.load(row + x * 4))
      sums = f32x4.add(sums, line)
      for (; x < width; x++) rest += load<f32>(row + x * 4)
      row += rowStride
    }
    const halves =
      f32x4.extract_lane(sums, 0) +
      f32x4.extract_lane(sums, 2) +
      (f32x4.extract_lane(sums, 1) + f32x4.extract_lane(sums, 3))
    store<f32>(out + at * 4, (halves + rest) / divisor)
  }
}
