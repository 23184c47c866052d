/* Random tensors. Values are drawn on the host, in PyTorch's order, and moved to the device that was asked. */
import { getDefaultDevice } from '../default-device'
import { op } from '../dispatch'
import { arrayType, type DType, isFloating } from '../dtype'
import { ArgumentError, DTypeError } from '../errors'
import { storedValue } from '../host/copy'
import { defaultGenerator, type Generator } from '../random/generator'
import { checkShape, numelOf } from '../shape'
import type { Tensor } from '../tensor'
import { checkOptions } from './allocate'
import { copy_ } from './in-place'
import { empty, fromTypedArray, type MakeOptions } from './make'

export interface RandomOptions extends MakeOptions {
  generator?: Generator
}

const OPTIONS = ['dtype', 'device', 'requiresGrad', 'generator']

type Draw = (generator: Generator, numel: number, dtype: DType) => ArrayLike<number | bigint>

function drawn(what: string, shape: readonly number[], draw: Draw, options: RandomOptions, defaultType: DType): Tensor {
  checkOptions(options, OPTIONS, what)
  checkShape(shape, what)
  const { generator = defaultGenerator, dtype = defaultType, ...rest } = options
  const device = rest.device ?? getDefaultDevice()
  if (device.valueless) return empty(shape, { ...rest, dtype })
  const numel = numelOf(shape)
  const values = draw(generator, numel, dtype)
  const array = new (arrayType(dtype))(numel)
  for (let i = 0; i < numel; i++) array[i] = storedValue(values[i]!, dtype)
  return fromTypedArray(array, shape, { ...rest, dtype })
}

function checkFloating(what: string, dtype: DType): void {
  if (!isFloating(dtype)) throw new DTypeError(`${what}: needs a floating point dtype, got ${dtype}`)
}

/** How many random bits a dtype's uniform numbers have. */
const UNIFORM_BITS: Partial<Record<DType, number>> = { float32: 24, float16: 11, bfloat16: 8 }

const uniformSource = (generator: Generator, dtype: DType): (() => number) => {
  const bits = UNIFORM_BITS[dtype]
  return bits === undefined ? () => generator.uniform53() : () => generator.uniform(bits)
}

const drawUniform =
  (from: number, to: number): Draw =>
  (generator, numel, dtype) => {
    checkFloating('uniform', dtype)
    const next = uniformSource(generator, dtype)
    const values = new Float64Array(numel)
    const round = dtype === 'float64' ? (x: number) => x : Math.fround
    // PyTorch's processors multiply and add in one step, with one rounding: so do float64 products of float32 numbers.
    const [low, width] = [round(from), round(round(to) - round(from))]
    for (let i = 0; i < numel; i++) values[i] = round(next() * width + low)
    return values
  }

/** Below this size PyTorch draws normal numbers one by one, from it on in blocks. */
const BLOCK = 16

const drawNormal =
  (mean: number, std: number): Draw =>
  (generator, numel, dtype) => {
    checkFloating('normal', dtype)
    const values = new Float64Array(numel)
    if (numel < BLOCK) {
      for (let i = 0; i < numel; i++) values[i] = generator.normal() * std + mean
      return values
    }
    const next = uniformSource(generator, dtype)
    for (let i = 0; i < numel; i++) values[i] = next()
    for (let i = 0; i + BLOCK <= numel; i += BLOCK) normalBlock(values, i, mean, std, dtype)
    if (numel % BLOCK !== 0) {
      // What does not fill a block: the last 16 are drawn again.
      for (let i = numel - BLOCK; i < numel; i++) values[i] = next()
      normalBlock(values, numel - BLOCK, mean, std, dtype)
    }
    return values
  }

/** Box and Muller on 16 uniform numbers: the first eight give radii, the last eight angles. */
function normalBlock(values: Float64Array, at: number, mean: number, std: number, dtype: DType): void {
  const round = dtype === 'float64' ? (x: number) => x : Math.fround
  for (let j = at; j < at + BLOCK / 2; j++) {
    const radius = round(Math.sqrt(round(-2 * round(Math.log(1 - values[j]!)))))
    const angle = round(round(2 * Math.PI) * values[j + BLOCK / 2]!)
    values[j] = radius * round(Math.cos(angle)) * std + mean
    values[j + BLOCK / 2] = radius * round(Math.sin(angle)) * std + mean
  }
}

