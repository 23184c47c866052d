/*
 * Matrix product in plain JavaScript, C = A·B, for floats.
 *
 * Bounded by the multiply-adds: V8 keeps float64 scalars in registers and there are 16 of them, so a block of 3×4
 * accumulators is as large as fits beside its operands (measured on x86-64: 3×4 7.0 GFLOP/s, 4×4 6.2, 2×4 5.3).
 * A and B are packed into float64 panels, 3 rows or 4 columns wide, in the order in which the block reads them: loads are
 * sequential, nothing is converted in the inner loop, and edges are padded with zeros. Panels of KC × NC stay in cache;
 * whoever packs decides what the matrices are (convolution packs image patches and never has a whole im2col).
 */
import type { TypedArray } from '../dtype'

const MR = 3
const NR = 4
/** Depth of a panel: MR·KC and NR·KC elements stay in the first-level cache. */
export const KC = 256
/** Columns packed at a time: KC·NC float64 are 1 MB, in the second-level cache. */
const NC = 512
const MC = 96

/** Writes rows `row … row+rows` × depths `depth … depth+depths` into panels of MR rows, zero-padded. */
export type Packer = (panels: Float64Array, from: number, count: number, depth: number, depths: number) => void

let aPanels: Float64Array | undefined
let bPanels: Float64Array | undefined
const block = /* @__PURE__ */ new Float64Array(MR * NR)

/** A matrix seen by its strides. */
export interface Matrix {
  readonly array: TypedArray
  readonly offset: number
  readonly rowStride: number
  readonly columnStride: number
}

/** Packs `count` lines of `width`-wide panels, where line i at depth k lies at offset + i·lineStride + k·depthStride. */
function packStrided(width: number, m: Matrix, lineStride: number, depthStride: number): Packer {
  const array = m.array as Float32Array
  return (panels, from, count, depth, depths) => {
    let to = 0
    for (let line = 0; line < count; line += width) {
      const lines = Math.min(width, count - line)
      const start = m.offset + (from + line) * lineStride + depth * depthStride
      for (let k = 0; k < depths; k++) {
        const at = start + k * depthStride
        for (let i = 0; i < lines; i++) panels[to + i] = array[at + i * lineStride]!
        for (let i = lines; i < width; i++) panels[to + i] = 0
        to += width
      }
    }
  }
}

export const packRows = (m: Matrix): Packer => packStrided(MR, m, m.rowStride, m.columnStride)
export const packColumns = (m: Matrix): Packer => packStrided(NR, m, m.columnStride, m.rowStride)
/** How many columns a packer of B puts into one panel. */
export const PANEL_COLUMNS = NR

/**
 * out[i·outStride + j] += Σ_k A[i,k]·B[k,j]. Workspace: two panels, at most 1.2 MB, kept.
 */
export function gemm(
  m: number,
  n: number,
  k: number,
  packA: Packer,
  packB: Packer,
  out: Float32Array | Float64Array,
  offset: number,
  outStride: number,
): void {
  aPanels ??= new Float64Array(MC * KC)
  bPanels ??= new Float64Array(NC * KC)
  for (let column = 0; column < n; column += NC) {
    const columns = Math.min(NC, n - column)
    for (let depth = 0; depth < k; depth += KC) {
      const depths = Math.min(KC, k - depth)
      packB(bPanels, column, columns, depth, depths)
      for (let row = 0; row < m; row += MC) {
        const rows = Math.min(MC, m - row)
        packA(aPanels, row, rows, depth, depths)
        multiplyPanels(rows, columns, depths, out, offset + row * outStride + column, outStride)
      }
    }
  }
}

