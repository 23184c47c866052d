/*
 * Attention: softmax(Q·Kᵀ·scale + mask)·V, head by head. Keys and values are packed once for a head; then 48 queries at a time have
 * their scores computed, their softmax taken and their values mixed, so that no more than 48 rows of scores are ever there. Bound by the
 * multiply-adds of the two products. A single query packs nothing: it is two products of a matrix with a vector.
 */
import { NONE } from './activation'
import { EDGE_BYTES, multiplyBlock, zeros } from './block'
import { depthOfBlocks, layRows, packB, TAPS_BYTES } from './gemm'
import { gemv } from './gemv'
import { packRows } from './pack'
import { beginOf, roundTo, stepsOf } from './parts'
import { softmaxRow } from './rows/softmax'
import { fma } from './simd'
import { TILE_COLUMNS } from './tile'

/** Queries at a time: whole tiles in both builds. */
const QUERIES = 48
/** Queries up to which packing costs more than it brings. */
const FEW = 2

/** The workspace of each thread, in bytes: packed keys and values, a block of scores, and its packed rows. */
export function attentionWorkspace(keys: i32, size: i32, width: i32): usize {
  const packed = roundTo(keys, TILE_COLUMNS) * size + roundTo(width, TILE_COLUMNS) * keys
  const depth = max(depthOfBlocks(keys), depthOfBlocks(size))
  return EDGE_BYTES + TAPS_BYTES + ((packed + QUERIES * keys + QUERIES * depth + size) as usize) * 4
}

/**
 * query: [batch, heads, queries, size], key: [batch, heads, keys, size], value: [batch, heads, keys, width], mask: [batch, heads, queries,
 * keys] or address 0; each with the bytes from one to the next along its four axes. out: [batch, heads, queries, width] contiguous.
 * Split by heads of all batches, and by blocks of queries: parts = headParts · queryParts.
 */
