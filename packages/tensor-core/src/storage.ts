import type { Device, DeviceBuffer } from './device'
import { type DType, itemSize, type TypedArray } from './dtype'
import { DeviceError, DTypeError } from './errors'
import { countStorage, forgetFinalizer, freeWhenCollected } from './memory'

/** One piece of a device's memory, shared by all the tensors that are views of it. */
export class Storage {
  readonly device: Device
  readonly dtype: DType
  /** In elements. */
  readonly length: number
  #buffer: DeviceBuffer
  #freed = false
  #tensors = 0
  #isWatched = false

  constructor(device: Device, dtype: DType, length: number, buffer?: DeviceBuffer) {
    if (!device.dtypes.has(dtype))
      throw new DTypeError(`${device.name} holds no ${dtype} (it holds ${[...device.dtypes].join(', ')})`)
    this.device = device
    this.dtype = dtype
    this.length = length
    this.#buffer = buffer ?? device.allocate(dtype, length)
    countStorage(device, 1, this.nbytes)
  }

  get nbytes(): number {
    return this.length * itemSize(this.dtype)
  }

  get buffer(): DeviceBuffer {
    if (this.#freed) throw new DeviceError('this tensor was disposed: its memory is no longer there')
    return this.#buffer
  }

  /** The whole storage as a typed array: host memory only. */
  get array(): TypedArray {
    const { device, buffer } = this
    if (!device.array)
      throw new DeviceError(
        `a tensor on ${device.name} is not read synchronously: await x.cpu() or await x.read() first`,
      )
    return device.array(buffer, this.dtype)
  }

  /** A copy of the whole storage. */
  read(): Promise<TypedArray> {
    return this.device.read(this.buffer, this.dtype, 0, this.length)
  }

  retain(): void {
    this.#tensors++
  }

  /**
   * From now on a finalizer frees the memory if nobody else does: called when a tensor leaves all scopes. What is freed by its scope
   * needs none, and most tensors of a network live so shortly that registering them would cost more than their kernels.
   */
  watch(): void {
    const { device } = this
    if (device.collected || this.#isWatched || this.#freed) return
    this.#isWatched = true
    freeWhenCollected(this, { device, buffer: this.#buffer, bytes: this.nbytes })
  }

  /** Frees the memory when the last tensor lets go of it. */
  release(): void {
    if (--this.#tensors > 0 || this.#freed) return
    if (this.#isWatched) forgetFinalizer(this)
    this.device.free(this.#buffer)
    this.#freed = true
    this.#buffer = undefined
    countStorage(this.device, -1, this.nbytes)
  }
}