/** Adds the product of the packed panels to out. */
function multiplyPanels(
  rows: number,
  columns: number,
  depths: number,
  out: Float32Array | Float64Array,
  offset: number,
  stride: number,
): void {
  const a = aPanels!
  const b = bPanels!
  for (let j = 0; j < columns; j += NR) {
    const width = Math.min(NR, columns - j)
    for (let i = 0; i < rows; i += MR) {
      multiplyBlock(depths, a, i * depths, b, j * depths)
      const height = Math.min(MR, rows - i)
      for (let r = 0; r < height; r++) {
        const to = offset + (i + r) * stride + j
        for (let c = 0; c < width; c++) out[to + c]! += block[r * NR + c]!
      }
    }
  }
}

/** The register block: 12 sums over the depth, left in `block`. */
function multiplyBlock(depths: number, a: Float64Array, i: number, b: Float64Array, j: number): void {
  let c00 = 0
  let c01 = 0
  let c02 = 0
  let c03 = 0
  let c10 = 0
  let c11 = 0
  let c12 = 0
  let c13 = 0
  let c20 = 0
  let c21 = 0
  let c22 = 0
  let c23 = 0
  for (let k = 0; k < depths; k++) {
    const b0 = b[j]!
    const b1 = b[j + 1]!
    const b2 = b[j + 2]!
    const b3 = b[j + 3]!
    const a0 = a[i]!
    c00 += a0 * b0
    c01 += a0 * b1
    c02 += a0 * b2
    c03 += a0 * b3
    const a1 = a[i + 1]!
    c10 += a1 * b0
    c11 += a1 * b1
    c12 += a1 * b2
    c13 += a1 * b3
    const a2 = a[i + 2]!
    c20 += a2 * b0
    c21 += a2 * b1
    c22 += a2 * b2
    c23 += a2 * b3
    i += MR
    j += NR
  }
  block[0] = c00
  block[1] = c01
  block[2] = c02
  block[3] = c03
  block[4] = c10
  block[5] = c11
  block[6] = c12
  block[7] = c13
  block[8] = c20
  block[9] = c21
  block[10] = c22
  block[11] = c23
}

/**
 * The same product for few rows (a batch of one): packing B would cost more than the product. Each pass over B's columns
 * serves one row, four columns at a time.
 */
export function gemv(
  rows: number,
  n: number,
  k: number,
  a: Matrix,
  b: Matrix,
  out: Float32Array | Float64Array,
  offset: number,
  outStride: number,
): void {
  const x = a.array as Float32Array
  const w = b.array as Float32Array
  const step = b.rowStride
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < n; j += 4) {
      // Past the last column, the last one is read again and not stored.
      const c0 = b.offset + j * b.columnStride
      const c1 = b.offset + Math.min(j + 1, n - 1) * b.columnStride
      const c2 = b.offset + Math.min(j + 2, n - 1) * b.columnStride
      const c3 = b.offset + Math.min(j + 3, n - 1) * b.columnStride
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      let at = a.offset + i * a.rowStride
      for (let d = 0, row = 0; d < k; d++, row += step) {
        const value = x[at]!
        s0 += value * w[c0 + row]!
        s1 += value * w[c1 + row]!
        s2 += value * w[c2 + row]!
        s3 += value * w[c3 + row]!
        at += a.columnStride
      }
      const to = offset + i * outStride + j
      out[to]! += s0
      if (j + 1 < n) out[to + 1]! += s1
      if (j + 2 < n) out[to + 2]! += s2
      if (j + 3 < n) out[to + 3]! += s3
    }
  }
}

/** Rows below which `gemv` beats packing (measured on 192 → 120: packing wins from 4 rows on). */
export const FEW_ROWS = 4

/** Adds A·B to out by whichever way suits the number of rows. */
export function multiply(
  m: number,
  n: number,
  k: number,
  a: Matrix,
  b: Matrix,
  out: Float32Array | Float64Array,
  offset: number,
  outStride: number,
): void {
  if (m < FEW_ROWS) gemv(m, n, k, a, b, out, offset, outStride)
  else gemm(m, n, k, packRows(a), packColumns(b), out, offset, outStride)
}
