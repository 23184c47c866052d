/*
 * Convolutions of single channels: every output has one channel's window, so that there is no product to block. A channel is copied with
 * its padding (pad.ts: it stays in the first cache), and windows are summed four columns at a time. What bounds it are loads: for
 * kernels of 3 × 3, which nearly all of them are, a strip of four columns is followed down the image, and each row is loaded once
 * for the three (with steps of two: two) rows of outputs that it belongs to.
 */
import { padPlane } from './pad'
import { beginOf } from './parts'
import { fourAt, planeAt } from './planes'
import { fma } from './simd'
import { storeLanes } from './transpose'

/** How far a vector may reach beyond a plane. */
const SLACK = 64

/** The workspace of each thread, in bytes. */
export function depthwiseWorkspace(rows: i32, phases: i32, pitch: i32): usize {
  return ((rows * phases * pitch * 4 + SLACK) as usize) & ~(15 as usize)
}

/**
 * out[image, o] = bias[o] + filter o over channel o / multiplier. Filters: [o, kernelHeight, kernelWidth]. bias: that of filter o at
 * o · biasStep. `taps` says where a window's taps lie in the padded plane, in bytes. Split by images and channels.
 */
export function depthwise(
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
  filters: usize,
  kernelHeight: i32,
  kernelWidth: i32,
  taps: usize,
  strideY: i32,
  dilationY: i32,
  multiplier: i32,
  bias: usize,
  biasStep: i32,
  out: usize,
  outHeight: i32,
  outWidth: i32,
  work: usize,
  workBytes: usize,
): void {
  const plane = work + (slot as usize) * workBytes
  const row = phases * pitch * 4
  const count = kernelHeight * kernelWidth
  const three = kernelHeight == 3 && kernelWidth == 3 && dilationY == 1
  const all = images * channels
  const last = beginOf(all, part + 1, parts)
  const begin = beginOf(all, part, parts)
  for (let at = begin; at < last; at++) {
    const source = planeAt(from, at, channels, imageStride, channelStride)
    padPlane(source, height, rowStride, width, columnStride, plane, rows, top, left, phases, pitch, 0, at == begin)
    for (let i = 0; i < multiplier; i++) {
      const o = (at % channels) * multiplier + i
      const filter = filters + o * count * 4
      const shift = v128.load32_splat(bias + o * biasStep)
      const to = out + (at * multiplier + i) * outHeight * outWidth * 4
      if (three && strideY == 1) planeOfThree(plane, row, taps, filter, shift, to, outHeight, outWidth)
      else if (three && strideY == 2) planeOfSteps(plane, row, taps, filter, shift, to, outHeight, outWidth)
      else planeOfAny(plane, strideY * row, taps, count, filter, shift, to, outHeight, outWidth)
    }
  }
}

/** sum + u·a + v·b + w·c: one row of a filter over a row of pixels. */
// @ts-expect-error: decorator
@inline
function addRow(sum: v128, u: v128, a: v128, v: v128, b: v128, w: v128, c: v128): v128 {
  return fma(w, c, fma(v, b, fma(u, a, sum)))
}

/** 3 × 3, steps of one: a row of pixels ends the sums of one row of outputs, goes on with another's, begins a third's. */
function planeOfThree(
  plane: usize,
  row: i32,
  taps: usize,
  filter: usize,
  bias: v128,
  out: usize,
  outHeight: i32,
  outWidth: i32,
): void {
  const w0 = v128.load32_splat(filter)
  const w1 = v128.load32_splat(filter, 4)
  const w2 = v128.load32_splat(filter, 8)
  const w3 = v128.load32_splat(filter, 12)
  const w4 = v128.load32_splat(filter, 16)
  const w5 = v128.load32_splat(filter, 20)
  const w6 = v128.load32_splat(filter, 24)
  const w7 = v128.load32_splat(filter, 28)
  const w8 = v128.load32_splat(filter, 32)
  const second = load<i32>(taps, 4) as usize
  const third = load<i32>(taps, 8) as usize
  const lanes = min(4, outWidth)
  for (let x = 0; x < outWidth; x += 4) {
    const strip = (fourAt(x, outWidth) as usize) * 4
    let at = plane + strip
    let to = out + strip
    let a = v128.load(at)
    let b = v128.load(at + second)
    let c = v128.load(at + third)
    let older = addRow(bias, w0, a, w1, b, w2, c)
    at += row
    a = v128.load(at)
    b = v128.load(at + second)
    c = v128.load(at + third)
    let newer = addRow(bias, w0, a, w1, b, w2, c)
    older = addRow(older, w3, a, w4, b, w5, c)
    for (let y = 0; y < outHeight; y++) {
      at += row
      a = v128.load(at)
      b = v128.load(at + second)
      c = v128.load(at + third)
      storeLanes(to, addRow(older, w6, a, w7, b, w8, c), lanes)
      older = addRow(newer, w3, a, w4, b, w5, c)
      newer = addRow(bias, w0, a, w1, b, w2, c)
      to += outWidth * 4
    }
  }
}

/** 3 × 3, steps of two down the image: every second row ends one row of outputs and begins the next. */
function planeOfSteps(
  plane: usize,
  row: i32,
  taps: usize,
  filter: usize,
  bias: v128,
  out: usize,
  outHeight: i32,
  outWidth: i32,
): void {
  const w0 = v128.load32_splat(filter)
  const w1 = v128.load32_splat(filter, 4)
  const w2 = v128.load32_splat(filter, 8)
  const w3 = v128.load32_splat(filter, 12)
  const w4 = v128.load32_splat(filter, 16)
  const w5 = v128.load32_splat(filter, 20)
  const w6 = v128.load32_splat(filter, 24)
  const w7 = v128.load32_splat(filter, 28)
  const w8 = v128.load32_splat(filter, 32)
  const second = load<i32>(taps, 4) as usize
  const third = load<i32>(taps, 8) as usize
  const lanes = min(4, outWidth)
  for (let x = 0; x < outWidth; x += 4) {
    const strip = (fourAt(x, outWidth) as usize) * 4
    let at = plane + strip
    let to = out + strip
    let sum = addRow(bias, w0, v128.load(at), w1, v128.load(at + second), w2, v128.load(at + third))
    for (let y = 0; y < outHeight; y++) {
      at += row
      sum = addRow(sum, w3, v128.load(at), w4, v128.load(at + second), w5, v128.load(at + third))
      at += row
      const a = v128.load(at)
      const b = v128.load(at + second)
      const c = v128.load(at + third)
      storeLanes(to, addRow(sum, w6, a, w7, b, w8, c), lanes)
      sum = addRow(bias, w0, a, w1, b, w2, c)
      to += outWidth * 4
    }
  }
}

function planeOfAny(
  plane: usize,
  windowRow: i32,
  taps: usize,
  count: i32,
  filter: usize,
  bias: v128,
  out: usize,
  outHeight: i32,
  outWidth: i32,
): void {
  const lanes = min(4, outWidth)
  for (let x = 0; x < outWidth; x += 4) {
    const strip = (fourAt(x, outWidth) as usize) * 4
    let at = plane + strip
    let to = out + strip
    for (let y = 0; y < outHeight; y++) {
      let sum = bias
      for (let tap = 0; tap < count; tap++)
        sum = fma(v128.load(at + load<i32>(taps + tap * 4)), v128.load32_splat(filter + tap * 4), sum)
      storeLanes(to, sum, lanes)
      at += windowRow
      to += outWidth * 4
    }
  }
}
