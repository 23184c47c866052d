/* The activations that are compositions; those that are one pointwise kernel come from tensor-core. */
import {
  checkOptions,
  geluErf,
  geluTanh,
  type InPlaceOption,
  isOptions,
  leakyRelu,
  logSoftmax as logSoftmaxAlong,
  type SoftmaxOptions,
  softmax as softmaxAlong,
} from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  add,
  clamp,
  copy_,
  DTypeError,
  le,
  mul,
  narrow,
  neg,
  onesLike,
  rand,
  relu as rectified,
  reshape,
  ShapeError,
  setAt_,
  sigmoid,
  type Tensor,
  to,
  where,
} from '@torchlet/tensor-core/ops'
import { lean } from './lean'

export {
  celu,
  elu,
  hardshrink,
  hardsigmoid,
  hardswish,
  leakyRelu,
  logsigmoid,
  mish,
  relu6,
  selu,
  silu,
  softplus,
  softshrink,
  softsign,
  tanhshrink,
} from '@torchlet/tensor-core/fused'
export { sigmoid, tanh } from '@torchlet/tensor-core/ops'

/** y, written into x where `inplace` says so. */
const written = (x: Tensor, y: Tensor, { inplace = false }: InPlaceOption): Tensor => (inplace ? copy_(x, y) : y)

const rectifiedInPlace = lean((x: Tensor): Tensor => copy_(x, rectified(x)))

/** max(x, 0). */
export const relu = (x: Tensor, options: InPlaceOption = {}): Tensor => {
  checkOptions(options, ['inplace'], 'relu')
  return options.inplace ? rectifiedInPlace(x) : rectified(x)
}

export interface HardtanhOptions extends InPlaceOption {
  /** Default -1. */
  minVal?: number
  /** Default 1. */
  maxVal?: number
}

/** min(max(x, minVal), maxVal). Throws DTypeError for bool, and for uint8 with limits below 0. */
export const hardtanh = lean((x: Tensor, options: HardtanhOptions = {}): Tensor => {
  checkOptions(options, ['minVal', 'maxVal', 'inplace'], 'hardtanh')
  const { minVal = -1, maxVal = 1 } = options
  if (x.dtype === 'bool' || (x.dtype === 'uint8' && Math.min(minVal, maxVal) < 0))
    throw new DTypeError(`hardtanh: ${x.dtype} cannot be clamped to [${minVal}, ${maxVal}]`)
  return written(x, clamp(x, minVal, maxVal), options)
})

/** x where it is greater than `threshold`, else `value`. */
export const threshold = lean((x: Tensor, limit: number, value: number, options: InPlaceOption = {}): Tensor => {
  checkOptions(options, ['inplace'], 'threshold')
  return written(x, where(le(x, limit), value, x), options)
})

export interface GeluOptions {
  /** 'none' for the normal distribution's own Φ, 'tanh' for an approximation of it. Default 'none'. */
  approximate?: 'none' | 'tanh'
}

/** x·Φ(x) with Φ(x) = (1 + erf(x / √2)) / 2. Throws ArgumentError for another `approximate`. */
export const gelu = lean((x: Tensor, options: GeluOptions = {}): Tensor => {
  checkOptions(options, ['approximate'], 'gelu')
  const { approximate = 'none' } = options
  if (approximate === 'tanh') return geluTanh(x)
  if (approximate !== 'none')
    throw new ArgumentError(`gelu: approximate argument must be either none or tanh, got '${String(approximate)}'`)
  return geluErf(x)
})

/** max(0, x) + weight·min(0, x), with a weight for all channels (axis 1) or for each. Throws ShapeError, DTypeError. */
export const prelu = lean((x: Tensor, weight: Tensor): Tensor => {
  if (x.dtype !== weight.dtype)
    throw new DTypeError(`prelu: input and weight must be of one dtype, got ${x.dtype} and ${weight.dtype}`)
  const channels = x.ndim > 1 ? x.shape[1]! : 1
  const count = weight.numel()
  if (count !== 1 && count !== channels)
    throw new ShapeError(
      `prelu: Mismatch of parameter numbers and input channel size. Found parameter numbers = ${count} and channel size = ${channels}.`,
    )
  const shape = x.shape.map((_, axis) => (axis === 1 ? count : 1))
  const slope = count === 1 ? reshape(weight, []) : reshape(weight, shape)
  return where(le(x, 0), mul(x, slope), x)
})

/** The first half of `dim` times the sigmoid of the second. Throws ShapeError where it cannot be halved. */
export const glu = lean((x: Tensor, dim = -1): Tensor => {
  if (x.ndim === 0) throw new ShapeError('glu does not support scalars because halving size must be even')
  const size = x.size(dim)
  if (size % 2 !== 0) throw new ShapeError(`glu: Halving dimension must be even, but dimension ${dim} is size ${size}`)
  return mul(narrow(x, dim, 0, size / 2), sigmoid(narrow(x, dim, size / 2, size / 2)))
})

export interface RreluOptions extends InPlaceOption {
  /** Default 1/8. */
  lower?: number
  /** Default 1/3. */
  upper?: number
  /** Default false. */
  training?: boolean
}

/**
 * x for x > 0, else a·x with a uniform in [lower, upper] in training, else their mean. In training the number of random numbers
 * depends on the values, which are therefore read.
 */
export const rrelu = lean((x: Tensor, options: RreluOptions = {}): Tensor => {
  checkOptions(options, ['lower', 'upper', 'training', 'inplace'], 'rrelu')
  const { lower = 1 / 8, upper = 1 / 3, training = false, inplace = false } = options
  if (!(lower <= upper)) throw new ArgumentError(`rrelu: lower ${lower} must not be greater than upper ${upper}`)
  if (!training) return leakyRelu(x, { negativeSlope: (lower + upper) / 2, inplace })
  const below = le(x, 0)
  if (x.device.valueless) return written(x, mul(x, below), { inplace })
  const count = (below.data as Uint8Array).reduce((sum, truth) => sum + truth, 0)
  const slopes = add(mul(rand([count], { dtype: 'float64', device: x.device }), upper - lower), lower)
  const noise = onesLike(x)
  setAt_(noise, [below], to(slopes, noise.dtype))
  return written(x, mul(x, noise), { inplace })
})

/** The axis that PyTorch takes where softmax is told none: 0 for 0, 1 and 3 axes, else 1. */
const implicitSoftmaxDim = (ndim: number): number => (ndim === 0 || ndim === 1 || ndim === 3 ? 0 : 1)

type OptionalDim = (x: Tensor, dim?: number | null | SoftmaxOptions, options?: SoftmaxOptions) => Tensor

/** Options may take the place of the axis that they follow. */
const along = (f: typeof softmaxAlong): OptionalDim =>
  lean<OptionalDim>((x, dim, options) =>
    isOptions(dim)
      ? f(x, implicitSoftmaxDim(x.ndim), dim)
      : f(x, (dim as number | null | undefined) ?? implicitSoftmaxDim(x.ndim), options),
  )

/** exp(xᵢ) / Σ exp(xⱼ) along `dim`. */
export const softmax: OptionalDim = /* @__PURE__ */ along(softmaxAlong)
/** xᵢ − log Σ exp(xⱼ) along `dim`. */
export const logSoftmax: OptionalDim = /* @__PURE__ */ along(logSoftmaxAlong)
/** exp(−xᵢ) / Σ exp(−xⱼ) along `dim`. */
export const softmin: OptionalDim = lean<OptionalDim>((x, dim, options) => softmax(neg(x), dim, options))
