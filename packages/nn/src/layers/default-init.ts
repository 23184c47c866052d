import { empty, uniform_ } from '@torchlet/tensor-core/ops'
import { kaimingUniform_ } from '../init'
import { Parameter } from '../parameter'

/** The weight and bias that PyTorch gives to linear and convolutional layers: uniform in ±1/√fanIn, the weight drawn first. */
export function weightAndBias(
  weightShape: readonly number[],
  outputs: number,
  bias: boolean,
): { weight: Parameter; bias: Parameter | null } {
  const weight = new Parameter(empty(weightShape))
  // PyTorch asks for Kaiming's bound with a = √5, which comes to the same ±1/√fanIn; so that it rounds alike, we do too.
  kaimingUniform_(weight, { a: Math.sqrt(5) })
  if (!bias) return { weight, bias: null }
  const fanIn = weightShape.slice(1).reduce((product, size) => product * size, 1)
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0
  const shift = new Parameter(empty([outputs]))
  uniform_(shift, { from: -bound, to: bound })
  return { weight, bias: shift }
}