/** Uniform in [0, 1). */
export const rand = op(
  'rand',
  (shape: readonly number[], options: RandomOptions = {}): Tensor =>
    drawn('rand', shape, drawUniform(0, 1), options, 'float32'),
)

/** Normal with mean 0 and standard deviation 1. */
export const randn = op(
  'randn',
  (shape: readonly number[], options: RandomOptions = {}): Tensor =>
    drawn('randn', shape, drawNormal(0, 1), options, 'float32'),
)

interface Randint {
  (high: number, shape: readonly number[], options?: RandomOptions): Tensor
  (low: number, high: number, shape: readonly number[], options?: RandomOptions): Tensor
}

/** Whole numbers from `low` (default 0) up to but without `high`; int64. */
export const randint = op('randint', ((
  low: number,
  high: number | readonly number[],
  shape?: readonly number[] | RandomOptions,
  options: RandomOptions = {},
) => {
  if (typeof high !== 'number') return randint(0, low, high, shape as RandomOptions | undefined)
  if (!(Number.isSafeInteger(low) && Number.isSafeInteger(high) && low < high))
    throw new ArgumentError(`randint: from (${low}) must be a whole number below to (${high})`)
  const range = high - low
  const draw: Draw = (generator, numel) =>
    Array.from({ length: numel }, () =>
      range >= 2 ** 32 ? Number(generator.random64() % BigInt(range)) + low : (generator.random() % range) + low,
    )
  return drawn('randint', shape as readonly number[], draw, options, 'int64')
}) as Randint)

/** The whole numbers below n in random order; int64. */
export const randperm = op('randperm', (n: number, options: RandomOptions = {}): Tensor => {
  const draw: Draw = (generator) => {
    const order = Array.from({ length: n }, (_, i) => i)
    for (let i = 0; i < n - 1; i++) {
      const j = i + (generator.random() % (n - i))
      ;[order[i], order[j]] = [order[j]!, order[i]!]
    }
    return order
  }
  return drawn('randperm', [n], draw, options, 'int64')
})

export interface GeneratorOption {
  generator?: Generator
}
export interface UniformOptions extends GeneratorOption {
  /** Default 0. */
  from?: number
  /** Default 1. */
  to?: number
}
export interface NormalOptions extends GeneratorOption {
  /** Default 0. */
  mean?: number
  /** The standard deviation. Default 1. */
  std?: number
}
export interface BernoulliOptions extends GeneratorOption {
  /** The probability of a one. Default 0.5. */
  p?: number
}

/** Overwrites x with what `draw` gives. */
function redraw(what: string, x: Tensor, draw: Draw, generator: Generator | undefined): Tensor {
  return copy_(
    x,
    drawn(what, x.shape, draw, { ...(generator && { generator }), dtype: x.dtype, device: x.device }, x.dtype),
  )
}

/** Overwrites x with numbers uniform in [from, to). */
export const uniform_ = op('uniform_', (x: Tensor, options: UniformOptions = {}): Tensor => {
  checkOptions(options, ['from', 'to', 'generator'], 'uniform_')
  const { from = 0, to = 1, generator } = options
  if (!(from <= to))
    throw new ArgumentError(`uniform_: expects to return a [from, to) range, but found from=${from} > to=${to}`)
  return redraw('uniform_', x, drawUniform(from, to), generator)
})

/** Overwrites x with normal numbers. */
export const normal_ = op('normal_', (x: Tensor, options: NormalOptions = {}): Tensor => {
  checkOptions(options, ['mean', 'std', 'generator'], 'normal_')
  const { mean = 0, std = 1, generator } = options
  if (!(std >= 0)) throw new ArgumentError(`normal_: expects std >= 0.0, but found std ${std}`)
  return redraw('normal_', x, drawNormal(mean, std), generator)
})

/** Overwrites x with ones of probability p, zeros otherwise. */
export const bernoulli_ = op('bernoulli_', (x: Tensor, options: BernoulliOptions = {}): Tensor => {
  checkOptions(options, ['p', 'generator'], 'bernoulli_')
  const { p = 0.5, generator } = options
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`bernoulli_: expects p to be in [0, 1], but got p=${p}`)
  return redraw('bernoulli_', x, drawBernoulli(p), generator)
})

const drawBernoulli =
  (p: number): Draw =>
  (generator, numel) => {
    const values = new Uint8Array(numel)
    for (let i = 0; i < numel; i++) values[i] = generator.uniform53() < p ? 1 : 0
    return values
  }
