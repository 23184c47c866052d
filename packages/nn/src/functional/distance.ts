/* How far apart, and in how different directions, vectors lie. */
import { checkOptions, isOptions } from '@torchlet/tensor-core/fused'
import { add, clamp, div, mul, norm, sqrt, square, sub, sum, type Tensor } from '@torchlet/tensor-core/ops'
import { lean } from './lean'

export interface CosineSimilarityOptions {
  /** The least that each length counts. Default 1e-8. */
  eps?: number
}

/** x1·x2 / (max(‖x1‖, eps)·max(‖x2‖, eps)) along `dim` (default 1); both broadcast. */
export const cosineSimilarity = lean(
  (
    x1: Tensor,
    x2: Tensor,
    dim: number | CosineSimilarityOptions = 1,
    options: CosineSimilarityOptions = {},
  ): Tensor => {
    if (isOptions(dim)) return cosineSimilarity(x1, x2, 1, dim as CosineSimilarityOptions)
    checkOptions(options, ['eps'], 'cosineSimilarity')
    const { eps = 1e-8 } = options
    // Each brought to length 1 first: products of long vectors would overflow. Broadcast, so that both have the axis.
    const [a, b] = [add(x1, mul(x2, 0)), add(x2, mul(x1, 0))]
    const unit = (x: Tensor): Tensor => div(x, clamp(sqrt(sum(square(x), dim as number, { keepdim: true })), eps))
    return sum(mul(unit(a), unit(b)), dim as number)
  },
)

export interface PairwiseDistanceOptions {
  /** The order of the norm. Default 2. */
  p?: number
  /** Added to each difference. Default 1e-6. */
  eps?: number
  /** Leaves the last axis with size 1. Default false. */
  keepdim?: boolean
}

/** ‖x1 − x2 + eps‖ₚ along the last axis; both broadcast. */
export const pairwiseDistance = lean((x1: Tensor, x2: Tensor, options: PairwiseDistanceOptions = {}): Tensor => {
  checkOptions(options, ['p', 'eps', 'keepdim'], 'pairwiseDistance')
  const { p = 2, eps = 1e-6, keepdim = false } = options
  return norm(add(sub(x1, x2), eps), -1, { p, keepdim })
})
