import type { View } from '../device'
import type { TypedArray } from '../dtype'
import { type Matrix, multiply } from './gemm'

const matrixAt = (x: View, batch: number): Matrix => ({
  array: x.array,
  offset: x.offset + batch * x.strides[0]!,
  rowStride: x.strides[1]!,
  columnStride: x.strides[2]!,
})

/** out[b] = x[b]·y[b] for batches of matrices; out is zeroed and contiguous. */
export function matmul(x: View, y: View, out: View): void {
  const [batches, m, k] = x.shape as [number, number, number]
  const n = y.shape[2]!
  const product = x.dtype.includes('float') ? multiply : multiplyExactly
  for (let batch = 0; batch < batches; batch++)
    product(m, n, k, matrixAt(x, batch), matrixAt(y, batch), out.array as Float32Array, out.offset + batch * m * n, n)
}

/** Integers: sums of 32-bit products, wrapped as they are stored; int64 in bigints. */
function multiplyExactly(
  m: number,
  n: number,
  k: number,
  a: Matrix,
  b: Matrix,
  out: TypedArray,
  offset: number,
  outStride: number,
): void {
  const big = out instanceof BigInt64Array
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      // biome-ignore lint/suspicious/noExplicitAny: a number or a bigint, by the arrays
      let sum: any = big ? 0n : 0
      for (let d = 0; d < k; d++) {
        const x = a.array[a.offset + i * a.rowStride + d * a.columnStride]!
        const y = b.array[b.offset + d * b.rowStride + j * b.columnStride]!
        sum = big
          ? BigInt.asIntN(64, sum + (x as bigint) * (y as bigint))
          : (sum + Math.imul(x as number, y as number)) | 0
      }
      out[offset + i * outStride + j] = sum
    }
}
