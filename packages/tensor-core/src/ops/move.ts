/* From one device to another. */
import type { Device } from '../device'
import { cpu } from '../devices/cpu'
import { op } from '../dispatch'
import type { TypedArray } from '../dtype'
import { asDType, type DType, isDType } from '../dtype'
import { ArgumentError, DeviceError } from '../errors'
import { logicalValues } from '../host/logical'
import { contiguousStrides } from '../shape'
import { Storage } from '../storage'
import { Tensor } from '../tensor'
import { allocate, cast, checkOptions, copyTo, describe, isOptions } from './allocate'

const isDevice = (value: unknown): value is Device =>
  typeof value === 'object' && value !== null && 'allocate' in value && 'kernels' in value

/** x on `device`; x itself where it already is. Throws where x's device is not read synchronously. */
export function moved(x: Tensor, device: Device): Tensor {
  if (x.device === device) return x
  if (device.valueless) return allocate(x.shape, x.dtype, device)
  if (!x.device.array)
    throw new DeviceError(`a tensor on ${x.device.name} is not read synchronously; use (await x.cpu()).to(device)`)
  return upload(logicalValues(x), x, device)
}

/** A new tensor like x with these values. */
function upload(values: TypedArray, x: Tensor, device: Device): Tensor {
  const storage = new Storage(device, x.dtype, values.length)
  device.write(storage.buffer, 0, values)
  return new Tensor(storage, x.shape, contiguousStrides(x.shape), 0)
}

export interface ToOptions {
  dtype?: DType
  device?: Device
  /** A new tensor even where nothing changes. Default false. */
  copy?: boolean
}

/** x in another dtype, on another device, or both; x itself where nothing changes. */
export const to = op('to', (x: Tensor, target: DType | Device | ToOptions): Tensor => {
  const { dtype = x.dtype, device = x.device, copy = false } = toOptions(target)
  // Cast where the values are, unless the target alone holds the new dtype.
  const y = device.dtypes.has(x.dtype) ? cast(moved(x, device), dtype) : moved(cast(x, dtype), device)
  return y === x && copy ? copyTo(x) : y
})

function toOptions(target: unknown): ToOptions {
  if (isDType(target)) return { dtype: target }
  if (isDevice(target)) return { device: target }
  if (!isOptions(target)) return refuse(target)
  checkOptions(target, ['dtype', 'device', 'copy'])
  const options = target as ToOptions
  if (options.dtype !== undefined) asDType(options.dtype)
  if (options.device !== undefined && !isDevice(options.device)) refuse(options.device)
  return options
}

function refuse(target: unknown): never {
  throw new ArgumentError(
    `expected a dtype, a device or { dtype, device }, got ${describe(target)} (a device is a value, not a name)`,
  )
}

/** x on cpu, from any device. */
export async function toCpu(x: Tensor): Promise<Tensor> {
  return x.device === cpu ? x : upload(await x.read(), x, cpu)
}
