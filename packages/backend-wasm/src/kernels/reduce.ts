/* Reductions of float32: sums, greatest and least numbers, and where these are. */
import type { Instance, MakeKernel } from '../instance'
import { type Planes, planesOf } from './planes'

/** The ops by their numbers in assembly/rows/folds.ts. */
const KINDS: { readonly [name: string]: number } = { sum: 0, amax: 1, amin: 2 }
/** A single row is folded in segments of this length, so that threads share it. */
const SEGMENT = 1 << 15

function foldOne(wasm: Instance, kind: number, n: number, from: number, to: number): void {
  const count = Math.ceil(n / SEGMENT)
  const results = wasm.scratch(count * 8, 'folds')
  wasm.parallel('foldSegments', Math.min(count, wasm.parts(n)), kind, n, SEGMENT, from, results)
  wasm.exports.foldResults(kind, count, results, to)
}

function fold(wasm: Instance, kind: number, { address, outer, n, inner }: Planes, to: number): void {
  const parts = wasm.parts(outer * n * inner)
  if (inner > 1) wasm.parallel('foldColumns', parts, kind, outer, n, inner, address, to)
  else if (outer === 1 && n > SEGMENT) foldOne(wasm, kind, n, address, to)
  else wasm.parallel('foldRows', parts, kind, outer, n, address, to)
}

export const reduce: MakeKernel<'reduce'> = (wasm) => (op, x, dims, out) => {
  const kind = KINDS[op.name]
  if (kind === undefined || x.dtype !== 'float32') return false
  fold(wasm, kind, planesOf(wasm, x, dims), wasm.output(out))
}

export const argReduce: MakeKernel<'argReduce'> = (wasm) => (largest, x, dim, out) => {
  if (x.dtype !== 'float32') return false
  const { address, outer, n, inner } = planesOf(wasm, x, [dim])
  // Columns are rows after a copy; the host reads them as they are.
  if (inner > 1) return false
  const kind = largest ? KINDS.amax! : KINDS.amin!
  wasm.parallel('argRows', wasm.parts(outer * n), kind, outer, n, address, wasm.output(out))
}
