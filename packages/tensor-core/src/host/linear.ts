import type { View } from '../device'
import { multiply } from './gemm'

/** out = x Wᵀ + b: the bias is laid down first, the product added to it. */
export function linear(x: View, weight: View, bias: View | null, out: View): void {
  const [rows, inFeatures] = x.shape as [number, number]
  const outFeatures = weight.shape[0]!
  const to = out.array as Float32Array
  if (bias) {
    const values = bias.array as Float32Array
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < outFeatures; j++)
        to[out.offset + i * outFeatures + j] = values[bias.offset + j * bias.strides[0]!]!
  }
  const a = { array: x.array, offset: x.offset, rowStride: x.strides[0]!, columnStride: x.strides[1]! }
  const b = {
    array: weight.array,
    offset: weight.offset,
    rowStride: weight.strides[1]!,
    columnStride: weight.strides[0]!,
  }
  multiply(rows, outFeatures, inFeatures, a, b, to, out.offset, outFeatures)
}
