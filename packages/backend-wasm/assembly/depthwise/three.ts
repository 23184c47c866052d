/*
 * Convolutions of single channels by kernels of 3 × 3, which nearly all of them are, in steps of one or two. The image is read where it
 * lies, from top to bottom, so that large ones come from the memory once and in order. Rows that are missing above and below are a row
 * of zeros. Strips of columns that reach beyond an edge are masked as they are loaded, the others are not.
 */
import { GELU, activate } from '../activation'
import { copyRow } from '../pad'
import { beginOf } from '../parts'
import { planeAt } from '../planes'
import { planeOfOnes } from './ones'
import { copyOf, layStrips } from './strips'
import { planeOfTwos } from './twos'

/**
 * The same as `depthwise` computes, of kernels of 3 × 3 in steps of `stride` (1 or 2) both ways, with two columns of padding at most.
 * Up to 64 bytes before and behind the images are loaded, and not looked at.
 */
export function depthwiseThree(
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
  top: i32,
  left: i32,
  stride: i32,
  filters: usize,
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
  const own = work + (slot as usize) * workBytes
  const copy = copyOf(own, outWidth, stride)
  layStrips(own, width, left, outWidth, stride)
  const all = images * channels
  const last = beginOf(all, part + 1, parts)
  for (let at = beginOf(all, part, parts); at < last; at++) {
    let plane = planeAt(from, at, channels, imageStride, channelStride)
    let row = rowStride
    if (columnStride != 4) {
      row = width * 4
      for (let y = 0; y < height; y++) copyRow(plane + y * rowStride, columnStride, width, copy + y * row)
      plane = copy
    }
    for (let i = 0; i < multiplier; i++) {
      const o = (at % channels) * multiplier + i
      const filter = filters + o * 36
      const begin = bias + o * biasStep
      const to = out + (at * multiplier + i) * outHeight * outWidth * 4
      if (stride == 1) planeOfOnes(plane, height, row, width, top, left, filter, begin, to, outHeight, outWidth, activation, own)
      else planeOfTwos(plane, height, row, width, top, left, filter, begin, to, outHeight, outWidth, activation, own)
      if (activation == GELU) activate(GELU, to, outHeight * outWidth)
    }
  }
}
