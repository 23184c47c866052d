/* Random tensors. Values are drawn on the host, in PyTorch's order, and moved to the device that was asked. */
import { getDefaultDevice } from '../default-device'
import { op } from '../dispatch'
import { computeDType, type DType } from '../dtype'
import { ArgumentError } from '../errors'
import { defaultGenerator, type Generator } from '../random/generator'
import { axesBeside, broadcastShapes, checkShape, numelOf } from '../shape'
import { Tensor } from '../tensor'
import { cast, checkOptions, checkTensor, commonDevice, parted } from './allocate'
import { add, mul } from './arithmetic'
import { checkFits, checkFloats, checkWhole } from './checks'
import { type Draw, drawBernoulli, drawNormal, drawUniform } from './draw'
import { copy_ } from './in-place'
import { empty, emptyLike, flagged, fromFunction, like, type MakeOptions } from './make'
import { expand, permute } from './views'

export interface RandomOptions extends MakeOptions {
  generator?: Generator
}

const OPTIONS = ['dtype', 'device', 'requiresGrad', 'generator'] as const

function drawn(shape: readonly number[], draw: Draw, options: RandomOptions, defaultType: DType): Tensor {
  checkOptions(options, OPTIONS)
  checkShape(shape)
  const { generator = defaultGenerator, dtype = defaultType, ...rest } = options
  const device = rest.device ?? getDefaultDevice()
  if (device.valueless) return empty(shape, { ...rest, dtype })
  const values = draw(generator, numelOf(shape), dtype)
  return fromFunction(shape, (i) => values[i]!, { ...rest, dtype })
}

/** Uniform in [0, 1). */
export const rand = op(
  'rand',
  (shape: readonly number[], options: RandomOptions = {}): Tensor =>
    drawn(shape, drawUniform(0, 1), options, 'float32'),
)

/** Normal with mean 0 and standard deviation 1. */
export const randn = op(
  'randn',
  (shape: readonly number[], options: RandomOptions = {}): Tensor => drawn(shape, drawNormal(0, 1), options, 'float32'),
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
  checkWhole('low', low)
  checkWhole('high', high, low + 1)
  checkFits(options.dtype ?? 'int64', low, high - 1)
  const range = high - low
  const draw: Draw = (generator, numel) =>
    Array.from({ length: numel }, () =>
      range >= 2 ** 32 ? Number(generator.random64() % BigInt(range)) + low : (generator.random() % range) + low,
    )
  return drawn(shape as readonly number[], draw, options, 'int64')
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
  return drawn([n], draw, options, 'int64')
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
  /** The probability of a one, or one for each element. Default 0.5. */
  p?: number | Tensor
}
type BernoulliArguments = [options?: BernoulliOptions] | [p: number | Tensor, options?: GeneratorOption]

/** The axes of x in the order in which it lies in memory; those that repeat it stay where they are. */
const axesInMemory = ({ ndim, strides }: Tensor): number[] =>
  axesBeside(ndim, []).sort((a, b) => strides[a]! && strides[b]! && strides[b]! - strides[a]!)

/** An empty tensor like x, with its axes in the same order in memory. */
export function emptyAs(x: Tensor, options: MakeOptions = {}): Tensor {
  const order = axesInMemory(x)
  const lying = empty(
    order.map((axis) => x.shape[axis]!),
    like(x, options),
  )
  const back = order.map((_, axis) => order.indexOf(axis))
  return flagged(permute(lying, back), options)
}

function checkDeviation(isFit: boolean, std: unknown): void {
  if (!isFit) throw new ArgumentError(`expects std >= 0, got ${String(std)}`)
}

/** Overwrites x with what `draw` gives, in the order in which x lies in memory, as PyTorch does. */
export function redraw(x: Tensor, draw: Draw, generator: Generator | undefined): Tensor {
  const lying = permute(x, axesInMemory(x))
  const options = { ...(generator && { generator }), dtype: x.dtype, device: x.device }
  copy_(lying, drawn(lying.shape, draw, options, x.dtype))
  return x
}

