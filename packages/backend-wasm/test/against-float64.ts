/* Holds an op on the device against the same op in float64 on the cpu. */
import { type Tensor, tidy } from '@torchlet/tensor-core'
import { expect } from 'vitest'
import type { WasmDevice } from '../src'

/** The greatest difference, as a part of the greatest value: sums round by what they are summed of. */
export function differenceFromFloat64(
  device: WasmDevice,
  op: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
): number {
  const expected = op(...inputs.map((input) => input.to('float64')))
  const [data, shape] = tidy(() => {
    const y = op(...inputs.map((input) => input.to(device)))
    return [y.contiguous().data.slice() as Float32Array, y.shape]
  })
  expect([...shape]).toEqual([...expected.shape])
  const want = expected.contiguous().data as Float64Array
  const scale = want.reduce((most, value) => Math.max(most, Math.abs(value)), 1)
  return data.reduce((most, value, i) => Math.max(most, Math.abs(value - want[i]!)), 0) / scale
}