export function attention(
  slot: i32,
  part: i32,
  parts: i32,
  queryParts: i32,
  batch: i32,
  heads: i32,
  queries: i32,
  keys: i32,
  size: i32,
  width: i32,
  query: usize,
  queryBatch: i32,
  queryHead: i32,
  queryRow: i32,
  queryStep: i32,
  key: usize,
  keyBatch: i32,
  keyHead: i32,
  keyRow: i32,
  keyStep: i32,
  value: usize,
  valueBatch: i32,
  valueHead: i32,
  valueRow: i32,
  valueStep: i32,
  mask: usize,
  maskBatch: i32,
  maskHead: i32,
  maskRow: i32,
  maskStep: i32,
  causal: i32,
  scale: f32,
  out: usize,
  work: usize,
  workBytes: usize,
): void {
  const headParts = parts / queryParts
  const headPart = part / queryParts
  const queryPart = part % queryParts
  const blocks = stepsOf(queries, QUERIES)
  const first = beginOf(blocks, queryPart, queryParts) * QUERIES
  const end = min(queries, beginOf(blocks, queryPart + 1, queryParts) * QUERIES)
  const all = batch * heads
  const last = beginOf(all, headPart + 1, headParts)
  const edge = work + (slot as usize) * workBytes
  const taps = edge + EDGE_BYTES
  const scores = taps + TAPS_BYTES
  const rows = scores + ((QUERIES * keys) as usize) * 4
  const packedKeys = rows + ((QUERIES * max(depthOfBlocks(keys), depthOfBlocks(size)) + size) as usize) * 4
  const packedValues = packedKeys + ((roundTo(keys, TILE_COLUMNS) * size) as usize) * 4
  layRows(taps, max(depthOfBlocks(keys), depthOfBlocks(size)), 32)
  for (let at = beginOf(all, headPart, headParts); at < last; at++) {
    const n = at / heads
    const h = at % heads
    const q = query + n * queryBatch + h * queryHead
    const k = key + n * keyBatch + h * keyHead
    const v = value + n * valueBatch + h * valueHead
    const m = mask + n * maskBatch + h * maskHead
    const to = out + ((at * queries) as usize) * (width as usize) * 4
    if (queries <= FEW) {
      for (let i = first; i < end; i++) {
        const seen = causal ? min(keys, i + 1) : keys
        // 0 and 0: zeros to begin with.
        gemv(0, 0, 1, k, keyRow, keyStep, q + i * queryRow, queryStep, zeros(), 0, scores, seen, size, rows, 0, NONE)
        weigh(scores, seen, scale, mask ? m + i * maskRow : 0, maskStep)
        softmaxRow(scores, seen, scores)
        gemv(0, 0, 1, v, valueStep, valueRow, scores, 4, zeros(), 0, to + i * width * 4, width, seen, rows, 0, NONE)
      }
      continue
    }
    packB(k, keyStep, keyRow, keys, size, packedKeys)
    packB(v, valueRow, valueStep, width, keys, packedValues)
    for (let i = first; i < end; i += QUERIES) {
      const height = min(QUERIES, end - i)
      // The last query of the block sees the most keys; the others' scores beyond their own are made zeros.
      const seen = causal ? min(keys, i + height) : keys
      multiply(
        q + i * queryRow,
        queryRow,
        queryStep,
        height,
        size,
        size,
        packedKeys,
        keys,
        seen,
        scores,
        keys * 4,
        rows,
        taps,
        edge,
      )
      for (let r = 0; r < height; r++) {
        const row = scores + r * keys * 4
        const own = causal ? min(keys, i + r + 1) : keys
        weigh(row, own, scale, mask ? m + (i + r) * maskRow : 0, maskStep)
        softmaxRow(row, own, row)
        memory.fill(row + own * 4, 0, (seen - own) * 4)
      }
      multiply(
        scores,
        keys * 4,
        4,
        height,
        seen,
        keys,
        packedValues,
        width,
        width,
        to + i * width * 4,
        width * 4,
        rows,
        taps,
        edge,
      )
    }
  }
}

/**
 * out = a·b, of which b was packed whole: `whole` deep, `lanes` wide. Only the first `depth` rows and `columns` columns of it count.
 */
function multiply(
  a: usize,
  row: i32,
  step: i32,
  height: i32,
  depth: i32,
  whole: i32,
  b: usize,
  lanes: i32,
  columns: i32,
  out: usize,
  outRow: i32,
  rows: usize,
  taps: usize,
  edge: usize,
): void {
  const most = depthOfBlocks(whole)
  for (let d = 0; d < depth; d += most) {
    const some = min(most, depth - d)
    const panel = min(most, whole - d) * 32
    packRows(a + d * step, row, step, height, some, rows)
    const from = b + roundTo(lanes, TILE_COLUMNS) * d * 4
    const begin = d == 0 ? zeros() : out
    multiplyBlock(
      rows,
      from,
      panel,
      taps,
      height,
      columns,
      some,
      begin,
      d == 0 ? 0 : outRow,
      d == 0 ? 0 : 32,
      out,
      outRow,
      edge,
      NONE,
    )
  }
}

/** scores · scale + mask. */
function weigh(scores: usize, count: i32, scale: f32, mask: usize, step: i32): void {
  const factor = f32x4.splat(scale)
  let i = 0
  if (mask == 0) for (; i + 4 <= count; i += 4) v128.store(scores + i * 4, f32x4.mul(v128.load(scores + i * 4), factor))
  else if (step == 4)
    for (; i + 4 <= count; i += 4)
      v128.store(scores + i * 4, fma(v128.load(scores + i * 4), factor, v128.load(mask + i * 4)))
  for (; i < count; i++) {
    const shift: f32 = mask == 0 ? 0 : load<f32>(mask + i * step)
    store<f32>(scores + i * 4, load<f32>(scores + i * 4) * scale + shift)
  }
}
