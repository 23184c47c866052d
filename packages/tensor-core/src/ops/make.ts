/* Tensors out of nothing, or out of JavaScript's numbers and arrays. */

import { getDefaultDevice } from '../default-device'
import type { Device } from '../device'
import { cpu } from '../devices/cpu'
import { named, op } from '../dispatch'
import { arrayType, asDType, DTYPES, type DType, isFloating, isHalf, isIntegral, type TypedArray } from '../dtype'
import { ArgumentError, DTypeError, ShapeError } from '../errors'
import { storer } from '../host/copy'
import { fill as hostFill } from '../host/fill'
import { checkShape, contiguousStrides, numelOf, showShape } from '../shape'
import { Storage } from '../storage'
import { type Nested, Tensor } from '../tensor'
import { allocate, cast, checkOptions, copyTo, describe, isOptions, runKernel } from './allocate'
import { checkFits } from './checks'
import { moved } from './move'

export interface MakeOptions {
  /** Default float32, unless the values say otherwise. */
  dtype?: DType
  /** Default: see `setDefaultDevice`. */
  device?: Device
  /** Only says that it is trainable. */
  requiresGrad?: boolean
}

/** What `tensor` makes a tensor of: numbers, rows of rows of them, a typed array, another tensor (copied). */
export type TensorData = Nested<number | boolean | bigint> | TypedArray | Tensor

const MAKE_OPTIONS = ['dtype', 'device', 'requiresGrad']

function make(shape: readonly number[], options: MakeOptions, dtype: DType): Tensor {
  checkOptions(options, MAKE_OPTIONS)
  checkShape(shape)
  const out = allocate(shape, asDType(options.dtype ?? dtype), options.device ?? getDefaultDevice())
  return flagged(out, options)
}

export function flagged(x: Tensor, { requiresGrad = false }: MakeOptions): Tensor {
  if (requiresGrad && !isFloating(x.dtype))
    throw new DTypeError(`only tensors of floating point dtype can require gradients, got ${x.dtype}`)
  x.requiresGrad = requiresGrad
  return x
}

/** Filled with zeros. */
export const zeros = op(
  'zeros',
  (shape: readonly number[], options: MakeOptions = {}): Tensor => make(shape, options, 'float32'),
)

/** With values that nobody has set. (They are zeros here.) */
export const empty = op(
  'empty',
  (shape: readonly number[], options: MakeOptions = {}): Tensor => make(shape, options, 'float32'),
)

/** Filled with ones. */
export const ones = op(
  'ones',
  (shape: readonly number[], options: MakeOptions = {}): Tensor => full(shape, 1, { dtype: 'float32', ...options }),
)

/** Filled with one value. A number gives float32, a boolean bool, a bigint int64, unless `dtype` says otherwise; which must be able to hold it. */
export const full = op(
  'full',
  (shape: readonly number[], value: number | boolean | bigint, options: MakeOptions = {}): Tensor => {
    const out = make(
      shape,
      options,
      typeof value === 'boolean' ? 'bool' : typeof value === 'bigint' ? 'int64' : 'float32',
    )
    checkFits(out.dtype, value)
    runKernel('fill', hostFill, out, [typeof value === 'boolean' ? Number(value) : value, out])
    return out
  },
)

/** The options of a tensor like x, where they do not say otherwise. */
export const like = <O extends MakeOptions>(x: Tensor, options: O = {} as O): O => ({
  dtype: x.dtype,
  device: x.device,
  ...options,
})
/** Filled with zeros, in the shape of x. dtype and device are those of x where the options name none. */
export const zerosLike = (x: Tensor, options: MakeOptions = {}): Tensor => zeros(x.shape, like(x, options))
/** Filled with ones, in the shape of x. dtype and device are those of x where the options name none. */
export const onesLike = (x: Tensor, options: MakeOptions = {}): Tensor => ones(x.shape, like(x, options))
/** Not filled, in the shape of x. dtype and device are those of x where the options name none. */
export const emptyLike = (x: Tensor, options: MakeOptions = {}): Tensor => empty(x.shape, like(x, options))
/** Filled with `value`, in the shape of x. dtype and device are those of x where the options name none. */
export const fullLike = (x: Tensor, value: number | boolean | bigint, options: MakeOptions = {}): Tensor =>
  full(x.shape, value, like(x, options))
