/*
 * Convolution with 3 × 3 kernels and steps of one by Winograd's minimal filtering, F(4×4, 3×3): tiles of 6 × 6 pixels, four apart,
 * become 36 numbers each, filters do too, and each of the 36 places is a matrix product of its own: filters · channels · tiles. A
 * quarter of the multiplications remain. Bound by those products; what transforms take is kept low by working on four tiles in the
 * lanes of a vector, on blocks of tiles whose transforms stay in the second cache.
 *
 * V = Bᵀ·d·B, M = Σ U∘V over the channels, y = Aᵀ·M·A (Lavin and Gray, 2015), with the points 0, ±√½, ±√2, ∞: with the usual 0, ±1, ±2, ∞
 * transforms cancel more, and errors are three to five times as large. They are about 2e-6 of the results' size with 20 channels, and
 * 7e-6 with 256. A NaN or an Infinity reaches all outputs of the tiles that it lies in.
 */
import { fillRow, padRow } from './pad'
import { beginOf, roundTo } from './parts'
import { fourAt } from './planes'
import { fma } from './simd'
import { highHalves, highPairs, lowHalves, lowPairs, nextLane } from './transpose'

/** Pixels of a tile along each side. */
const SIDE = 6
/** Pixels from one tile to the next. */
const STEP = 4
export const ROOT_HALF: f64 = 0.7071067811865476
export const ROOT_TWO: f64 = 1.4142135623730951

/** G·g·Gᵀ of each filter [o, c], in float64, as one matrix [o, c] for each place: place by place, `placeBytes` apart. */
export function winogradFilters(from: usize, filters: i32, to: usize, placeBytes: i32): void {
  for (let f = 0; f < filters; f++) {
    for (let column = 0; column < SIDE; column++) {
      const a = side(from, column)
      const b = side(from + 12, column)
      const c = side(from + 24, column)
      for (let row = 0; row < SIDE; row++)
        store<f32>(to + f * 4 + (row * SIDE + column) * placeBytes, filterPoint(a, b, c, row) as f32)
    }
    from += 36
  }
}

/** One element of G applied to a row of a filter. */
function side(row: usize, point: i32): f64 {
  return filterPoint(load<f32>(row) as f64, load<f32>(row, 4) as f64, load<f32>(row, 8) as f64, point)
}

/** Row `point` of G times (a, b, c). */
function filterPoint(a: f64, b: f64, c: f64, point: i32): f64 {
  if (point == 0) return a
  if (point == 1) return -(a + ROOT_HALF * b + c / 2) / 1.5
  if (point == 2) return -(a - ROOT_HALF * b + c / 2) / 1.5
  if (point == 3) return (a + ROOT_TWO * b + 2 * c) / 6
  if (point == 4) return (a - ROOT_TWO * b + 2 * c) / 6
  return c
}

/** Floats of a row that holds the pixels of `tiles` tiles, in whole groups of four. */
// @ts-expect-error: decorator
@inline
function pitchOf(tiles: i32): i32 {
  return roundTo(tiles, 4) * STEP + 4
}

/** The workspace that each thread needs for `winogradImages`, in bytes. */
export function winogradImagesWorkspace(tileColumns: i32): usize {
  return ((2 * SIDE * pitchOf(tileColumns)) as usize) * 4
}

/** Bytes from one channel's (or filter's) tiles to the next: whole panels, and room for the last group of four to reach over. */
export function tilesBytes(count: i32, tileColumns: i32): i32 {
  const floats = roundTo(tileColumns < 4 ? count + 3 : count, 8)
  // Steps of 128 bytes would let rows meet on the same lines of the first cache.
  return (floats % 32 == 0 ? floats + 8 : floats) * 4
}

/**
 * V of the tiles in `tileRows` rows of tiles from `firstRow` on; rows are counted through all images, `rowsOfImage` each. to: for each
 * place a matrix [channels, tiles], its rows `tilesBytes` long. Split by channels.
 */
