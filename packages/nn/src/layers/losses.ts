/* Losses as layers: called with what was computed and what should have been. */
import type { Tensor } from '@torchlet/tensor-core/ops'
import {
  type BinaryCrossEntropyOptions,
  type BinaryCrossEntropyWithLogitsOptions,
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  cosineEmbeddingLoss,
  type GaussianNllOptions,
  gaussianNllLoss,
  type HuberOptions,
  hingeEmbeddingLoss,
  huberLoss,
  type KLDivOptions,
  klDiv,
  l1Loss,
  type MarginOptions,
  marginRankingLoss,
  mseLoss,
  type PoissonNllOptions,
  poissonNllLoss,
  type SmoothL1Options,
  smoothL1Loss,
  softMarginLoss,
  type TripletMarginOptions,
  tripletMarginLoss,
} from '../functional/losses'
import type { LossOptions } from '../functional/reduction'
import type { Buffer } from '../parameter'
import { Loss, WeightedLoss } from './loss'

/** |x − y|. Called with (x, target). */
export class L1Loss extends Loss<LossOptions> {
  static override readonly name: string = 'L1Loss'

  constructor(...args: [LossOptions?]) {
    super('L1Loss', args, { reduction: 'mean' })
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return l1Loss(x, target, this.options)
  }
}

/** (x − y)². Called with (x, target). */
export class MSELoss extends Loss<LossOptions> {
  static override readonly name: string = 'MSELoss'

  constructor(...args: [LossOptions?]) {
    super('MSELoss', args, { reduction: 'mean' })
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return mseLoss(x, target, this.options)
  }
}

/** d²/(2·beta) for d = |x − y| < beta, else d − beta/2. Called with (x, target). */
export class SmoothL1Loss extends Loss<SmoothL1Options> {
  static override readonly name: string = 'SmoothL1Loss'

  constructor(...args: [SmoothL1Options?]) {
    super('SmoothL1Loss', args, { reduction: 'mean', beta: 1 })
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(x, target, this.options)
  }
}

/** d²/2 for d = |x − y| ≤ delta, else delta·(d − delta/2). Called with (x, target). */
export class HuberLoss extends Loss<HuberOptions> {
  static override readonly name: string = 'HuberLoss'

  constructor(...args: [HuberOptions?]) {
    super('HuberLoss', args, { reduction: 'mean', delta: 1 })
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return huberLoss(x, target, this.options)
  }
}

/** y·(log y − x): the divergence of the distribution exp(x) from y. Called with (x, target). */
export class KLDivLoss extends Loss<KLDivOptions> {
  static override readonly name: string = 'KLDivLoss'

  constructor(...args: [KLDivOptions?]) {
    super('KLDivLoss', args, { reduction: 'mean', logTarget: false }, ['none', 'mean', 'sum', 'batchmean'])
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return klDiv(x, target, this.options)
  }
}

/** exp(x) − y·x, or x − y·log(x + eps). Called with (x, target). */
export class PoissonNLLLoss extends Loss<PoissonNllOptions> {
  static override readonly name: string = 'PoissonNLLLoss'

  constructor(...args: [PoissonNllOptions?]) {
    super('PoissonNLLLoss', args, { reduction: 'mean', logInput: true, full: false, eps: 1e-8 })
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return poissonNllLoss(x, target, this.options)
  }
}

/** (log v + (x − y)²/v)/2 with v the variance. Called with (x, target, variance). */
export class GaussianNLLLoss extends Loss<GaussianNllOptions, [x: Tensor, target: Tensor, variance: Tensor]> {
  static override readonly name: string = 'GaussianNLLLoss'

  constructor(...args: [GaussianNllOptions?]) {
    super('GaussianNLLLoss', args, { reduction: 'mean', full: false, eps: 1e-6 })
  }

  override forward(x: Tensor, target: Tensor, variance: Tensor): Tensor {
    return gaussianNllLoss(x, target, variance, this.options)
  }
}

/** x where y = 1, max(0, margin − x) where y = −1. Called with (x, target). */
export class HingeEmbeddingLoss extends Loss<MarginOptions> {
  static override readonly name: string = 'HingeEmbeddingLoss'

  constructor(...args: [MarginOptions?]) {
    super('HingeEmbeddingLoss', args, { reduction: 'mean', margin: 1 })
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return hingeEmbeddingLoss(x, target, this.options)
  }
}

/** max(0, −y·(x1 − x2) + margin). Called with (x1, x2, target). */
export class MarginRankingLoss extends Loss<MarginOptions, [x1: Tensor, x2: Tensor, target: Tensor]> {
  static override readonly name: string = 'MarginRankingLoss'

  constructor(...args: [MarginOptions?]) {
    super('MarginRankingLoss', args, { reduction: 'mean', margin: 0 })
  }

  override forward(x1: Tensor, x2: Tensor, target: Tensor): Tensor {
    return marginRankingLoss(x1, x2, target, this.options)
  }
}

/** 1 − cos(x1, x2) where y = 1, max(0, cos(x1, x2) − margin) where y = −1. Called with (x1, x2, target). */
export class CosineEmbeddingLoss extends Loss<MarginOptions, [x1: Tensor, x2: Tensor, target: Tensor]> {
  static override readonly name: string = 'CosineEmbeddingLoss'

  constructor(...args: [MarginOptions?]) {
    super('CosineEmbeddingLoss', args, { reduction: 'mean', margin: 0 })
  }

  override forward(x1: Tensor, x2: Tensor, target: Tensor): Tensor {
    return cosineEmbeddingLoss(x1, x2, target, this.options)
  }
}

/** log(1 + exp(−y·x)) with y = ±1. Called with (x, target). */
export class SoftMarginLoss extends Loss<LossOptions> {
  static override readonly name: string = 'SoftMarginLoss'

  constructor(...args: [LossOptions?]) {
    super('SoftMarginLoss', args, { reduction: 'mean' })
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return softMarginLoss(x, target, this.options)
  }
}

/** max(0, ‖anchor − positive‖ − ‖anchor − negative‖ + margin). Called with (anchor, positive, negative). */
export class TripletMarginLoss extends Loss<
  TripletMarginOptions,
  [anchor: Tensor, positive: Tensor, negative: Tensor]
> {
  static override readonly name: string = 'TripletMarginLoss'

  constructor(...args: [TripletMarginOptions?]) {
    super('TripletMarginLoss', args, { reduction: 'mean', margin: 1, p: 2, eps: 1e-6, swap: false })
  }

  override forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginLoss(anchor, positive, negative, this.options)
  }
}

/** −(y·log x + (1 − y)·log(1 − x)); x in [0, 1]. Called with (x, target). */
export class BCELoss extends WeightedLoss<BinaryCrossEntropyOptions> {
  static override readonly name: string = 'BCELoss'

  constructor(...args: [BinaryCrossEntropyOptions?]) {
    super('BCELoss', args, { reduction: 'mean', weight: null })
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropy(x, target, this.current)
  }
}

/** BCELoss of sigmoid(x), without overflow. Called with (x, target). */
export class BCEWithLogitsLoss extends WeightedLoss<BinaryCrossEntropyWithLogitsOptions> {
  static override readonly name: string = 'BCEWithLogitsLoss'
  declare pos_weight: Buffer | null

  constructor(...args: [BinaryCrossEntropyWithLogitsOptions?]) {
    super('BCEWithLogitsLoss', args, { reduction: 'mean', weight: null, posWeight: null })
    this.registerBuffer('pos_weight', this.options.posWeight ?? null)
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(x, target, { ...this.current, posWeight: this.pos_weight })
  }
}
