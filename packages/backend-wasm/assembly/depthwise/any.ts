/*
 * Convolutions of single channels by kernels of any geometry: every output has one channel's window, so that there is no product to
 * block. A channel is copied with its padding (pad.ts: it stays in the first cache), and windows are summed four columns at a time,
 * tap by tap. Bound by loads: two for each multiply-add.
 */
import { activate } from '../activation'
import { padPlane } from '../pad'
import { beginOf } from '../parts'
import { fourAt, planeAt } from '../planes'
import { fma } from '../simd'
import { storeLanes } from '../transpose'

/** How far a vector may reach beyond a plane. */
const SLACK = 64

/** The workspace of each thread, in bytes. */
export function depthwiseWorkspace(rows: i32, phases: i32, pitch: i32): usize {
  return ((rows * phases * pitch * 4 + SLACK) as usize) & ~(15 as usize)
}

/**
 * out[image, o] = activation(bias[o] + filter o over channel o / multiplier). Filters: [o, count]. bias: that of filter o at o · biasStep.
 * `taps` says where a window's `count` taps lie in the padded plane, in bytes. Split by images and channels.
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
  count: i32,
  taps: usize,
  strideY: i32,
  multiplier: i32,
  bias: usize,
  biasStep: i32,
  out: usize,
  outHeight: i32,
  outWidth: i32,
  activation: i32,
  work: usize,
  workBytes: usize,
): void {
  const plane = work + (slot as usize) * workBytes
  const row = phases * pitch * 4
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
      planeOfAny(plane, strideY * row, taps, count, filter, shift, to, outHeight, outWidth)
      if (activation) activate(activation, to, outHeight * outWidth)
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
