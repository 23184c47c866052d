import { add, matmul, mul, permute, reshape, ShapeError, sum, type Tensor, unsqueeze } from '@torchlet/tensor-core/ops'
import { lean } from './lean'

export { linear } from '@torchlet/tensor-core/fused'

/**
 * y[…, o] = b[o] + Σ x1[…, i]·w[o, i, j]·x2[…, j]. x1: [..., in1], x2: [..., in2], weight: [out, in1, in2], bias: [out].
 * Throws ShapeError where they do not fit.
 */
export const bilinear = lean((x1: Tensor, x2: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor => {
  const [outputs, in1, in2] = weight.shape as unknown as [number, number, number]
  const [batch, other] = [x1.shape.slice(0, -1), x2.shape.slice(0, -1)]
  if (String(batch) !== String(other))
    throw new ShapeError(`bilinear: input batch dimensions do not match: got ${x1.shape} and ${x2.shape}`)
  if (weight.ndim !== 3 || x1.shape.at(-1) !== in1 || x2.shape.at(-1) !== in2)
    throw new ShapeError(
      `bilinear: inputs ${x1.shape} and ${x2.shape} do not fit weight ${weight.shape} ([out, in1, in2])`,
    )
  if (bias && (bias.ndim !== 1 || bias.shape[0] !== outputs))
    throw new ShapeError(`bilinear: bias ${bias.shape} does not fit weight ${weight.shape}`)
  // x1·w first: for each example a matrix [out, in2] to lay over x2.
  const over = reshape(matmul(x1, reshape(permute(weight, [1, 0, 2]), [in1, outputs * in2])), [...batch, outputs, in2])
  const y = sum(mul(over, unsqueeze(x2, -2)), -1)
  return bias ? add(y, bias) : y
})
