/* What ops are built from: new tensors, views, casts and checks. */
import type { Device } from '../device'
import { runKernel, tryKernel } from '../dispatch'
import { category, type DType, isDType } from '../dtype'
import { ArgumentError, DeviceError } from '../errors'
import { copy as hostCopy } from '../host/copy'
import { contiguousStrides } from '../shape'
import { Storage } from '../storage'
import { Tensor } from '../tensor'

/** A new contiguous tensor whose values are still to be written. */
export function allocate(shape: readonly number[], dtype: DType, device: Device): Tensor {
  let length = 1
  for (let i = 0; i < shape.length; i++) length *= shape[i]!
  return new Tensor(new Storage(device, dtype, length), shape, contiguousStrides(shape), 0)
}

/** Another look at the same storage. */
export const viewOf = (x: Tensor, shape: readonly number[], strides: readonly number[], offset = x.offset): Tensor =>
  new Tensor(x.storage, shape, strides, offset)

/** x in another dtype; x itself where it already has it. */
export function cast(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : copyTo(x, dtype)
}

/** A contiguous copy on the same device, in another dtype if asked. */
export function copyTo(x: Tensor, dtype: DType = x.dtype): Tensor {
  const out = allocate(x.shape, dtype, x.device)
  runKernel('copy', hostCopy, out, [x, out])
  return out
}

/** y, or a copy where writing into x would change it. */
export const apart = (x: Tensor, y: Tensor): Tensor => (y.storage === x.storage ? copyTo(y) : y)

/** x with its elements in row-major order; x itself where they already are. */
export const contiguous = (x: Tensor): Tensor => (x.isContiguous() ? x : copyTo(x))

/** The one device of all tensors among `operands`. */
export function commonDevice(operands: readonly unknown[]): Device | undefined {
  let device: Device | undefined
  for (const operand of operands) {
    if (!(operand instanceof Tensor)) continue
    operand.checkAlive()
    device ??= operand.device
    if (device !== operand.device) {
      // What is only stored has a device of its own; that no op computes in its dtype is what is wrong then.
      for (const each of operands) if (each instanceof Tensor) category(each.dtype)
      throw new DeviceError(
        `tensors on different devices (${device.name} and ${operand.device.name}); move one with x.to(device)`,
      )
    }
  }
  return device
}

/** The dtypes of operands, for messages. */
export const dtypesOf = (...operands: readonly (Tensor | null)[]): string =>
  operands.flatMap((operand) => operand?.dtype ?? []).join(', ')

/** Throws unless `x` is a tensor: for callers in plain JavaScript. */
export function checkTensor(x: unknown, what: string): asserts x is Tensor {
  if (!(x instanceof Tensor)) throw new ArgumentError(`${what}: expected a Tensor, got ${describe(x)}`)
}

/** The same of operands that may be null. */
export function checkTensors(operands: Readonly<Record<string, unknown>>): void {
  for (const [what, x] of Object.entries(operands)) if (x !== null) checkTensor(x, what)
}

export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'object' || typeof value === 'function') return value.constructor?.name ?? typeof value
  return `${typeof value} ${String(value)}`
}

/** Whether an argument is the options object at the end: it may follow any number of the optional arguments before it. */
export const isOptions = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Tensor)

/** The arguments before the options that may follow any number of them, and the options, checked. */
export function parted<P, O extends object>(
  args: readonly unknown[],
  known: readonly (keyof O & string)[],
): [P[], Partial<O>] {
  const at = args.findIndex(isOptions)
  const options = (at < 0 ? {} : args[at]) as Partial<O>
  checkOptions(options, known)
  return [(at < 0 ? args : args.slice(0, at)) as P[], options]
}

/** Throws an ArgumentError for an option that nobody reads: a typo is not ignored. `what`: who asks, outside of ops. */
export function checkOptions(options: object, known: readonly string[], what = ''): void {
  const asker = what && `${what}: `
  if (!isOptions(options)) throw new ArgumentError(`${asker}expected an object of options, got ${describe(options)}`)
  for (const name of Object.keys(options))
    if (!known.includes(name))
      throw new ArgumentError(
        `${asker}unknown option '${name}'${known.length ? ` (there are ${known.join(', ')})` : ' (there are none)'}`,
      )
}

export { isDType, runKernel, tryKernel }
