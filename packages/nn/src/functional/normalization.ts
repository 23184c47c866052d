/* Normalization that is a composition; the rest comes from tensor-core. */
import { avgPool2d, checkOptions, isOptions, pad } from '@torchlet/tensor-core/fused'
import {
  add,
  clamp,
  copy_,
  div,
  mul,
  narrow,
  norm,
  pow,
  reshape,
  ShapeError,
  square,
  type Tensor,
} from '@torchlet/tensor-core/ops'
import { lean } from './lean'

export { batchNorm, groupNorm, instanceNorm, layerNorm, rmsNorm } from '@torchlet/tensor-core/fused'

export interface ResponseNormOptions {
  /** Default 1e-4. */
  alpha?: number
  /** Default 0.75. */
  beta?: number
  /** Default 1. */
  k?: number
}

/** x / (k + alpha·mean of x² over `size` neighbouring channels)^beta. x: [N, C, …]. Throws ShapeError for fewer than 3 axes. */
export const localResponseNorm = lean((x: Tensor, size: number, options: ResponseNormOptions = {}): Tensor => {
  checkOptions(options, ['alpha', 'beta', 'k'], 'localResponseNorm')
  const { alpha = 1e-4, beta = 0.75, k = 1 } = options
  if (x.ndim < 3)
    throw new ShapeError(`localResponseNorm: Expected 3D or higher dimensionality input (got ${x.ndim} dimensions)`)
  if (x.numel() === 0) return x
  return div(x, pow(add(mul(neighbours(square(x), size), alpha / size), k), beta))
})

/** Sums over `size` neighbouring channels, ⌊size/2⌋ of them before each. */
function neighbours(x: Tensor, size: number): Tensor {
  // The channels as rows of an image, so that a pool goes along them.
  const rows = reshape(x, [x.shape[0]!, 1, x.shape[1]!, -1])
  const room = pad(rows, [0, 0, Math.floor(size / 2), Math.floor((size - 1) / 2)])
  return reshape(avgPool2d(room, [size, 1], { stride: 1, divisorOverride: 1 }), x.shape)
}

/**
 * Torch 7's local response norm: as many channels before as behind each. As in PyTorch, which never takes the first channel out
 * of its moving sum, that one counts for all channels behind its reach too. x: [N, C, H, W].
 */
export const crossMapLrn = lean((x: Tensor, size: number, options: ResponseNormOptions = {}): Tensor => {
  checkOptions(options, ['alpha', 'beta', 'k'], 'crossMapLrn')
  const { alpha = 1e-4, beta = 0.75, k = 1 } = options
  if (x.ndim !== 4) throw new ShapeError(`crossMapLrn: expected a [N, C, H, W] input, got ${x.shape}`)
  const reach = Math.floor((size - 1) / 2 + 1)
  const squares = square(x)
  const total = neighbours(squares, 2 * reach - 1)
  const behind = narrow(total, 1, Math.min(reach, x.shape[1]!), Math.max(0, x.shape[1]! - reach))
  copy_(behind, add(behind, narrow(squares, 1, 0, 1)))
  return mul(x, pow(add(mul(total, alpha / size), k), -beta))
})

export interface NormalizeOptions {
  /** The order of the norm. Default 2. */
  p?: number
  /** The least that is divided by. Default 1e-12. */
  eps?: number
}

/** x / max(‖x‖ₚ, eps) along `dim` (default 1). */
export const normalize = lean(
  (x: Tensor, dim: number | NormalizeOptions = 1, options: NormalizeOptions = {}): Tensor => {
    if (isOptions(dim)) return normalize(x, 1, dim as NormalizeOptions)
    checkOptions(options, ['p', 'eps'], 'normalize')
    const { p = 2, eps = 1e-12 } = options
    return div(x, clamp(norm(x, dim as number, { p, keepdim: true }), eps))
  },
)
