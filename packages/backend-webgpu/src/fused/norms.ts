/*
 * Layer norm: the mean of a row, then the variance around it (in two passes: a sum of squares alone would lose small variances beside
 * large means), then the results. Batch norm has no kernel here: out of primitives it is one elementwise chain, which the queue runs
 * inside the convolution before it.
 */
import type { View } from '@torchlet/tensor-core/ops'
import type { Gpu } from '../program'
import { runLines } from './rows'
import { Float } from './shader'

/** (x − mean) / √(variance + eps)·weight + bias over each row. x: [rows, n], weight and bias: [n]. */
export function layerNorm(gpu: Gpu, x: View, weight: View | null, bias: View | null, eps: number, out: View): void {
  const normal = '(value - mean) * factor'
  const scaled = weight ? `${normal} * weight[sizes.weight_offset + k * sizes.weight_step]` : normal
  runLines(gpu, {
    op: 'layerNorm',
    variant: `${weight ? 'weight ' : ''}${bias ? 'bias ' : ''}`,
    x,
    dim: 1,
    out,
    reads: { ...(weight && { weight: { view: weight } }), ...(bias && { bias: { view: bias } }) },
    uniforms: {
      eps: new Float(eps),
      ...(weight && { weight_offset: weight.offset, weight_step: weight.strides[0]! }),
      ...(bias && { bias_offset: bias.offset, bias_step: bias.strides[0]! }),
    },
    body: (each, total) => `
  var mean = 0.0;
  ${each('mean += value;')}
  ${total('sum', 'mean')}
  mean /= f32(sizes.n);
  var squares = 0.0;
  ${each('squares += (value - mean) * (value - mean);')}
  ${total('sum', 'squares')}
  let factor = inverseSqrt(squares / f32(sizes.n) + sizes.eps);
  ${each(`emit(place + k, ${scaled}${bias ? ' + bias[sizes.bias_offset + k * sizes.bias_step]' : ''});`)}`,
  })
}
