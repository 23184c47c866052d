import { empty, uniform_ } from '@torchlet/tensor-core/ops'
import { kaimingUniform_ } from '../init'
import { Parameter } from '../parameter'

/** Draws what PyTorch gives to linear and convolutional layers, in the tensors' own dtype: uniform in ±1/√fanIn, the weight first. */
export function drawWeightAndBias(weight: Parameter, bias: Parameter | null): void {
  // PyTorch asks for Kaiming's bound with a = √5, which comes to the same ±1/√fanIn; so that it rounds alike, we do too.
  kaimingUniform_(weight, { a: Math.sqrt(5) })
  if (!bias) return
  const fanIn = weight.shape.slice(1).reduce((product, size) => product * size, 1)
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0
  uniform_(bias, { from: -bound, to: bound })
}

/** The weight and bias of a new linear or convolutional layer. */
export function weightAndBias(
  weightShape: readonly number[],
  outputs: number,
  bias: boolean,
): { weight: Parameter; bias: Parameter | null } {
  const made = { weight: new Parameter(empty(weightShape)), bias: bias ? new Parameter(empty([outputs])) : null }
  drawWeightAndBias(made.weight, made.bias)
  return made
}
