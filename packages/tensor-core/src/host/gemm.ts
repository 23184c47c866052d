/*
 * Matrix product in plain JavaScript for floats: out += A·B.
 *
 * Bounded by the multiply-adds, if V8 lets them be. It holds float64 scalars in 15 registers and orders the body of a loop
 * as all loads, then all products, then all sums, so that a block of n sums has 2n values alive and more than 6 of them
 * spill at every step (measured on x86-64, in GFLOP/s: 2×3 11.2, 3×3 5.9, 2×4 5.4, 3×4 6.9). What else a step costs is its
 * bounds checks: every element of the block has a typed array of its own, moved by one element and all of one constant length,
 * so that one check serves for those that share an index.
 *
 * Two rows of A lie in float64 as `row0` and `row1`. B lies in `cells` in whatever order suits who laid it: the element of
 * depth k that belongs to a column is `taps[k]` cells behind the column's first one, and three neighbouring columns are
 * neighbouring cells. So convolution lays the image itself down and no patches of it. Depth goes in blocks of DEPTH, columns
 * in blocks that stay in the second-level cache. The workspace, about 1.2 MB, is made once and kept.
 */
import type { TypedArray } from '../dtype'

/** Depths in a block. */
export const DEPTH = 256
/** Cells for a block of B: 1 MB. */
export const CELLS = 1 << 17
/** Panels of three columns in a block. */
export const PANELS = 1 << 14
/** Columns of a panel. */
export const WIDTH = 3
/** Columns that a product of matrices lays down at a time: half a megabyte. */
const COLUMNS = WIDTH * 85

export type Floats = Float32Array | Float64Array

/** A matrix seen by its strides. */
export interface Matrix {
  readonly array: TypedArray
  readonly offset: number
  readonly rowStride: number
  readonly columnStride: number
}

// A function that is made once may take the arrays around it for constants: hence all in one closure, made when first used.
function makeWorkspace() {
  const row0 = new Float64Array(DEPTH)
  const row1 = new Float64Array(DEPTH)
  const taps = new Int32Array(DEPTH)
  const cells = new Float64Array(CELLS + WIDTH - 1)
  const cells0 = new Float64Array(cells.buffer, 0, CELLS)
  const cells1 = new Float64Array(cells.buffer, 8, CELLS)
  const cells2 = new Float64Array(cells.buffer, 16, CELLS)
  /** Where each panel's first cell is, where its results go and how many columns it has. */
  const from = new Int32Array(PANELS)
  const to = new Int32Array(PANELS)
  const widths = new Uint8Array(PANELS)

  // Large enough to lie outside JavaScript's heap, where its address is a constant.
  const sums = new Float64Array(16)

  /** The register block: six sums over the depth. A function of its own, so that the loop has the registers to itself. */
  function multiplyBlock(depths: number, at: number): void {
    let c00 = 0
    let c01 = 0
    let c02 = 0
    let c10 = 0
    let c11 = 0
    let c12 = 0
    for (let k = 0; k < depths; k++) {
      const cell = (at + taps[k]!) | 0
      const a0 = row0[k]!
      const a1 = row1[k]!
      const b0 = cells0[cell]!
      const b1 = cells1[cell]!
      const b2 = cells2[cell]!
      c00 += a0 * b0
      c01 += a0 * b1
      c02 += a0 * b2
      c10 += a1 * b0
      c11 += a1 * b1
      c12 += a1 * b2
    }
    sums[0] = c00
    sums[1] = c01
    sums[2] = c02
    sums[3] = c10
    sums[4] = c11
    sums[5] = c12
  }

  /** Adds the products of the two rows and so many panels to out, from `first` and from `second` on (−1: there is none). */
  function multiplyRows(depths: number, panels: number, out: Floats, first: number, second: number): void {
    for (let panel = 0; panel < panels; panel++) {
      multiplyBlock(depths, from[panel]!)
      const width = widths[panel]!
      const i = first + to[panel]!
      const j = second + to[panel]!
      if (width === WIDTH && second >= 0) {
        out[i]! += sums[0]!
        out[i + 1]! += sums[1]!
        out[i + 2]! += sums[2]!
        out[j]! += sums[3]!
        out[j + 1]! += sums[4]!
        out[j + 2]! += sums[5]!
        continue
      }
      for (let c = 0; c < width; c++) out[i + c]! += sums[c]!
      if (second >= 0) for (let c = 0; c < width; c++) out[j + c]! += sums[WIDTH + c]!
    }
  }
  return { row0, row1, taps, cells, from, to, widths, multiplyRows }
}

type Workspace = ReturnType<typeof makeWorkspace>
let kept: Workspace | undefined
export const workspace = (): Workspace => (kept ??= makeWorkspace())

