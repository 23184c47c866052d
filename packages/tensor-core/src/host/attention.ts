/*
 * softmax(Q Kᵀ·scale + mask)·V, one head after another.
 *
 * Bounded by the two matrix products, which gemm carries. The scores of a block of queries are held, never those of all: so many
 * rows that laying the keys and values down again for each block costs a hundredth of the products, and fewer where there
 * are so many keys that the block would leave the cache. Where queries look back only, a
 * block ends at its last query's key: half of the work. The scores lie in the operands' own kind of array, since gemm's loops
 * are fastest while they see one kind.
 */
import type { View } from '../device'
import { type Matrix, multiply } from './gemm'

type Floats = Float32Array | Float64Array

/** Queries in a block. */
const ROWS = 96
/** Scores in a block, beyond which it has fewer rows: 1 MB of float32. */
const SCORES = 1 << 18

/** The matrix of one head, from row `row` on. */
const matrixOf = (x: View, batch: number, head: number, row = 0): Matrix => ({
  array: x.array,
  offset: x.offset + batch * x.strides[0]! + head * x.strides[1]! + row * x.strides[2]!,
  rowStride: x.strides[2]!,
  columnStride: x.strides[3]!,
})

const transposed = ({ array, offset, rowStride, columnStride }: Matrix): Matrix => ({
  array,
  offset,
  rowStride: columnStride,
  columnStride: rowStride,
})

/** out = softmax(query keyᵀ·scale + mask)·value; out is zeroed and contiguous. */
export function scaledDotProductAttention(
  query: View,
  key: View,
  value: View,
  mask: View | null,
  causal: boolean,
  scale: number,
  out: View,
): void {
  const [batches, heads, queries, depth] = query.shape as [number, number, number, number]
  const [keys, width] = value.shape.slice(2) as [number, number]
  const to = out.array as Floats
  const block = Math.max(1, Math.min(ROWS, queries, Math.floor(SCORES / keys)))
  const scores = new (to.constructor as Float32ArrayConstructor)(block * keys)
  for (let head = 0; head < batches * heads; head++) {
    const at = [Math.floor(head / heads), head % heads] as const
    const [columns, values] = [transposed(matrixOf(key, ...at)), matrixOf(value, ...at)]
    for (let row = 0; row < queries; row += block) {
      const rows = Math.min(block, queries - row)
      // What no query of the block may see is not computed.
      const seen = causal ? Math.min(keys, row + rows) : keys
      scores.fill(0, 0, rows * seen)
      multiply(rows, seen, depth, matrixOf(query, ...at, row), columns, scores, 0, seen)
      if (mask) addScaled(scores, rows, seen, scale, matrixOf(mask, ...at, row))
      const factor = mask ? 1 : scale
      for (let i = 0; i < rows; i++) share(scores, i * seen, causal ? Math.min(seen, row + i + 1) : seen, seen, factor)
      const shares = { array: scores, offset: 0, rowStride: seen, columnStride: 1 }
      multiply(rows, width, seen, shares, values, to, out.offset + (head * queries + row) * width, width)
    }
  }
}

/** scores = scores·scale + mask */
function addScaled(scores: Floats, rows: number, columns: number, scale: number, mask: Matrix): void {
  const added = mask.array as Floats
  for (let i = 0, at = 0; i < rows; i++) {
    let from = mask.offset + i * mask.rowStride
    for (let j = 0; j < columns; j++, at++, from += mask.columnStride) scores[at] = scores[at]! * scale + added[from]!
  }
}

/** Softmax of the first `seen` of a row's `n` scores, each times `scale`; the others count for nothing. */
function share(scores: Floats, from: number, seen: number, n: number, scale: number): void {
  let max = -Infinity
  for (let i = from; i < from + seen; i++) {
    scores[i]! *= scale
    if (scores[i]! > max) max = scores[i]!
  }
  // Subtract the max: exp overflows float32 above 88.
  let sum = 0
  for (let i = from; i < from + seen; i++) sum += scores[i] = Math.exp(scores[i]! - max)
  const factor = 1 / sum
  for (let i = from; i < from + seen; i++) scores[i]! *= factor
  scores.fill(0, from + seen, from + n)
}
