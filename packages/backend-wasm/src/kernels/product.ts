/* Calls of the matrix product: strides to bytes, workspace, and how the work falls into parts. */
import type { View } from '@torchlet/tensor-core/ops'
import type { Instance } from '../instance'

/** A batch of matrices in memory: the address of the first element, and bytes to the next matrix, row and column. */
export interface Matrices {
  readonly address: number
  readonly batch: number
  readonly row: number
  readonly column: number
  /** Laid out in panels already: the strides say nothing then. */
  readonly packed?: boolean
}

/** What sums begin with: rows `row` bytes apart, panels of eight columns `panel` bytes; 0 where they repeat. */
export interface Init {
  readonly address: number
  readonly row: number
  readonly panel: number
}

export interface Sizes {
  readonly batches: number
  readonly m: number
  readonly n: number
  readonly k: number
}

/** The matrices of a view [batches, rows, columns]. */
export const matricesOf = (address: number, { strides }: View): Matrices => ({
  address,
  batch: strides[0]! * 4,
  row: strides[1]! * 4,
  column: strides[2]! * 4,
})

export const noInit = (wasm: Instance): Init => ({ address: wasm.exports.zeros(), row: 0, panel: 0 })

/** Columns and rows below which it does not pay to split a product: each part packs its rows and columns anew. */
const LEAST_COLUMNS = 64
const LEAST_ROWS = 48

/** How many parts the batches, rows and columns of a product fall into. */
function split(wasm: Instance, { batches, m, n, k }: Sizes): { batch: number; row: number; column: number } {
  // A tile computes eight products in the time of one load.
  const wanted = wasm.parts((batches * m * n * k) / 8)
  if (batches >= wanted) return { batch: wanted, row: 1, column: 1 }
  const cells = Math.ceil(wanted / batches)
  const column = Math.min(cells, Math.ceil(n / LEAST_COLUMNS))
  const row = Math.min(Math.ceil(cells / column), Math.ceil(m / LEAST_ROWS))
  return { batch: batches, row, column }
}

/**
 * out = init + a·b, all matrices of a batch, and an activation of it (by number: activation.ts). out: [batches, m, n]
 * contiguous. No side is 0.
 */
export function multiply(
  wasm: Instance,
  sizes: Sizes,
  a: Matrices,
  b: Matrices,
  init: Init,
  out: number,
  activation = 0,
): void {
  const { batches, m, n, k } = sizes
  const packed = (a.packed ? 1 : 0) + (b.packed ? 2 : 0)
  const workBytes = wasm.exports.gemmWorkspace(m, n, k, packed)
  const work = wasm.scratch(workBytes * wasm.threads)
  const parts = split(wasm, sizes)
  const count = parts.batch * parts.row * parts.column
  const left = [a.address, a.batch, a.row, a.column] as const
  const right = [b.address, b.batch, b.row, b.column] as const
  const begin = [init.address, init.row, init.panel] as const
  const grid = [parts.row, parts.column, batches, m, n, k] as const
  wasm.parallel('gemm', count, ...grid, ...left, ...right, ...begin, out, packed, activation, work, workBytes)
}

/** A matrix whose lanes are multiplied with one vector: bytes to the next lane and to the next element of a lane. */
export interface Lanes {
  readonly address: number
  readonly lane: number
  readonly step: number
}

/** out[i] = init[i] + Σ matrix[i, k]·vector[k], and an activation of it; `init` null begins with zeros. */
export function multiplyVector(
  wasm: Instance,
  lanes: number,
  depth: number,
  matrix: Lanes,
  vector: { readonly address: number; readonly step: number },
  init: number | null,
  out: number,
  activation = 0,
): void {
  const workBytes = vector.step === 4 ? 0 : depth * 4
  const work = workBytes === 0 ? 0 : wasm.scratch(workBytes * wasm.threads)
  const parts = wasm.parts((lanes * depth) / 4)
  const begin = init ?? wasm.exports.zeros()
  const beginStep = init === null ? 0 : 4
  const { address, lane, step } = matrix
  // One by one: arrays that are spread cost as much as such a call's arithmetic.
  wasm.parallel(
    'gemv',
    parts,
    address,
    lane,
    step,
    vector.address,
    vector.step,
    begin,
    beginStep,
    out,
    lanes,
    depth,
    work,
    workBytes,
    activation,
  )
}