function layRow({ array, columnStride }: Matrix, at: number, row: Float64Array, depths: number): void {
  for (let k = 0; k < depths; k++) row[k] = array[at + k * columnStride]! as number
}

/** Adds to out the product of `rows` rows of A, from depth `depth` on, and the panels that lie in the workspace. */
export function multiplyPanels(
  a: Matrix,
  rows: number,
  depth: number,
  depths: number,
  panels: number,
  out: Floats,
  offset: number,
  outStride: number,
): void {
  const { row0, row1, multiplyRows } = workspace()
  for (let row = 0; row < rows; row += 2) {
    const at = a.offset + row * a.rowStride + depth * a.columnStride
    layRow(a, at, row0, depths)
    if (row + 1 < rows) layRow(a, at + a.rowStride, row1, depths)
    const first = offset + row * outStride
    multiplyRows(depths, panels, out, first, row + 1 < rows ? first + outStride : -1)
  }
}

/** Lays columns `column … column+columns` × depths `depth … depth+depths` of B into the workspace, panel by panel. */
function layColumns(b: Matrix, column: number, columns: number, depth: number, depths: number): number {
  const { taps, cells, from, to, widths } = workspace()
  const { rowStride, columnStride } = b
  const array = b.array as Float32Array
  const panels = Math.ceil(columns / WIDTH)
  for (let k = 0; k < depths; k++) taps[k] = k * WIDTH
  for (let panel = 0, cell = 0; panel < panels; panel++) {
    from[panel] = cell
    to[panel] = panel * WIDTH
    const width = Math.min(WIDTH, columns - panel * WIDTH)
    widths[panel] = width
    // Past the last column, the last one is laid again.
    const c0 = b.offset + (column + panel * WIDTH) * columnStride + depth * rowStride
    const c1 = width > 1 ? c0 + columnStride : c0
    const c2 = width > 2 ? c1 + columnStride : c1
    for (let k = 0, row = 0; k < depths; k++, row += rowStride, cell += WIDTH) {
      cells[cell] = array[c0 + row]!
      cells[cell + 1] = array[c1 + row]!
      cells[cell + 2] = array[c2 + row]!
    }
  }
  return panels
}

function gemm(
  m: number,
  n: number,
  k: number,
  a: Matrix,
  b: Matrix,
  out: Floats,
  offset: number,
  outStride: number,
): void {
  for (let column = 0; column < n; column += COLUMNS)
    for (let depth = 0; depth < k; depth += DEPTH) {
      const depths = Math.min(DEPTH, k - depth)
      const panels = layColumns(b, column, Math.min(COLUMNS, n - column), depth, depths)
      multiplyPanels(a, m, depth, depths, panels, out, offset + column, outStride)
    }
}

/**
 * The same product for few rows (a batch of one): laying B down would cost more than the product. Each pass over B's columns
 * serves one row, four columns at a time.
 */
function gemv(
  rows: number,
  n: number,
  k: number,
  a: Matrix,
  b: Matrix,
  out: Floats,
  offset: number,
  outStride: number,
): void {
  const x = a.array as Float32Array
  const w = b.array as Float32Array
  const step = b.rowStride
  const across = a.columnStride
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
      let row = 0
      // Two depths at a time, so that the loop itself costs half.
      for (let d = 1; d < k; d += 2) {
        const x0 = x[at]!
        const x1 = x[(at + across) | 0]!
        const next = row + step
        s0 += x0 * w[(c0 + row) | 0]! + x1 * w[(c0 + next) | 0]!
        s1 += x0 * w[(c1 + row) | 0]! + x1 * w[(c1 + next) | 0]!
        s2 += x0 * w[(c2 + row) | 0]! + x1 * w[(c2 + next) | 0]!
        s3 += x0 * w[(c3 + row) | 0]! + x1 * w[(c3 + next) | 0]!
        at += 2 * across
        row = next + step
      }
      if (k & 1) {
        s0 += x[at]! * w[c0 + row]!
        s1 += x[at]! * w[c1 + row]!
        s2 += x[at]! * w[c2 + row]!
        s3 += x[at]! * w[c3 + row]!
      }
      const to = offset + i * outStride + j
      out[to]! += s0
      if (j + 1 < n) out[to + 1]! += s1
      if (j + 2 < n) out[to + 2]! += s2
      if (j + 3 < n) out[to + 3]! += s3
    }
  }
}

/** Rows below which `gemv` beats laying B down. */
const FEW_ROWS = 4

/** Adds A·B to out by whichever way suits the number of rows. */
export function multiply(
  m: number,
  n: number,
  k: number,
  a: Matrix,
  b: Matrix,
  out: Floats,
  offset: number,
  outStride: number,
): void {
  const product = m < FEW_ROWS ? gemv : gemm
  product(m, n, k, a, b, out, offset, outStride)
}
