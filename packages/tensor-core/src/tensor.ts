import { arrayType, type DType, type TypedArray } from './dtype'
import { DeviceError, DTypeError, ShapeError } from './errors'
import { halfReader } from './half'
import { logicalValues } from './host/logical'
import { adoptIntoScope } from './memory'
import type { TensorMethods } from './methods'
import { isContiguous, normalizeDim, numelOf, showShape } from './shape'
import { Size } from './size'
import type { Storage } from './storage'
import { Window } from './window'

export type Scalar = number | boolean
/** Rows of rows of numbers: what `toArray` gives and `tensor` takes. */
export type Nested<T> = T | Nested<T>[]

/** The methods that `methods.ts` puts on every tensor: one for each op that PyTorch has as a method. */
export interface Tensor extends TensorMethods {}

/**
 * A strided view of typed values on a device: `{ storage, shape, strides, offset, dtype, device }`.
 * Views share their storage; writing through one shows in all.
 */
export class Tensor extends Window {
  static override readonly name: string = 'Tensor'
  declare readonly shape: Size
  /** Says that the values are trainable. It is a flag and nothing more: there is no gradient anywhere. */
  requiresGrad = false
  #disposed = false

  constructor(storage: Storage, shape: readonly number[], strides: readonly number[], offset: number) {
    super(storage, shape instanceof Size ? shape : Size.copy(shape), strides, offset)
    storage.retain()
    adoptIntoScope(this)
  }

  get ndim(): number {
    return this.shape.length
  }

  /** How many elements it has. */
  numel(): number {
    return numelOf(this.shape)
  }

  /** Bytes of its elements (not of its storage, which may hold more or fewer). */
  get nbytes(): number {
    return this.numel() * arrayType(this.dtype).BYTES_PER_ELEMENT
  }

  /** The shape, or one axis of it. */
  size(): Size
  size(dim: number): number
  size(dim?: number): Size | number {
    if (dim === undefined) return this.shape
    return this.shape[normalizeDim(dim, this.ndim)]!
  }

  /** The strides in elements, or one of them. */
  stride(): readonly number[]
  stride(dim: number): number
  stride(dim?: number): readonly number[] | number {
    if (dim === undefined) return this.strides
    return this.strides[normalizeDim(dim, this.ndim)]!
  }

  isContiguous(): boolean {
    return isContiguous(this.shape, this.strides)
  }

  /**
   * The values in logical order as a typed array (half types as 16-bit patterns, bool as 0 and 1). Shares memory with a
   * contiguous tensor, is a copy of any other. Throws DeviceError where the device is not read synchronously.
   */
  get data(): TypedArray {
    const { device } = this
    if (device.changed && this.isContiguous()) device.changed(this.buffer, true)
    return logicalValues(this)
  }

  /** A copy of the values in logical order, from any device. */
  async read(): Promise<TypedArray> {
    const { device, shape, strides, offset, dtype } = this
    const numel = this.numel()
    if (numel === 0) return new (arrayType(dtype))(0)
    // Only the part of the storage that the view reaches travels.
    const span = shape.reduce((last, size, i) => last + (size - 1) * strides[i]!, 0) + 1
    const array = await device.read(this.buffer, dtype, offset, span)
    return logicalValues({ array, dtype, shape, strides, offset: 0 })
  }

  /** The only element, as a number or boolean. Throws for int64 values that a number cannot hold: see `itemBigInt`. */
  item(): number | boolean {
    this.#checkSingle('item')
    return toScalar(this.dtype, logicalValues(this)[0]!)
  }

  /** The only element of an integer or bool tensor, exactly. */
  itemBigInt(): bigint {
    this.#checkSingle('itemBigInt')
    if (this.dtype.includes('float')) throw new DTypeError(`itemBigInt: needs an integer tensor, got ${this.dtype}`)
    return BigInt(logicalValues(this)[0]!)
  }

  /** The values as nested arrays of numbers (booleans for bool), a 0-d tensor as its value. */
  toArray(): Nested<number> | Nested<boolean> {
    const { dtype, shape } = this
    const data = logicalValues(this)
    let next = 0
    const nest = (axis: number): Nested<Scalar> =>
      axis === shape.length
        ? toScalar(dtype, data[next++]!)
        : Array.from({ length: shape[axis]! }, () => nest(axis + 1) as Nested<Scalar>)
    return nest(0) as Nested<number> | Nested<boolean>
  }

  /** Lets go of the memory, which is freed with the last view of it. Using the tensor afterwards is an error. */
  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.storage.release()
  }

  /** Called when no `tidy` will dispose it any more. */
  escape(): void {
    this.storage.watch()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  override get buffer(): unknown {
    this.checkAlive()
    return super.buffer
  }

  override get array(): TypedArray {
    this.checkAlive()
    return super.array
  }

  /** Throws a DeviceError where it was disposed. */
  checkAlive(): void {
    if (this.#disposed) throw new DeviceError(`this tensor of shape ${showShape(this.shape)} was disposed`)
  }

  #checkSingle(what: string): void {
    if (this.numel() !== 1)
      throw new ShapeError(
        `${what}: a Tensor with ${this.numel()} elements cannot be converted to Scalar (shape ${showShape(this.shape)})`,
      )
  }
}

function toScalar(dtype: DType, value: number | bigint): number | boolean {
  if (typeof value === 'bigint') {
    const number = Number(value)
    if (!Number.isSafeInteger(number))
      throw new DTypeError(`int64 ${value} is beyond what a number holds: read it with itemBigInt() or data`)
    return number
  }
  if (dtype === 'bool') return value !== 0
  return dtype === 'float16' || dtype === 'bfloat16' ? halfReader(dtype)(value) : value
}
