import { DeviceError, type DType, type TypedArray, type View } from '@torchlet/tensor-core/ops'
import type { GpuBuffer } from './buffer'
import { contiguousStrides } from './layout'

/** A contiguous look at a buffer of this device. */
export class BufferView implements View {
  readonly buffer: GpuBuffer
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly strides: readonly number[]
  readonly offset = 0

  constructor(buffer: GpuBuffer, shape: readonly number[]) {
    this.buffer = buffer
    this.dtype = buffer.dtype
    this.shape = shape
    this.strides = contiguousStrides(shape)
  }

  get array(): TypedArray {
    throw new DeviceError('webgpu: memory on the GPU is not read synchronously')
  }
}
