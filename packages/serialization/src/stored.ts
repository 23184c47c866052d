/*
 * Tensors of dtypes that torchlet does not compute in: float8, and the unsigned integers beyond uint8. They are kept as their
 * stored bits, on a device of their own that holds this one dtype and has no kernels: their shape, views, printing, reading and
 * saving work as of any tensor, and whatever would compute with the bits ends in a DTypeError.
 */
import { type Device, DTypeError, Storage, Tensor, type TypedArray } from '@torchlet/tensor-core/ops'
import type { DType, StoredArray, StoredDType } from './dtypes'
import { rowMajor } from './shapes'

/** Whether a tensor can hold a dtype that torchlet does not compute in: elements of whole bytes that an array can have. */
export const isHeld = (dtype: StoredDType): boolean => /^(float8_\w+|uint(16|32|64))$/.test(dtype)

const devices = new Map<StoredDType, Device>()

/** The device that holds tensors of this dtype and no other. */
function deviceOf(dtype: StoredDType): Device {
  const known = devices.get(dtype)
  if (known) return known
  const refuse = (): never => {
    throw new DTypeError(
      `${dtype} is stored, not computed in: load it as another, load(source, { dtype: 'float32' }); x.read() gives the stored bits`,
    )
  }
  // tensor-core's dtypes are those it computes in; this is where the one that is not becomes a tensor's.
  const own = dtype as DType
  const device: Device = {
    name: 'stored',
    // An op that makes a result asks for its dtype here.
    dtypes: new (class extends Set<DType> {
      override has = (asked: DType): boolean => asked === own || refuse()
    })([own]),
    kernels: new Proxy({}, { get: () => refuse }),
    collected: true,
    allocate: refuse,
    free() {},
    write: refuse,
    read: async (buffer, _dtype, offset, length) => (buffer as TypedArray).slice(offset, offset + length),
    get array(): never {
      return refuse()
    },
  }
  devices.set(dtype, device)
  return device
}

/** The elements as one tensor of one dim. */
export function storedTensor(dtype: StoredDType, array: StoredArray): Tensor {
  const storage = new Storage(deviceOf(dtype), dtype as DType, array.length, array)
  return new Tensor(storage, [array.length], rowMajor([array.length]), 0)
}

/** Whether the tensor is one of those. */
export const isStored = (x: { readonly device: Device; readonly dtype: string }): boolean =>
  x.device === devices.get(x.dtype as StoredDType)
