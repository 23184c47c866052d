/* The other half of winograd.ts: products of filters and tiles, place by place, and their way back to pixels. */
import { activate, NONE } from './activation'
import { EDGE_BYTES, multiplyBlock, zeros } from './block'
import { depthOfBlocks, layRows, packA, TAPS_BYTES } from './gemm'
import { beginOf, roundTo, stepsOf } from './parts'
import { fourAt } from './planes'
import { fma } from './simd'
import { TILE_ROWS } from './tile'
import { highHalves, highPairs, lowHalves, lowPairs, storeLanes } from './transpose'
import { ROOT_HALF, ROOT_TWO, tilesBytes, winogradFilters } from './winograd'

const PLACES = 36
const SIDE = 6
const STEP = 4
/** As many filters as are multiplied before their results are transformed back: whole tiles in both builds. */
const FILTERS = 24
/** 6 × 4 and 4 × 4 vectors. */
const MIXED_BYTES: usize = 24 * 16
const PIXELS_BYTES: usize = 16 * 16

/** The workspace that each thread needs for `winogradProducts`, in bytes. */
export function winogradProductsWorkspace(count: i32, tileColumns: i32): usize {
  return (
    EDGE_BYTES +
    TAPS_BYTES +
    MIXED_BYTES +
    PIXELS_BYTES +
    ((PLACES * FILTERS * tilesBytes(count, tileColumns)) as usize)
  )
}

/** Into how many blocks the filters fall. */
export function winogradBlocks(m: i32): i32 {
  return stepsOf(m, FILTERS)
}

/** The bytes of packed filters. */
export function winogradFiltersBytes(m: i32, channels: i32): usize {
  return ((winogradBlocks(m) * FILTERS * channels * PLACES) as usize) * 4
}

/** The bytes of a block's transformed filters before they are packed: the workspace of `winogradPack`. */
export function winogradPackWorkspace(channels: i32): usize {
  return ((FILTERS * channels * PLACES) as usize) * 4
}

/**
 * Transforms filters [m, channels, 3, 3] and packs them in the order in which they are read: block by block, and all places of each. They
 * are large, and nothing but that order lets the memory keep up.
 */
export function winogradPack(from: usize, m: i32, channels: i32, to: usize, work: usize): void {
  for (let first = 0; first < m; first += FILTERS) {
    const height = min(FILTERS, m - first)
    const matrix = height * channels * 4
    winogradFilters(from + first * channels * 36, height * channels, work, matrix)
    for (let place = 0; place < PLACES; place++) {
      packA(work + place * matrix, channels * 4, 4, height, channels, to)
      to += FILTERS * channels * 4
    }
  }
}

/**
 * out = activation(Aᵀ·M·A + bias) of the tiles that `winogradImages` transformed to `tiles`. filters: packed by `winogradPack`. bias:
 * that of filter o at o · biasStep. Split by filters.
 */
export function winogradProducts(
  slot: i32,
  part: i32,
  parts: i32,
  filters: usize,
  m: i32,
  channels: i32,
  tiles: usize,
  bias: usize,
  biasStep: i32,
  firstRow: i32,
  tileRows: i32,
  rowsOfImage: i32,
  tileColumns: i32,
  out: usize,
  outHeight: i32,
  outWidth: i32,
  activation: i32,
  work: usize,
  workBytes: usize,
): void {
  const count = tileRows * tileColumns
  const row = tilesBytes(count, tileColumns)
  const edge = work + (slot as usize) * workBytes
  const taps = edge + EDGE_BYTES
  const mixed = taps + TAPS_BYTES
  const products = mixed + MIXED_BYTES + PIXELS_BYTES
  const most = depthOfBlocks(channels)
  layRows(taps, most, row)
  const blocks = winogradBlocks(m)
  const last = beginOf(blocks, part + 1, parts)
  const outPlane = outHeight * outWidth * 4
  for (let block = beginOf(blocks, part, parts); block < last; block++) {
    const first = block * FILTERS
    const height = min(FILTERS, m - first)
    const lanes = roundTo(height, TILE_ROWS)
    for (let place = 0; place < PLACES; place++) {
      const to = products + place * FILTERS * row
      for (let d = 0; d < channels; d += most) {
        const depth = min(most, channels - d)
        const panels = filters + ((block * PLACES + place) * FILTERS * channels + lanes * d) * 4
        const from = tiles + place * channels * row + d * row
        const begin = d == 0 ? zeros() : to
        multiplyBlock(
          panels,
          from,
          32,
          taps,
          height,
          count,
          depth,
          begin,
          d == 0 ? 0 : row,
          d == 0 ? 0 : 32,
          to,
          row,
          edge,
          NONE,
        )
      }
    }
    for (let filter = 0; filter < height; filter++) {
      const shift = v128.load32_splat(bias + (first + filter) * biasStep)
      for (let r = 0; r < tileRows; r++) {
        const image = (firstRow + r) / rowsOfImage
        const y = ((firstRow + r) % rowsOfImage) * STEP
        const to = out + (image * m + first + filter) * outPlane + y * outWidth * 4
        const from = products + filter * row + r * tileColumns * 4
        for (let t = 0; t < tileColumns; t += 4) {
          const column = fourAt(t, tileColumns)
          const at = column * STEP
          backToPixels(from + column * 4, FILTERS * row, mixed)
          storePixels(
            mixed + MIXED_BYTES,
            shift,
            to + at * 4,
            min(STEP, outHeight - y),
            min(16, outWidth - at),
            outWidth * 4,
          )
        }
        if (activation) activate(activation, to, min(STEP, outHeight - y) * outWidth)
      }
    }
  }
}

