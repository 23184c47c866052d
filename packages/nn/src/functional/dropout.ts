/* Dropout: masks come from the random stream, in PyTorch's order. */
import { checkOptions } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  add,
  bernoulli_,
  copy_,
  div,
  empty,
  mul,
  ShapeError,
  squeeze,
  sub,
  type Tensor,
  unsqueeze,
} from '@torchlet/tensor-core/ops'
import { lean } from './lean'

export interface DropoutFunctionOptions {
  /** The probability that an element is set to zero. Default 0.5. */
  p?: number
  /** Default true. */
  training?: boolean
  /** Overwrites x. Default false. */
  inplace?: boolean
}
type Dropout = (x: Tensor, options?: DropoutFunctionOptions) => Tensor

/** The value that selu goes to at −∞: alpha dropout puts it where others put 0. */
const SELU_LIMIT = 1.7580993408473766

/** x·noise, with mean and variance kept: for selu, by moving what is dropped to its limit. */
function masked(x: Tensor, shape: readonly number[], p: number, alpha: boolean): Tensor {
  if (p === 1) return mul(x, 0)
  const noise = bernoulli_(empty(shape, { dtype: x.dtype, device: x.device }), { p: 1 - p })
  if (!alpha) return mul(x, div(noise, 1 - p))
  const scale = 1 / Math.sqrt((SELU_LIMIT ** 2 * p + 1) * (1 - p))
  const shift = add(mul(sub(noise, 1), SELU_LIMIT * scale), SELU_LIMIT * scale * p)
  return add(mul(x, mul(noise, scale)), shift)
}

/** A dropout of single elements, or of whole channels (the first two axes). */
const dropping = (name: string, channels: boolean, alpha: boolean): Dropout =>
  lean((x, options = {}) => {
    checkOptions(options, ['p', 'training', 'inplace'], name)
    const { p = 0.5, training = true, inplace = false } = options
    if (!(p >= 0 && p <= 1)) throw new ArgumentError(`dropout probability has to be between 0 and 1, but got ${p}`)
    if (!training || p === 0 || x.numel() === 0) return x
    if (channels && x.ndim < 2 && p < 1)
      throw new ShapeError(`${name}: Feature dropout requires at least 2 dimensions in the input, got ${x.shape}`)
    const shape = channels ? x.shape.map((size, axis) => (axis < 2 ? size : 1)) : x.shape
    const kept = masked(x, shape, p, alpha)
    return inplace ? copy_(x, kept) : kept
  })

/** Channel dropout; `isBatched` says whether a tensor begins with the batch, and throws for one that does not fit. */
const spatial = (name: string, isBatched: (x: Tensor) => boolean): Dropout => {
  const drop = dropping(name, true, false)
  return lean((x, options) => {
    if (isBatched(x)) return drop(x, options)
    const y = squeeze(drop(unsqueeze(x, 0), options), 0)
    return options?.inplace ? x : y
  })
}

/** In training, zeroes elements with probability p and scales the others by 1 / (1 − p). */
export const dropout = /* @__PURE__ */ dropping('dropout', false, false)
/** In training, sends elements to selu's limit with probability p, keeping mean and variance. */
export const alphaDropout = /* @__PURE__ */ dropping('alphaDropout', false, true)
/** The same for whole channels. */
export const featureAlphaDropout = /* @__PURE__ */ dropping('featureAlphaDropout', true, true)
/** Zeroes whole channels. x: [N, C, L] or [C, L]. Throws ShapeError for other shapes. */
export const dropout1d = /* @__PURE__ */ spatial('dropout1d', (x) => {
  if (x.ndim !== 2 && x.ndim !== 3)
    throw new ShapeError(`dropout1d: Expected 2D or 3D input, but received a ${x.ndim}D input ${x.shape}`)
  return x.ndim === 3
})
/**
 * Zeroes whole channels. x: [N, C, H, W], and any other shape that begins with batch and channels: [N, C] too, as networks have it that
 * use this one behind linear layers. Throws ShapeError for fewer axes.
 */
export const dropout2d = /* @__PURE__ */ dropping('dropout2d', true, false)
/** Zeroes whole channels. x: [N, C, D, H, W]; any other shape is [C, …], without a batch. Throws ShapeError for a scalar. */
export const dropout3d = /* @__PURE__ */ spatial('dropout3d', (x) => x.ndim === 5)