/** Filled with zeros, of any shape. dtype and device are those of x where the options name none. */
export const newZeros = named(
  'newZeros',
  (x: Tensor, shape: readonly number[], options: MakeOptions = {}): Tensor => zeros(shape, like(x, options)),
)
/** Filled with ones, of any shape. dtype and device are those of x where the options name none. */
export const newOnes = named(
  'newOnes',
  (x: Tensor, shape: readonly number[], options: MakeOptions = {}): Tensor => ones(shape, like(x, options)),
)
/** Filled with `value`, of any shape. dtype and device are those of x where the options name none. */
export const newFull = named(
  'newFull',
  (x: Tensor, shape: readonly number[], value: number | boolean | bigint, options: MakeOptions = {}): Tensor =>
    full(shape, value, like(x, options)),
)

/** Which dtype a typed array is when nothing else is said. */
function dtypeOfArray(data: unknown): DType | undefined {
  const name = (data as TypedArray | null)?.[Symbol.toStringTag]
  // Both half types are stored in a Uint16Array.
  return DTYPES.find((dtype) => !isHalf(dtype) && arrayType(dtype).name === name)
}

/**
 * A tensor over a typed array, which it shares without copying where the device is cpu. Half types come as Uint16Array.
 * Throws DTypeError where the array's type does not store `dtype`, ShapeError where the lengths differ.
 */
export const fromTypedArray = op(
  'fromTypedArray',
  (data: TypedArray, shape: readonly number[], options: MakeOptions = {}): Tensor => {
    checkOptions(options, MAKE_OPTIONS)
    checkShape(shape)
    const dtype = options.dtype ?? dtypeOfArray(data)
    if (dtype === undefined)
      throw new DTypeError(`${describe(data)} needs a dtype (a Uint16Array holds float16 or bfloat16)`)
    const { name } = arrayType(asDType(dtype))
    if (data?.[Symbol.toStringTag] !== name)
      throw new DTypeError(`${dtype} is stored in a ${name}, got ${describe(data)}`)
    if (data.length !== numelOf(shape))
      throw new ShapeError(`${data.length} values do not fill ${showShape(shape)} (${numelOf(shape)} elements)`)
    const device = options.device ?? getDefaultDevice()
    return flagged(new Tensor(storageOf(data, dtype, device), shape, contiguousStrides(shape), 0), options)
  },
)

function storageOf(data: TypedArray, dtype: DType, device: Device): Storage {
  if (device.adopt) return new Storage(device, dtype, data.length, device.adopt(data))
  const storage = new Storage(device, dtype, data.length)
  device.write(storage.buffer, 0, data)
  return storage
}

const isTypedArray = (data: unknown): data is TypedArray => ArrayBuffer.isView(data) && !(data instanceof DataView)

/**
 * A tensor of the values in nested arrays, a single value, or a copy of a typed array or tensor. Numbers give float32,
 * booleans bool, bigints int64, unless `dtype` says otherwise. Throws ShapeError where rows differ in length.
 */
export const tensor = op('tensor', (data: TensorData, options: MakeOptions = {}): Tensor => {
  checkOptions(options, MAKE_OPTIONS)
  if (data instanceof Tensor)
    return flagged(moved(copyTo(data, asDType(options.dtype ?? data.dtype)), options.device ?? data.device), options)
  if (isTypedArray(data)) {
    const own = dtypeOfArray(data) ?? options.dtype
    const host = fromTypedArray(data.slice(), [data.length], { dtype: own, device: cpu })
    return flagged(moved(cast(host, asDType(options.dtype ?? own)), options.device ?? getDefaultDevice()), options)
  }
  const shape = nestedShape(data)
  const flat = (shape.length === 0 ? [data] : (data as unknown[]).flat(shape.length - 1)) as (
    | number
    | boolean
    | bigint
  )[]
  const dtype = asDType(options.dtype ?? dtypeOfValues(flat))
  if (isIntegral(dtype)) for (const value of flat) checkFits(dtype, value)
  return fromFunction(shape, (i) => flat[i]!, { ...options, dtype })
})

/** The shape of nested arrays, whose rows must all be alike. */
function nestedShape(data: unknown): number[] {
  if (!Array.isArray(data)) {
    if (typeof data === 'number' || typeof data === 'boolean' || typeof data === 'bigint') return []
    throw new ArgumentError(`expected numbers, booleans, bigints or nested arrays of them, got ${describe(data)}`)
  }
  if (data.length === 0) return [0]
  const inner = nestedShape(data[0])
  for (const row of data) {
    const shape = nestedShape(row)
    if (shape.length !== inner.length || shape.some((size, axis) => size !== inner[axis]))
      throw new ShapeError(`rows differ in shape: ${showShape(inner)} and ${showShape(shape)}`)
  }
  return [data.length, ...inner]
}

