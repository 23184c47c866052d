import type { Device, View } from './device'
import type { DType, TypedArray } from './dtype'
import type { Storage } from './storage'

/** A strided look at a storage, without owning it: what a Tensor is, less everything that people call. */
export class Window implements View {
  readonly storage: Storage
  readonly shape: readonly number[]
  /** In elements. */
  readonly strides: readonly number[]
  /** In elements. */
  readonly offset: number

  constructor(storage: Storage, shape: readonly number[], strides: readonly number[], offset: number) {
    this.storage = storage
    this.shape = shape
    this.strides = strides
    this.offset = offset
  }

  get dtype(): DType {
    return this.storage.dtype
  }

  get device(): Device {
    return this.storage.device
  }

  get buffer(): unknown {
    return this.storage.buffer
  }

  get array(): TypedArray {
    return this.storage.array
  }
}
