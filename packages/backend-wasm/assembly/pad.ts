/*
 * Images with their padding laid around them, so that no kernel asks where an image ends. Where windows step by more than one, a
 * row's columns are dealt out to as many phases: what neighbouring windows read at one tap lies side by side again.
 */

import { beginOf } from './parts'
import { planeAt } from './planes'
import { evenLanes, oddLanes } from './transpose'

/**
 * A row, with `left` columns of padding before it, in `phases` runs of `pitch` columns: column c is column c / phases of run
 * c % phases. Columns that find no place are left out. Without `margins`, the padding lies there from the row before.
 */
export function padRow(
  from: usize,
  columnStride: i32,
  width: i32,
  left: i32,
  to: usize,
  phases: i32,
  pitch: i32,
  padding: f32,
  margins: bool,
): void {
  const columns = min(width, phases * pitch - left)
  if (phases == 1) {
    copyRow(from, columnStride, columns, to + left * 4)
    if (!margins) return
    fillRow(to, left, padding)
    fillRow(to + (left + columns) * 4, pitch - left - columns, padding)
    return
  }
  if (phases == 2 && columnStride == 4) {
    dealRow(from, columns, left, to, pitch)
    if (!margins) return
    for (let phase = 0; phase < 2; phase++) {
      const run = to + phase * pitch * 4
      const behind = (left + columns - phase + 1) / 2
      fillRow(run, (left - phase + 1) / 2, padding)
      fillRow(run + behind * 4, pitch - behind, padding)
    }
    return
  }
  for (let phase = 0; phase < phases; phase++) {
    const run = to + phase * pitch * 4
    // The first column of this phase that is the image's.
    const first = max(0, (left - phase + phases - 1) / phases)
    fillRow(run, min(first, pitch), padding)
    const count = max(0, (columns + left - phase + phases - 1) / phases - first)
    const begin = from + (first * phases + phase - left) * columnStride
    copyRow(begin, columnStride * phases, count, run + first * 4)
    fillRow(run + (first + count) * 4, pitch - first - count, padding)
  }
}

/** Columns side by side, dealt out to two phases: each is read once. */
function dealRow(from: usize, columns: i32, left: i32, to: usize, pitch: i32): void {
  // Where the image's first two columns go, one to each phase.
  const odd = left & 1
  const first = to + (odd * pitch + left / 2) * 4
  const second = odd ? to + ((left + 1) / 2) * 4 : first + pitch * 4
  let c = 0
  for (; c + 8 <= columns; c += 8) {
    const low = v128.load(from + c * 4)
    const high = v128.load(from + c * 4, 16)
    v128.store(first + c * 2, evenLanes(low, high))
    v128.store(second + c * 2, oddLanes(low, high))
  }
  for (; c < columns; c++) store<f32>((c & 1 ? second : first) + (c / 2) * 4, load<f32>(from + c * 4))
}

/** A row of padding alone. */
export function fillRow(to: usize, columns: i32, value: f32): void {
  let c = 0
  const four = f32x4.splat(value)
  for (; c + 4 <= columns; c += 4) v128.store(to + c * 4, four)
  for (; c < columns; c++) store<f32>(to + c * 4, value)
}

/** In fours; the last four overlap those before, so that a row of any length from four on moves in vectors. */
export function copyRow(from: usize, stride: i32, columns: i32, to: usize): void {
  if (stride == 4 && columns >= 4) {
    const last = columns - 4
    for (let c = 0; c < last; c += 4) v128.store(to + c * 4, v128.load(from + c * 4))
    v128.store(to + last * 4, v128.load(from + last * 4))
    return
  }
  let c = 0
  if (stride == 8)
    // Every second column. The last of them is left to the loop below: what lies behind it may be no one's.
    for (; c + 5 <= columns; c += 4) {
      const at = from + c * 8
      v128.store(to + c * 4, evenLanes(v128.load(at), v128.load(at, 16)))
    }
  for (; c < columns; c++) store<f32>(to + c * 4, load<f32>(from + c * stride))
}

/**
 * Planes (channels of images) with their padding. All strides are bytes; `planes` planes of an image, `images` images. Rows of a
 * padded plane are `phases` · `pitch` columns long, `rows` of them from `top` rows above the image on.
 */
export function padPlanes(
  slot: i32,
  part: i32,
  parts: i32,
  from: usize,
  images: i32,
  imageStride: i32,
  planes: i32,
  planeStride: i32,
  height: i32,
  rowStride: i32,
  width: i32,
  columnStride: i32,
  to: usize,
  planeBytes: i32,
  rows: i32,
  top: i32,
  left: i32,
  phases: i32,
  pitch: i32,
): void {
  const all = images * planes
  const last = beginOf(all, part + 1, parts)
  for (let plane = beginOf(all, part, parts); plane < last; plane++) {
    const source = planeAt(from, plane, planes, imageStride, planeStride)
    padPlane(
      source,
      height,
      rowStride,
      width,
      columnStride,
      to + (plane as usize) * (planeBytes as usize),
      rows,
      top,
      left,
      phases,
      pitch,
      0,
      true,
    )
  }
}

/** One plane of `padPlanes`. Without `margins`, the padding lies there from the plane before. */
export function padPlane(
  from: usize,
  height: i32,
  rowStride: i32,
  width: i32,
  columnStride: i32,
  to: usize,
  rows: i32,
  top: i32,
  left: i32,
  phases: i32,
  pitch: i32,
  padding: f32,
  margins: bool,
): void {
  const long = phases * pitch
  for (let row = 0; row < rows; row++) {
    const y = row - top
    if (y >= 0 && y < height)
      padRow(from + y * rowStride, columnStride, width, left, to, phases, pitch, padding, margins)
    else if (margins) fillRow(to, long, padding)
    to += long * 4
  }
}
