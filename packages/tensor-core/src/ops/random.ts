/* Random tensors. Values are drawn on the host, in PyTorch's order, and moved to the device that was asked. */
import { op } from '../dispatch'
import { arrayType, type DType, isFloating } from '../dtype'
import { ArgumentError, DTypeError } from '../errors'
import { storedValue } from '../host/copy'
import { defaultGenerator, type Generator } from '../random/generator'
import { checkShape, numelOf } from '../shape'
import type { Tensor } from '../tensor'
import { checkOptions } from './allocate'
import { copy_ } from './in-place'
import { fromTypedArray, type MakeOptions } from './make'

export interface RandomOptions extends MakeOptions {
  generator?: Generator
}

const OPTIONS = ['dtype', 'device', 'requiresGrad', 'generator']

type Draw = (generator: Generator, numel: number, dtype: DType) => ArrayLike<number | bigint>

function drawn(what: string, shape: readonly number[], draw: Draw, options: RandomOptions, defaultType: DType): Tensor {
  checkOptions(options, OPTIONS, what)
  checkShape(shape, what)
  const { generator = defaultGenerator, dtype = defaultType, ...rest } = options
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
    // Each step is rounded as PyTorch rounds it, so that the bits agree.
    const [low, width] = [round(from), round(round(to) - round(from))]
    for (let i = 0; i < numel; i++) values[i] = round(round(next() * width) + low)
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

function redraw(what: string, x: Tensor, draw: Draw, options: GeneratorOption): Tensor {
  checkOptions(options, ['generator'], what)
  checkFloating(what, x.dtype)
  return copy_(x, drawn(what, x.shape, draw, { ...options, dtype: x.dtype, device: x.device }, x.dtype))
}

/** Overwrites x with numbers uniform in [from, to). */
export const uniform_ = op('uniform_', (x: Tensor, from = 0, to = 1, options: GeneratorOption = {}): Tensor => {
  if (!(from <= to))
    throw new ArgumentError(`uniform_: expects to return a [from, to) range, but found from=${from} > to=${to}`)
  return redraw('uniform_', x, drawUniform(from, to), options)
})

/** Overwrites x with normal numbers. */
export const normal_ = op('normal_', (x: Tensor, mean = 0, std = 1, options: GeneratorOption = {}): Tensor => {
  if (!(std >= 0)) throw new ArgumentError(`normal_: expects std >= 0.0, but found std ${std}`)
  return redraw('normal_', x, drawNormal(mean, std), options)
})

/** Overwrites x with ones of probability p, zeros otherwise. */
export const bernoulli_ = op('bernoulli_', (x: Tensor, p: number = 0.5, options: GeneratorOption = {}): Tensor => {
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`bernoulli_: expects p to be in [0, 1], but got p=${p}`)
  checkOptions(options, ['generator'], 'bernoulli_')
  const draw: Draw = (generator, numel) =>
    Float64Array.from({ length: numel }, () => (generator.uniform53() < p ? 1 : 0))
  return copy_(x, drawn('bernoulli_', x.shape, draw, { ...options, dtype: x.dtype, device: x.device }, x.dtype))
})