function dtypeOfValues(values: readonly unknown[]): DType {
  if (values.some((value) => typeof value === 'number') || values.length === 0) return 'float32'
  return values.some((value) => typeof value === 'bigint') ? 'int64' : 'bool'
}

/**
 * start, start + step, … up to but without `end`; with one argument from 0. Bigints give int64, numbers float32.
 * Options may follow any of them.
 */
export const arange = op(
  'arange',
  (start: Bound, end?: Bound | MakeOptions, step?: Bound | MakeOptions, options?: MakeOptions): Tensor => {
    if (end === undefined || isOptions(end)) return arange(0n, start, 1n, end)
    if (step === undefined || isOptions(step)) return arange(start, end, 1n, step)
    // The 0 and 1 that nobody wrote are bigints, which any of the others makes numbers.
    const exact = [start, end, step].every((bound) => typeof bound === 'bigint')
    const [from, to, by] = [Number(start), Number(end), Number(step)]
    if (![from, to, by].every(Number.isFinite) || by === 0 || (to - from) / by < 0)
      throw new ArgumentError(`cannot count from ${start} to ${end} by ${step}`)
    if (!exact) return fromFunction([Math.ceil((to - from) / by)], (i) => from + i * by, options)
    const [first, each] = [start as bigint, step as bigint]
    const length = Math.ceil(Number((end as bigint) - first) / by)
    return fromFunction([length], (i) => first + BigInt(i) * each, { dtype: 'int64', ...options })
  },
)

type Bound = number | bigint

/** A tensor of the values of a formula at each place, each rounded once. */
export function fromFunction(
  shape: readonly number[],
  f: (i: number) => number | bigint | boolean,
  options: MakeOptions = {},
): Tensor {
  checkOptions(options, MAKE_OPTIONS)
  checkShape(shape)
  const dtype = asDType(options.dtype ?? 'float32')
  const array = new (arrayType(dtype))(numelOf(shape))
  const stored = storer(dtype)
  for (let i = 0; i < array.length; i++) array[i] = stored(f(i))
  return fromTypedArray(array, shape, { ...options, dtype })
}

/** An int64 tensor of numbers or bigints; a vector unless a shape is given. */
export const wholeNumbers = (
  values: readonly (number | bigint)[],
  device: Device,
  shape: readonly number[] = [values.length],
): Tensor => fromTypedArray(BigInt64Array.from(values, BigInt), shape, { device })

/** i → the i-th of `steps` values from start to end, evenly. */
const evenly = (start: number, end: number, steps: number) => {
  const by = steps > 1 ? (end - start) / (steps - 1) : 0
  // From both ends, so that each of them is hit exactly.
  return (i: number) => (i < steps / 2 ? start + i * by : end - (steps - 1 - i) * by)
}

/** `steps` values from start to end, evenly. */
export const linspace = op(
  'linspace',
  (start: number, end: number, steps: number, options: MakeOptions = {}): Tensor => {
    // Among integers, from a whole number to a whole number.
    const bound = isIntegral(options.dtype ?? 'float32') ? Math.trunc : Number
    return fromFunction([steps], evenly(bound(start), bound(end), steps), options)
  },
)

export interface LogspaceOptions extends MakeOptions {
  /** Default 10. */
  base?: number
}

/** base to the power of `steps` values from start to end, evenly. */
export const logspace = op(
  'logspace',
  (start: number, end: number, steps: number, { base = 10, ...options }: LogspaceOptions = {}): Tensor => {
    const exponent = evenly(start, end, steps)
    return fromFunction([steps], (i) => base ** exponent(i), options)
  },
)

/** n × m (default n × n) with ones on the diagonal, zeros elsewhere. */
export const eye = op('eye', (n: number, m?: number | MakeOptions, options: MakeOptions = {}): Tensor => {
  if (m === undefined || isOptions(m)) return eye(n, n, m ?? options)
  const out = make([n, m], options, 'float32')
  const diagonal = new Tensor(out.storage, [Math.min(n, m)], [m + 1], 0)
  runKernel('fill', hostFill, diagonal, [1, diagonal])
  return out
})
