/*
 * Matrix products: out = init + A·B, in the manner of Goto. A block of B (up to 384 deep, 256 columns wide: 384 KB) and a block of
 * A's rows (up to 240: 360 KB) are packed into panels and stay in the second cache while their product is computed tile by tile;
 * deeper products are summed block by block, always in the same order. Bound by the multiply-adds as soon as all sides are beyond
 * some dozens; by reading B where A has few rows: B's rows are read where they lie then.
 */
import { NONE } from './activation'
import { EDGE_BYTES, multiplyBlock } from './block'
import { packColumns, packRows } from './pack'
import { beginOf, roundTo, stepsOf } from './parts'
import { TILE_COLUMNS, TILE_ROWS } from './tile'

const DEPTH = 384
const ROWS = 240
const COLUMNS = 256
/** A table of the rows of a block. */
export const TAPS_BYTES: usize = DEPTH * 4
/** A's rows are packed once for all columns, as many at a time as give 4 Mi elements. */
const PACKED_ELEMENTS = 1 << 22

/** Which operands come packed by `packA` and `packB`. */
const A_PACKED = 1
const B_PACKED = 2

/** How deep the blocks of a product of depth k are: all about the same. */
// @ts-expect-error: decorator
@inline
export function depthOfBlocks(k: i32): i32 {
  const blocks = max(1, stepsOf(k, DEPTH))
  return (stepsOf(k, blocks) + 1) & ~1
}

/** Packs all of A, [m, k] with these strides in bytes: m rounded up to tiles, times k, elements. */
export function packA(from: usize, row: i32, step: i32, m: i32, k: i32, to: usize): void {
  const most = depthOfBlocks(k)
  const lanes = roundTo(m, TILE_ROWS)
  for (let d = 0; d < k; d += most) packRows(from + d * step, row, step, m, min(most, k - d), to + lanes * d * 4)
}

/** Packs all of B, [k, n] with these strides in bytes: n rounded up to tiles, times k, elements. */
export function packB(from: usize, step: i32, column: i32, n: i32, k: i32, to: usize): void {
  const most = depthOfBlocks(k)
  const lanes = roundTo(n, TILE_COLUMNS)
  for (let d = 0; d < k; d += most) packColumns(from + d * step, column, step, n, min(most, k - d), to + lanes * d * 4)
}

/** As many rows of A as are packed at once. */
function rowsAtOnce(m: i32, k: i32): i32 {
  return min(m, max(ROWS, (PACKED_ELEMENTS / max(k, 1) / ROWS) * ROWS))
}

/** A table of rows that lie `step` bytes apart. */
export function layRows(taps: usize, depth: i32, step: i32): void {
  for (let d = 0; d < depth; d++) store<i32>(taps + (d as usize) * 4, d * step)
}

/** The workspace, in bytes, that each thread needs for a product of this size. */
export function gemmWorkspace(m: i32, n: i32, k: i32, packed: i32): usize {
  const most = depthOfBlocks(k)
  let elements = most * roundTo(min(n, COLUMNS), TILE_COLUMNS)
  if (!(packed & A_PACKED)) elements += roundTo(rowsAtOnce(m, k), TILE_ROWS) * k
  return EDGE_BYTES + TAPS_BYTES + (elements as usize) * 4
}

/**
 * out[i] = activation(init + a[i]·b[i]) for each i of a batch. a: [m, k], b: [k, n], out: [m, n] contiguous; all strides in
 * bytes. init's rows are `initRow` bytes apart, its panels of eight columns `initPanel`: 0 repeats them. The work is split by batches,
 * rows and columns: `parts` = batchParts · rowParts · columnParts.
 */
