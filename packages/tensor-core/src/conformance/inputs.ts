import { cpu } from '../devices/cpu'
import type { DType } from '../dtype'
import { cast } from '../ops/allocate'
import { fromTypedArray } from '../ops/make'
import { numelOf } from '../shape'
import type { Tensor } from '../tensor'
import { spread } from './case'

/** A tensor on cpu whose values follow a formula: floats in −2 … 2, integers in −20 … 20 (uint8 0 … 40), bools mixed. */
export function values(shape: readonly number[], dtype: DType = 'float32', seed = 0): Tensor {
  const scale = dtype === 'bool' ? 1 : dtype.includes('float') ? 1 : 10
  const shift = dtype === 'uint8' ? 20 : 0
  const numbers = Float64Array.from({ length: numelOf(shape) }, (_, i) => spread(i, seed) * scale + shift)
  if (dtype === 'bool') for (let i = 0; i < numbers.length; i++) numbers[i] = numbers[i]! > 0 ? 1 : 0
  return cast(fromTypedArray(numbers, shape, { device: cpu }), dtype)
}

/** The numbers that kernels get wrong: zeros of both signs, infinities, NaN, the largest and smallest. */
export const edges = (): Tensor =>
  fromTypedArray(
    Float32Array.of(0, -0, 1, -1, Infinity, -Infinity, Number.NaN, 3.4e38, -3.4e38, 1e-30, 88.8, -104),
    [12],
    { device: cpu },
  )
