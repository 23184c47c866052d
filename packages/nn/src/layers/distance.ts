import type { Tensor } from '@torchlet/tensor-core/ops'
import { cosineSimilarity, pairwiseDistance } from '../functional/distance'
import { layerArguments } from '../layer-arguments'
import { Module } from '../module/module'

export interface CosineSimilarityLayerOptions {
  /** Default 1. */
  dim?: number
  /** The least that each length counts. Default 1e-8. */
  eps?: number
}

/**
 * x1·x2 / (max(‖x1‖, eps)·max(‖x2‖, eps)) along `dim`. Called with (x1, x2): [..., D, ...], of one shape or broadcast → [...,
 * ...] without that axis. Throws ShapeError where they do not broadcast.
 */
export class CosineSimilarity extends Module<[Tensor, Tensor], Tensor> {
  static override readonly name: string = 'CosineSimilarity'
  readonly dim: number
  readonly eps: number

  constructor(...args: [CosineSimilarityLayerOptions?]) {
    super()
    const given = layerArguments<CosineSimilarityLayerOptions>('CosineSimilarity', args, [], { dim: 1, eps: 1e-8 })
    this.dim = given.dim
    this.eps = given.eps
  }

  override forward(x1: Tensor, x2: Tensor): Tensor {
    return cosineSimilarity(x1, x2, this.dim, { eps: this.eps })
  }
}

export interface PairwiseDistanceLayerOptions {
  /** The order of the norm. Default 2. */
  p?: number
  /** Added to each difference. Default 1e-6. */
  eps?: number
  /** Leaves the last axis with size 1. Default false. */
  keepdim?: boolean
}

/**
 * ‖x1 − x2 + eps‖ₚ along the last axis. Called with (x1, x2): [..., D], of one shape or broadcast → [...]. Throws ShapeError
 * where they do not broadcast.
 */
export class PairwiseDistance extends Module<[Tensor, Tensor], Tensor> {
  static override readonly name: string = 'PairwiseDistance'
  readonly norm: number
  readonly eps: number
  readonly keepdim: boolean

  constructor(...args: [PairwiseDistanceLayerOptions?]) {
    super()
    const defaults = { p: 2, eps: 1e-6, keepdim: false }
    const given = layerArguments<PairwiseDistanceLayerOptions>('PairwiseDistance', args, [], defaults)
    this.norm = given.p
    this.eps = given.eps
    this.keepdim = given.keepdim
  }

  override forward(x1: Tensor, x2: Tensor): Tensor {
    return pairwiseDistance(x1, x2, { p: this.norm, eps: this.eps, keepdim: this.keepdim })
  }
}
