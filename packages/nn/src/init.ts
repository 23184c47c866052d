/* torch.nn.init: ways to fill a tensor before training. Each overwrites its tensor and gives it. */
import { checkOptions, checkTensor } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  normal_ as drawNormal,
  uniform_ as drawUniform,
  fill_,
  ShapeError,
  setAt_,
  type Tensor,
  zero_,
} from '@torchlet/tensor-core/ops'
import { checkFilling } from './init-checks'

export interface UniformOptions {
  /** The least value. Default 0. */
  a?: number
  /** The value that all are below. Default 1. */
  b?: number
}

/** Uniform in [a, b). Throws ArgumentError, DTypeError for integers. */
export function uniform_(x: Tensor, options: UniformOptions = {}): Tensor {
  checkFilling('uniform_', x, options, ['a', 'b'])
  const { a = 0, b = 1 } = options
  return drawUniform(x, { from: a, to: b })
}

export interface NormalOptions {
  /** Default 0. */
  mean?: number
  /** The deviation. Default 1. */
  std?: number
}

/** Normal with this mean and deviation. Throws ArgumentError for a negative one, DTypeError for integers. */
export function normal_(x: Tensor, options: NormalOptions = {}): Tensor {
  checkFilling('normal_', x, options, ['mean', 'std'])
  const { mean = 0, std = 1 } = options
  return drawNormal(x, { mean, std })
}

/** Everywhere `value`. */
export function constant_(x: Tensor, value: number): Tensor {
  checkTensor(x, 'constant_')
  return fill_(x, value)
}

/** Everywhere 1. */
export const ones_ = (x: Tensor): Tensor => constant_(x, 1)
/** Everywhere 0. */
export const zeros_ = (x: Tensor): Tensor => constant_(x, 0)

/** Ones on the diagonal of a matrix, 0 elsewhere. Throws ShapeError for other shapes. */
export function eye_(x: Tensor): Tensor {
  checkTensor(x, 'eye_')
  if (x.ndim !== 2) throw new ShapeError(`eye_: only tensors with 2 dimensions are supported, got ${x.shape}`)
  zero_(x)
  for (let i = 0; i < Math.min(x.shape[0]!, x.shape[1]!); i++) setAt_(x, [i, i], 1)
  return x
}

export type Nonlinearity =
  | 'linear'
  | 'conv1d'
  | 'conv2d'
  | 'conv3d'
  | 'conv_transpose1d'
  | 'conv_transpose2d'
  | 'conv_transpose3d'
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'leaky_relu'
  | 'selu'

export interface GainParameter {
  /** The negative slope of leaky_relu. Default 0.01. */
  param?: number
}

/** The factor by which a nonlinearity's input should be scaled so that variance is kept. Throws ArgumentError for another one. */
export function calculateGain(nonlinearity: Nonlinearity, options: GainParameter = {}): number {
  checkOptions(options, ['param'], 'calculateGain')
  const { param = 0.01 } = options
  if (nonlinearity === 'tanh') return 5 / 3
  if (nonlinearity === 'relu') return Math.SQRT2
  if (nonlinearity === 'leaky_relu') return Math.sqrt(2 / (1 + param ** 2))
  if (nonlinearity === 'selu') return 3 / 4
  if (nonlinearity === 'sigmoid' || nonlinearity === 'linear' || /^conv(_transpose)?[123]d$/.test(nonlinearity))
    return 1
  throw new ArgumentError(`calculateGain: Unsupported nonlinearity ${nonlinearity}`)
}

/** How many inputs and outputs a unit of this weight has: sizes of the axes 1 and 0, times the kernel's size. */
function fans(x: Tensor): { fanIn: number; fanOut: number } {
  if (x.ndim < 2)
    throw new ShapeError(
      `Fan in and fan out can not be computed for tensor with fewer than 2 dimensions, got ${x.shape}`,
    )
  const field = x.shape.slice(2).reduce((product, size) => product * size, 1)
  return { fanIn: x.shape[1]! * field, fanOut: x.shape[0]! * field }
}

export interface GainOptions {
  /** How much the layer behind takes away: see `calculateGain`. Default 1. */
  gain?: number
}

/** Uniform in ±gain·√(6 / (fanIn + fanOut)) (Glorot and Bengio, 2010). */
export function xavierUniform_(x: Tensor, options: GainOptions = {}): Tensor {
  checkFilling('xavierUniform_', x, options, ['gain'])
  const { gain = 1 } = options
  const { fanIn, fanOut } = fans(x)
  const bound = Math.sqrt(3) * (gain * Math.sqrt(2 / (fanIn + fanOut)))
  return drawUniform(x, { from: -bound, to: bound })
}

/** Normal with deviation gain·√(2 / (fanIn + fanOut)) (Glorot and Bengio, 2010). */
export function xavierNormal_(x: Tensor, options: GainOptions = {}): Tensor {
  checkFilling('xavierNormal_', x, options, ['gain'])
  const { gain = 1 } = options
  const { fanIn, fanOut } = fans(x)
  return drawNormal(x, { std: gain * Math.sqrt(2 / (fanIn + fanOut)) })
}

export interface KaimingOptions {
  /** The negative slope, where the nonlinearity is leaky_relu. Default 0. */
  a?: number
  /** Which way the variance stays: 'fan_in' forward, 'fan_out' backward. Default 'fan_in'. */
  mode?: 'fan_in' | 'fan_out'
  /** Default leaky_relu. */
  nonlinearity?: Nonlinearity
}

const KAIMING = ['a', 'mode', 'nonlinearity']

function kaimingDeviation(x: Tensor, { a = 0, mode = 'fan_in', nonlinearity = 'leaky_relu' }: KaimingOptions): number {
  if (mode !== 'fan_in' && mode !== 'fan_out')
    throw new ArgumentError(`Mode ${String(mode)} not supported, please use one of fan_in, fan_out`)
  const { fanIn, fanOut } = fans(x)
  return calculateGain(nonlinearity, { param: a }) / Math.sqrt(mode === 'fan_in' ? fanIn : fanOut)
}

/** Uniform in ±gain·√(3 / fan) (He et al., 2015). */
export function kaimingUniform_(x: Tensor, options: KaimingOptions = {}): Tensor {
  checkFilling('kaimingUniform_', x, options, KAIMING)
  if (x.numel() === 0) return x
  const bound = Math.sqrt(3) * kaimingDeviation(x, options)
  return drawUniform(x, { from: -bound, to: bound })
}

/** Normal with deviation gain / √fan (He et al., 2015). */
export function kaimingNormal_(x: Tensor, options: KaimingOptions = {}): Tensor {
  checkFilling('kaimingNormal_', x, options, KAIMING)
  if (x.numel() === 0) return x
  return drawNormal(x, { std: kaimingDeviation(x, options) })
}
export {
  type DiracOptions,
  dirac_,
  type OrthogonalOptions,
  orthogonal_,
  type SparseOptions,
  sparse_,
  type TruncNormalOptions,
  truncNormal_,
} from './init-matrices'