export function winogradImages(
  slot: i32,
  part: i32,
  parts: i32,
  from: usize,
  imageStride: i32,
  channels: i32,
  channelStride: i32,
  height: i32,
  rowStride: i32,
  width: i32,
  columnStride: i32,
  top: i32,
  left: i32,
  firstRow: i32,
  tileRows: i32,
  rowsOfImage: i32,
  tileColumns: i32,
  to: usize,
  work: usize,
  workBytes: usize,
): void {
  const pitch = pitchOf(tileColumns)
  const tileBytes = tilesBytes(tileRows * tileColumns, tileColumns)
  const place = channels * tileBytes
  const rows = work + (slot as usize) * workBytes
  const mixed = rows + SIDE * pitch * 4
  const last = beginOf(channels, part + 1, parts)
  for (let channel = beginOf(channels, part, parts); channel < last; channel++)
    for (let row = 0; row < tileRows; row++) {
      const image = (firstRow + row) / rowsOfImage
      const begin = ((firstRow + row) % rowsOfImage) * STEP - top
      const plane = from + image * imageStride + channel * channelStride
      for (let i = 0; i < SIDE; i++) {
        const line = rows + i * pitch * 4
        const y = begin + i
        if (y < 0 || y >= height) fillRow(line, pitch, 0)
        else padRow(plane + y * rowStride, columnStride, width, left, line, 1, pitch, 0, true)
      }
      mixRows(rows, pitch, mixed)
      mixColumns(mixed, pitch, tileColumns, to + channel * tileBytes + row * tileColumns * 4, place)
    }
}

/** Bᵀ applied to six rows of pixels: six rows. */
function mixRows(from: usize, pitch: i32, to: usize): void {
  const row = pitch * 4
  for (let c = 0; c < row; c += 16) {
    const d0 = v128.load(from + c)
    const d1 = v128.load(from + c + row)
    const d2 = v128.load(from + c + 2 * row)
    const d3 = v128.load(from + c + 3 * row)
    const d4 = v128.load(from + c + 4 * row)
    const d5 = v128.load(from + c + 5 * row)
    mixSix(d0, d1, d2, d3, d4, d5, to + c, row)
  }
}

/** Bᵀ·(d₀ … d₅): six vectors, `apart` bytes from one to the next. */
// @ts-expect-error: decorator
@inline
function mixSix(d0: v128, d1: v128, d2: v128, d3: v128, d4: v128, d5: v128, to: usize, apart: i32): void {
  const minusTwo = f32x4.splat(-2)
  const minusHalf = f32x4.splat(-0.5)
  const middle = f32x4.splat(-2.5)
  const even1 = fma(minusTwo, d2, d4)
  const odd1 = f32x4.mul(f32x4.splat(ROOT_HALF as f32), fma(minusTwo, d1, d3))
  const even2 = fma(minusHalf, d2, d4)
  const odd2 = f32x4.mul(f32x4.splat(ROOT_TWO as f32), fma(minusHalf, d1, d3))
  v128.store(to, fma(middle, d2, f32x4.add(d0, d4)))
  v128.store(to + apart, f32x4.add(even1, odd1))
  v128.store(to + 2 * apart, f32x4.sub(even1, odd1))
  v128.store(to + 3 * apart, f32x4.add(even2, odd2))
  v128.store(to + 4 * apart, f32x4.sub(even2, odd2))
  v128.store(to + 5 * apart, fma(middle, d3, f32x4.add(d1, d5)))
}

/**
 * Bᵀ applied to the columns of six mixed rows: six places of each row, four tiles at a time. The last group of a row is moved
 * back until it ends with the last tile, where there are four.
 */
function mixColumns(from: usize, pitch: i32, tiles: i32, to: usize, place: i32): void {
  for (let i = 0; i < SIDE; i++) {
    for (let t = 0; t < tiles; t += 4) {
      const first = fourAt(t, tiles)
      const at = from + first * STEP * 4
      const v0 = v128.load(at)
      const v1 = v128.load(at, 16)
      const v2 = v128.load(at, 32)
      const v3 = v128.load(at, 48)
      const v4 = v128.load(at, 64)
      const low01 = lowPairs(v0, v1)
      const low23 = lowPairs(v2, v3)
      const high01 = highPairs(v0, v1)
      const high23 = highPairs(v2, v3)
      const d0 = lowHalves(low01, low23)
      const d1 = highHalves(low01, low23)
      const d2 = lowHalves(high01, high23)
      const d3 = highHalves(high01, high23)
      // The last two columns of a tile are the first two of the next.
      const d4 = nextLane(d0, v4)
      const d5 = nextLane(d1, i8x16.shuffle(v4, v4, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7, 4, 5, 6, 7))
      mixSix(d0, d1, d2, d3, d4, d5, to + first * 4, place)
    }
    from += pitch * 4
    to += SIDE * place
  }
}
