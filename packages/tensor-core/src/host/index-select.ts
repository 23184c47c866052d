import type { View } from '../device'
import { copy } from './copy'

/** out[…, i, …] = x[…, index[i], …] along `dim`: one strided copy for each index. */
export function indexSelect(x: View, dim: number, index: View, out: View): void {
  const indices = index.array as BigInt64Array
  const pick = (view: View, at: number): View => ({
    buffer: view.buffer,
    array: view.array,
    dtype: view.dtype,
    shape: view.shape.toSpliced(dim, 1),
    strides: view.strides.toSpliced(dim, 1),
    offset: view.offset + at * view.strides[dim]!,
  })
  const count = index.shape[0]!
  for (let i = 0; i < count; i++) copy(pick(x, Number(indices[index.offset + i * index.strides[0]!])), pick(out, i))
}
