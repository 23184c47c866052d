/*
 * A block of a product, tile by tile: a panel of B (eight columns, at most 12 KB) stays in the first cache while the panels of
 * A's block stream past it from the second. Tiles that reach over the edge are computed whole, beside the result, and the part
 * that is there is copied: sums are the same wherever an element lies.
 */
import { GELU, geluRows } from './activation'
import { narrowTile, TILE_COLUMNS, TILE_ROWS, tile } from './tile'

const ZEROS: usize = memory.data(64, 16)

/** Where zeros lie, eight of them at least: what sums begin with. */
export function zeros(): usize {
  return ZEROS
}

/** Bytes of the workspace for tiles at the edge. */
export const EDGE_BYTES: usize = 32 * (TILE_ROWS as usize)

/**
 * out = init + A·B. A: m rows, packed. B: n columns in panels of eight, `panelBytes` from one to the next; `taps` says, in
 * bytes, where each of its rows lies. init: its rows are `initRow` bytes apart and each panel's columns `initPanel`: 0 where they repeat.
 * `activation` is applied to each tile, in its registers where it is a clamp: 0 for none.
 */
export function multiplyBlock(
  a: usize,
  b: usize,
  panelBytes: usize,
  taps: usize,
  m: i32,
  n: i32,
  depth: i32,
  init: usize,
  initRow: usize,
  initPanel: usize,
  out: usize,
  outRow: usize,
  edge: usize,
  activation: i32,
): void {
  const aPanel = (TILE_ROWS as usize) * (depth as usize) * 4
  for (let column = 0; column < n; column += TILE_COLUMNS) {
    const columns = min(TILE_COLUMNS, n - column)
    // A's panels are in the cache by then: from memory, one panel at a time arrives faster than two.
    if (column > 0 && columns <= TILE_COLUMNS / 2) {
      multiplyNarrow(a, b, taps, m, columns, depth, init, initRow, out, outRow, edge, activation)
      return
    }
    const whole = columns == TILE_COLUMNS ? m / TILE_ROWS : 0
    const done = whole * TILE_ROWS
    tile(a, b, taps, depth, init, initRow, out, outRow, activation, whole)
    if (activation == GELU) geluRows(out, outRow, done, 32)
    let panel = a + (whole as usize) * aPanel
    let from = init + (done as usize) * initRow
    let to = out + (done as usize) * outRow
    for (let row = done; row < m; row += TILE_ROWS) {
      const rows = min(TILE_ROWS, m - row)
      copyTile(from, initRow, edge, 32, rows, columns)
      tile(panel, b, taps, depth, edge, 32, edge, 32, activation, 1)
      if (activation == GELU) geluRows(edge, 32, rows, 32)
      copyTile(edge, 32, to, outRow, rows, columns)
      panel += aPanel
      from += (TILE_ROWS as usize) * initRow
      to += (TILE_ROWS as usize) * outRow
    }
    b += panelBytes
    init += initPanel
    out += 32
  }
}

/** The last columns, four at most. */
function multiplyNarrow(
  a: usize,
  b: usize,
  taps: usize,
  m: i32,
  columns: i32,
  depth: i32,
  init: usize,
  initRow: usize,
  out: usize,
  outRow: usize,
  edge: usize,
  activation: i32,
): void {
  const aPanel = (TILE_ROWS as usize) * (depth as usize) * 4
  for (let row = 0; row < m; row += 2 * TILE_ROWS) {
    const rows = min(2 * TILE_ROWS, m - row)
    // Where the second panel is missing the first stands in for it, and nobody looks at its sums.
    const lower = rows > TILE_ROWS ? a + aPanel : a
    copyTile(init, initRow, edge, 16, rows, columns)
    narrowTile(a, lower, b, taps, depth, edge, activation)
    if (activation == GELU) geluRows(edge, 16, rows, 16)
    copyTile(edge, 16, out, outRow, rows, columns)
    a += 2 * aPanel
    init += 2 * (TILE_ROWS as usize) * initRow
    out += 2 * (TILE_ROWS as usize) * outRow
  }
}

function copyTile(from: usize, fromRow: usize, to: usize, toRow: usize, rows: i32, columns: i32): void {
  const bytes = (columns as usize) * 4
  for (let row = 0; row < rows; row++) {
    let at: usize = 0
    for (; at + 16 <= bytes; at += 16) v128.store(to + at, v128.load(from + at))
    for (; at < bytes; at += 4) store<f32>(to + at, load<f32>(from + at))
    from += fromRow
    to += toRow
  }
}