export function gemm(
  slot: i32,
  part: i32,
  parts: i32,
  rowParts: i32,
  columnParts: i32,
  batches: i32,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aBatch: i32,
  aRow: i32,
  aStep: i32,
  b: usize,
  bBatch: i32,
  bStep: i32,
  bColumn: i32,
  init: usize,
  initRow: usize,
  initPanel: usize,
  out: usize,
  packed: i32,
  activation: i32,
  work: usize,
  workBytes: usize,
): void {
  const cells = rowParts * columnParts
  const batchParts = parts / cells
  const batchPart = part / cells
  const rowPart = (part % cells) / columnParts
  const columnPart = part % columnParts
  const rowTiles = stepsOf(m, TILE_ROWS)
  const columnTiles = stepsOf(n, TILE_COLUMNS)
  const firstRow = beginOf(rowTiles, rowPart, rowParts) * TILE_ROWS
  const endRow = min(m, beginOf(rowTiles, rowPart + 1, rowParts) * TILE_ROWS)
  const firstColumn = beginOf(columnTiles, columnPart, columnParts) * TILE_COLUMNS
  const endColumn = min(n, beginOf(columnTiles, columnPart + 1, columnParts) * TILE_COLUMNS)
  const last = beginOf(batches, batchPart + 1, batchParts)
  for (let batch = beginOf(batches, batchPart, batchParts); batch < last; batch++)
    multiplyRange(
      firstRow,
      endRow,
      firstColumn,
      endColumn,
      m,
      n,
      k,
      a + batch * aBatch,
      aRow,
      aStep,
      b + batch * bBatch,
      bStep,
      bColumn,
      init,
      initRow,
      initPanel,
      out + (batch as usize) * (m as usize) * (n as usize) * 4,
      packed,
      activation,
      work + (slot as usize) * workBytes,
    )
}

/** The rows and columns of one product that one thread computes. */
function multiplyRange(
  firstRow: i32,
  endRow: i32,
  firstColumn: i32,
  endColumn: i32,
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  aStep: i32,
  b: usize,
  bStep: i32,
  bColumn: i32,
  init: usize,
  initRow: usize,
  initPanel: usize,
  out: usize,
  packed: i32,
  activation: i32,
  work: usize,
): void {
  const most = depthOfBlocks(k)
  const outRow = (n as usize) * 4
  const edge = work
  const taps = edge + EDGE_BYTES
  const bPacked = taps + TAPS_BYTES
  layRows(taps, most, 32)
  const aPacked = bPacked + ((most * roundTo(min(n, COLUMNS), TILE_COLUMNS)) as usize) * 4
  const atOnce = packed & A_PACKED ? endRow - firstRow : rowsAtOnce(m, k)
  for (let top = firstRow; top < endRow; top += atOnce) {
    const height = min(atOnce, endRow - top)
    let rows = a
    let lanes = roundTo(m, TILE_ROWS)
    let skipped = top
    if (!(packed & A_PACKED)) {
      packA(a + top * aRow, aRow, aStep, height, k, aPacked)
      rows = aPacked
      lanes = roundTo(height, TILE_ROWS)
      skipped = 0
    }
    for (let left = firstColumn; left < endColumn; left += COLUMNS) {
      const width = min(COLUMNS, endColumn - left)
      for (let d = 0; d < k; d += most) {
        const depth = min(most, k - d)
        let columns = bPacked
        if (packed & B_PACKED) columns = b + (roundTo(n, TILE_COLUMNS) * d + left * depth) * 4
        else packColumns(b + d * bStep + left * bColumn, bColumn, bStep, width, depth, bPacked)
        for (let i = 0; i < height; i += ROWS) {
          const to = out + ((top + i) as usize) * outRow + (left as usize) * 4
          const block = rows + ((lanes * d + (skipped + i) * depth) as usize) * 4
          const from = d == 0 ? init + ((top + i) as usize) * initRow + ((left >> 3) as usize) * initPanel : to
          multiplyBlock(
            block,
            columns,
            (depth as usize) * 32,
            taps,
            min(ROWS, height - i),
            width,
            depth,
            from,
            d == 0 ? initRow : outRow,
            d == 0 ? initPanel : 32,
            to,
            outRow,
            edge,
            d + depth == k ? activation : NONE,
          )
        }
      }
    }
  }
}
