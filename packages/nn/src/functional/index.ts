/* torch.nn.functional: what layers compute, as functions. */
import { checkOptions } from '@torchlet/tensor-core/fused'
import { ArgumentError, bernoulli_, copy_, div, emptyLike, mul, type Tensor } from '@torchlet/tensor-core/ops'

export {
  type ConvOptions,
  conv2d,
  linear,
  logSoftmax,
  type MaxPoolOptions,
  maxPool2d,
  type PadOptions,
  pad,
  type SoftmaxOptions,
  softmax,
} from '@torchlet/tensor-core/fused'
export { relu, sigmoid, tanh } from '@torchlet/tensor-core/ops'

/** The axis that PyTorch takes where softmax is told none: 0 for 0, 1 and 3 axes, else 1. */
export const implicitSoftmaxDim = (ndim: number): number => (ndim === 0 || ndim === 1 || ndim === 3 ? 0 : 1)

export interface DropoutFunctionOptions {
  /** The probability that an element is set to zero. Default 0.5. */
  p?: number
  /** Default true. */
  training?: boolean
  inplace?: boolean
}

/** In training, zeroes elements with probability p and scales the others by 1 / (1 − p). */
export function dropout(x: Tensor, options: DropoutFunctionOptions = {}): Tensor {
  checkOptions(options, ['p', 'training', 'inplace'], 'dropout')
  const { p = 0.5, training = true, inplace = false } = options
  if (!(p >= 0 && p <= 1)) throw new ArgumentError(`dropout probability has to be between 0 and 1, but got ${p}`)
  if (!training || p === 0 || x.numel() === 0) return x
  const kept = p === 1 ? mul(x, 0) : mul(x, div(bernoulli_(emptyLike(x), { p: 1 - p }), 1 - p))
  return inplace ? copy_(x, kept) : kept
}
