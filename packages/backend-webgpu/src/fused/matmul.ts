/* Matrix products: operands are taken as they lie, transposed or not. */
import type { View } from '@torchlet/tensor-core/ops'
import type { Gpu } from '../program'
import { runProduct } from './product'

/** out[b] = x[b]·y[b]. x: [B, M, K], y: [B, K, N]. */
export function matmul(gpu: Gpu, x: View, y: View, out: View): void {
  const [batches, rows, columns] = out.shape as [number, number, number]
  const depth = x.shape[2]!
  runProduct(gpu, {
    op: 'matmul',
    batches,
    rows,
    columns,
    depth,
    left: { view: x, batch: x.strides[0]!, line: x.strides[1]!, step: x.strides[2]! },
    right: { view: y, batch: y.strides[0]!, line: y.strides[2]!, step: y.strides[1]! },
    windows: null,
    out: { view: out, batch: rows * columns, row: columns, column: 1 },
    bias: null,
  })
}

/** out = x Wᵀ + b. x: [rows, in], weight: [out, in], bias: [out]. */
export function linear(gpu: Gpu, x: View, weight: View, bias: View | null, out: View): void {
  const [rows, columns] = out.shape as [number, number]
  runProduct(gpu, {
    op: 'linear',
    batches: 1,
    rows,
    columns,
    depth: x.shape[1]!,
    left: { view: x, batch: 0, line: x.strides[0]!, step: x.strides[1]! },
    right: { view: weight, batch: 0, line: weight.strides[0]!, step: weight.strides[1]! },
    windows: null,
    out: { view: out, batch: 0, row: columns, column: 1 },
    bias: bias && { view: bias, along: 'columns', batch: 0 },
  })
}
