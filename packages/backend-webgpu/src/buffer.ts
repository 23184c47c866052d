import type { DType } from '@torchlet/tensor-core/ops'
import type { Value } from './value'

/** What tensor-core calls this device's memory: a place that shows one value after the other. */
export class GpuBuffer {
  readonly dtype: DType
  /** In elements. */
  readonly length: number
  value: Value
  isFreed = false

  constructor(value: Value) {
    this.dtype = value.dtype
    this.length = value.length
    this.value = value
  }
}