/** Aᵀ·M·A of four tiles: 4 × 4 vectors behind the 6 × 4 of `mixed`. */
function backToPixels(from: usize, place: i32, mixed: usize): void {
  for (let i = 0; i < SIDE; i++) {
    gatherSix(from, place, mixed + i * 64, 16)
    from += SIDE * place
  }
  for (let column = 0; column < STEP; column++)
    gatherSix(mixed + column * 16, 64, mixed + MIXED_BYTES + column * 16, 64)
}

/** Aᵀ·(m₀ … m₅): four vectors. */
// @ts-expect-error: decorator
@inline
function gatherSix(from: usize, fromStep: i32, to: usize, toStep: i32): void {
  const m1 = v128.load(from + fromStep)
  const m2 = v128.load(from + 2 * fromStep)
  const m3 = v128.load(from + 3 * fromStep)
  const m4 = v128.load(from + 4 * fromStep)
  const sum12 = f32x4.add(m1, m2)
  const sum34 = f32x4.add(m3, m4)
  const difference12 = f32x4.sub(m1, m2)
  const difference34 = f32x4.sub(m3, m4)
  v128.store(to, f32x4.add(f32x4.add(v128.load(from), sum12), sum34))
  const first = f32x4.mul(f32x4.splat(ROOT_HALF as f32), difference12)
  v128.store(to + toStep, fma(f32x4.splat(ROOT_TWO as f32), difference34, first))
  v128.store(to + 2 * toStep, fma(f32x4.splat(2), sum34, f32x4.mul(f32x4.splat(0.5), sum12)))
  const last = fma(f32x4.splat((ROOT_HALF / 2) as f32), difference12, v128.load(from + 5 * fromStep))
  v128.store(to + 3 * toStep, fma(f32x4.splat((2 * ROOT_TWO) as f32), difference34, last))
}

/** Vectors of four tiles, pixel by pixel, as rows of 16 pixels; `rows` and `columns` of them are there. */
function storePixels(from: usize, shift: v128, to: usize, rows: i32, columns: i32, rowBytes: i32): void {
  for (let r = 0; r < rows; r++) {
    const v0 = f32x4.add(v128.load(from), shift)
    const v1 = f32x4.add(v128.load(from, 16), shift)
    const v2 = f32x4.add(v128.load(from, 32), shift)
    const v3 = f32x4.add(v128.load(from, 48), shift)
    const low01 = lowPairs(v0, v1)
    const low23 = lowPairs(v2, v3)
    const high01 = highPairs(v0, v1)
    const high23 = highPairs(v2, v3)
    storeLanes(to, lowHalves(low01, low23), columns)
    storeLanes(to + 16, highHalves(low01, low23), columns - 4)
    storeLanes(to + 32, lowHalves(high01, high23), columns - 8)
    storeLanes(to + 48, highHalves(high01, high23), columns - 12)
    from += 64
    to += rowBytes
  }
}
