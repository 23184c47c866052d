/*
 * Convolution as a product whose columns are read where they lie: eight neighbouring windows meet eight neighbouring pixels at each tap
 * (in a padded image, dealt out by phases, see pad.ts), so that the rows of B are pieces of the image's rows, and a table says where
 * each begins. Nothing is copied per tap. Bound by the multiply-adds.
 */
import { NONE } from './activation'
import { EDGE_BYTES, multiplyBlock } from './block'
import { depthOfBlocks } from './gemm'
import { beginOf, roundTo, stepsOf } from './parts'
import { TILE_ROWS } from './tile'

/** A block of filters whose panels stay in the second cache. */
const ROWS = 240

/** Where the taps of a window lie, in bytes from its corner: channel by channel, row by row. */
export function layConvTaps(
  to: usize,
  channels: i32,
  planeBytes: i32,
  kernelHeight: i32,
  rowBytes: i32,
  kernelWidth: i32,
  dilation: i32,
  phases: i32,
  pitch: i32,
): void {
  const first = to
  for (let y = 0; y < kernelHeight; y++)
    for (let x = 0; x < kernelWidth; x++) {
      const column = x * dilation
      const place = phases == 1 ? column : (column % phases) * pitch + column / phases
      store<i32>(to, y * rowBytes + place * 4)
      to += 4
    }
  // The taps of each other channel lie as those of the one before, a plane further on.
  const end = first + ((channels * kernelHeight * kernelWidth) as usize) * 4
  for (let from = first; to < end; to += 4, from += 4) store<i32>(to, load<i32>(from) + planeBytes)
}

/** Eight times each value, `step` bytes apart: what the rows of a product begin with. */
export function spreadBias(from: usize, step: i32, count: i32, to: usize): void {
  for (let i = 0; i < count; i++) {
    const value = v128.load32_splat(from + i * step)
    v128.store(to, value)
    v128.store(to, value, 16)
    to += 32
  }
}

/** The workspace of each thread, in bytes. */
export function convTapsWorkspace(): usize {
  return EDGE_BYTES
}

/**
 * out[image, o, y, x] = activation(init[o] + Σₖ filters[o, k] · window(image, y, x)[k]). `filters`: m rows packed by
 * `packA`; `corner` is where the first window begins, `windowRow` bytes to the row of windows below, `imageBytes` to the next image. The
 * work is split by images, rows of windows and filters: parts = imageParts · rowParts · filterParts.
 */
export function convTaps(
  slot: i32,
  part: i32,
  parts: i32,
  rowParts: i32,
  filterParts: i32,
  images: i32,
  filters: usize,
  m: i32,
  k: i32,
  corner: usize,
  imageBytes: i32,
  windowRow: i32,
  taps: usize,
  init: usize,
  initRow: usize,
  out: usize,
  outImage: i32,
  outHeight: i32,
  outWidth: i32,
  activation: i32,
  work: usize,
  workBytes: usize,
): void {
  const cells = rowParts * filterParts
  const imageParts = parts / cells
  const imagePart = part / cells
  const rowPart = (part % cells) / filterParts
  const filterPart = part % filterParts
  const tiles = stepsOf(m, TILE_ROWS)
  const firstFilter = beginOf(tiles, filterPart, filterParts) * TILE_ROWS
  const endFilter = min(m, beginOf(tiles, filterPart + 1, filterParts) * TILE_ROWS)
  const firstRow = beginOf(outHeight, rowPart, rowParts)
  const endRow = beginOf(outHeight, rowPart + 1, rowParts)
  const endImage = beginOf(images, imagePart + 1, imageParts)
  const edge = work + (slot as usize) * workBytes
  const most = depthOfBlocks(k)
  const lanes = roundTo(m, TILE_ROWS)
  const outRow = (outHeight * outWidth * 4) as usize
  for (let image = beginOf(images, imagePart, imageParts); image < endImage; image++)
    for (let first = firstFilter; first < endFilter; first += ROWS) {
      const height = min(ROWS, endFilter - first)
      for (let d = 0; d < k; d += most) {
        const depth = min(most, k - d)
        const panels = filters + ((lanes * d + first * depth) as usize) * 4
        const below = d == 0 ? initRow : outRow
        for (let row = firstRow; row < endRow; row++) {
          const to = out + (image as usize) * (outImage as usize) + (first as usize) * outRow + row * outWidth * 4
          const from = corner + (image as usize) * (imageBytes as usize) + row * windowRow
          const begin = d == 0 ? init + (first as usize) * initRow : to
          multiplyBlock(
            panels,
            from,
            32,
            taps + d * 4,
            height,
            outWidth,
            depth,
            begin,
            below,
            d == 0 ? 0 : 32,
            to,
            outRow,
            edge,
            d + depth == k ? activation : NONE,
          )
        }
      }
    }
}