/** Overwrites x with numbers uniform in [from, to). */
export const uniform_ = op('uniform_', (x: Tensor, options: UniformOptions = {}): Tensor => {
  checkOptions(options, ['from', 'to', 'generator'])
  const { from = 0, to = 1, generator } = options
  if (!(from <= to)) throw new ArgumentError(`expects from <= to, got [${from}, ${to})`)
  return redraw(x, drawUniform(from, to), generator)
})

/** Overwrites x with normal numbers. */
export const normal_ = op('normal_', (x: Tensor, options: NormalOptions = {}): Tensor => {
  checkOptions(options, ['mean', 'std', 'generator'])
  const { mean = 0, std = 1, generator } = options
  checkDeviation(std >= 0, std)
  return redraw(x, drawNormal(mean, std, x.isContiguous()), generator)
})

/** Overwrites x with ones of probability p, zeros otherwise; p is a number (default 0.5) or a tensor that broadcasts to x. */
export const bernoulli_ = op('bernoulli_', (x: Tensor, ...rest: BernoulliArguments): Tensor => {
  const [[first = 0.5], options] = parted<Tensor | number, BernoulliOptions>(rest, ['p', 'generator'])
  const { p = first, generator } = options
  if (!(p instanceof Tensor)) {
    if (!(p >= 0 && p <= 1)) throw new ArgumentError(`expects p in [0, 1], got ${p}`)
    return redraw(x, drawBernoulli(p), generator)
  }
  commonDevice([x, p])
  checkFloats(p.dtype)
  const chances = cast(p, computeDType(p.dtype))
  const wide = permute(expand(chances, x.shape), axesInMemory(x))
  return redraw(x, drawBernoulli(x.device.valueless ? [] : wide.data, chances.dtype), generator)
})

/** Ones with the probabilities in x, zeros otherwise; with `p`, ones of that probability in x's shape. */
export const bernoulli = op('bernoulli', (x: Tensor, options: BernoulliOptions = {}): Tensor => {
  const { p = x, ...rest } = options
  return bernoulli_(emptyLike(x), { p, ...rest })
})

const likeOf =
  (draw: typeof uniform_) =>
  (x: Tensor, options: RandomOptions = {}): Tensor => {
    checkTensor(x, 'input')
    checkOptions(options, OPTIONS)
    const { generator, ...rest } = options
    return draw(emptyAs(x, rest), generator && { generator })
  }
/** As `rand`, with x's shape, dtype, device and order in memory. */
export const randLike = /* @__PURE__ */ likeOf(uniform_)
/** As `randn`, with x's shape, dtype, device and order in memory. */
export const randnLike = /* @__PURE__ */ likeOf(normal_)

type NormalArguments = [options?: RandomOptions] | [shape: readonly number[], options?: RandomOptions]

/** Normal numbers of these means and standard deviations: tensors that broadcast, or numbers; with two numbers, of a shape. */
export const normal = op('normal', (mean: Tensor | number, std: Tensor | number, ...rest: NormalArguments): Tensor => {
  const [[shape], options] = parted<readonly number[], RandomOptions>(rest, OPTIONS)
  const [first] = [mean, std].filter((operand) => operand instanceof Tensor)
  if ((first === undefined) !== (shape !== undefined))
    throw new ArgumentError('two numbers need a shape; a tensor has its own')
  if (first === undefined) {
    checkDeviation((std as number) >= 0, std)
    return drawn(shape!, drawNormal(mean as number, std as number), options, 'float32')
  }
  commonDevice([mean, std])
  const isFit = std instanceof Tensor ? !std.device.array || !std.data.some((value) => value < 0) : std >= 0
  checkDeviation(isFit, std)
  const of = broadcastShapes(...[mean, std].map((operand) => (operand instanceof Tensor ? operand.shape : [])))
  return add(mul(drawn(of, drawNormal(0, 1), like(first, options), first.dtype), std), mean)
})
