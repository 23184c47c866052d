/* Batch norms taken into the layer before them: for inference, where they are nothing but a scale and a shift. */
import { checkOptions } from '@torchlet/tensor-core/fused'
import { ArgumentError, add, mul, reshape, rsqrt, sub, type Tensor, zerosLike } from '@torchlet/tensor-core/ops'
import type { ChannelNorm } from '../layers/batch-norm'
import type { AnyConv, ConvArguments } from '../layers/conv'
import { Linear } from '../layers/linear'
import { Parameter } from '../parameter'
import { undrawn } from '../undrawn'
import { plainClassOf } from './reparametrize'

/** A layer with a weight and a bias, and its norm, as a new weight and bias. `axis` is the weight's axis of outputs. */
function fused(
  weight: Tensor,
  bias: Tensor | null,
  norm: ChannelNorm,
  axis: number,
): { weight: Parameter; bias: Parameter } {
  const { running_mean: mean, running_var: variance } = norm
  if (norm.training || !mean || !variance)
    throw new ArgumentError(
      `fusing needs ${norm.constructor.name} in eval mode, with running statistics: call eval() first`,
    )
  const inverse = rsqrt(add(variance, norm.eps))
  const scale = norm.weight ? mul(inverse, norm.weight) : inverse
  const shape = weight.shape.map((_, i) => (i === axis ? -1 : 1))
  const shift = mul(sub(bias ?? zerosLike(mean), mean), scale)
  return {
    weight: new Parameter(mul(weight, reshape(scale, shape))),
    bias: new Parameter(norm.bias ? add(shift, norm.bias) : shift),
  }
}

export interface FuseOptions {
  /** Whether the layer is a transposed convolution. Default false. */
  transpose?: boolean
}

/**
 * A convolution that does what `conv` and the batch norm behind it do in eval mode: w·s and (b − mean)·s + shift with
 * s = weight / √(variance + eps). Both stay as they are. Throws ArgumentError where the norm is in training mode.
 */
export function fuseConvBn<C extends AnyConv>(conv: C, norm: ChannelNorm, options: FuseOptions = {}): C {
  checkOptions(options, ['transpose'], 'fuseConvBn')
  const { transpose = false } = options
  const values = fused(conv.weight, conv.bias, norm, transpose ? 1 : 0)
  const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups, paddingMode } = conv
  const named = { inChannels, outChannels, kernelSize, stride, padding, dilation, groups, paddingMode, bias: true }
  const { outputPadding } = conv as { outputPadding?: readonly number[] }
  const Layer = plainClassOf(conv) as new (named: ConvArguments) => C
  const made = undrawn(() => new Layer(outputPadding ? ({ ...named, outputPadding } as ConvArguments) : named))
  return Object.assign(made, values).train(conv.training)
}

/** A linear layer that does what `linear` and the batch norm behind it do in eval mode. See `fuseConvBn`. */
export function fuseLinearBn(linear: Linear, norm: ChannelNorm): Linear {
  const values = fused(linear.weight, linear.bias, norm, 0)
  const made = undrawn(() => new Linear(linear.inFeatures, linear.outFeatures))
  return Object.assign(made, values).train(linear.training)
}
