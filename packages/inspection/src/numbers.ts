import { checkTensor } from '@torchlet/tensor-core/fused'
import { type Tensor, to } from '@torchlet/tensor-core/ops'

/** Numbers by position: a typed array of any kind but 64-bit integers. */
export type Numbers = ArrayLike<number>

/**
 * A tensor's values in logical order as numbers: half types widened, int64 as doubles, bool as 0 and 1. May share the
 * tensor's memory: read it at once. Throws DeviceError where the device is not read synchronously.
 */
export function numbersOf(x: Tensor, what: string): Numbers {
  checkTensor(x, what)
  const { dtype } = x
  if (dtype === 'int64') return Float64Array.from(x.data as BigInt64Array, Number)
  if (dtype !== 'float16' && dtype !== 'bfloat16') return x.data as Float32Array
  const wide = to(x, 'float32')
  try {
    return Float32Array.from(wide.data as Float32Array)
  } finally {
    wide.dispose()
  }
}
