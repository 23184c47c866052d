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
import type { Buffer } from '../parameter'
import { Loss, PlainLoss, WeightedLoss } from './loss'

/**
 * |x − y|. Called with (x, target): [...], of one shape or broadcast → [], or [...] with reduction 'none'. Throws ShapeError
 * where they do not broadcast.
 */
export class L1Loss extends PlainLoss {
  static override readonly name: string = 'L1Loss'

  override forward(x: Tensor, target: Tensor): Tensor {
    return l1Loss(x, target, this.options)
  }
}

/**
 * (x − y)². Called with (x, target): [...], of one shape or broadcast → [], or [...] with reduction 'none'. Throws ShapeError
 * where they do not broadcast.
 */
export class MSELoss extends PlainLoss {
  static override readonly name: string = 'MSELoss'

  override forward(x: Tensor, target: Tensor): Tensor {
    return mseLoss(x, target, this.options)
  }
}

/**
 * d²/(2·beta) for d = |x − y| < beta, else d − beta/2. Called with (x, target): [...], of one shape or broadcast → [], or [...]
 * with reduction 'none'. Throws ArgumentError where beta is negative, ShapeError where x and target do not broadcast.
 */
export class SmoothL1Loss extends Loss<SmoothL1Options> {
  static override readonly name: string = 'SmoothL1Loss'

  protected override defaults(): Required<SmoothL1Options> {
    return { reduction: 'mean', beta: 1 }
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(x, target, this.options)
  }
}

/**
 * d²/2 for d = |x − y| ≤ delta, else delta·(d − delta/2). Called with (x, target): [...], of one shape or broadcast → [], or
 * [...] with reduction 'none'. Throws ArgumentError where delta is not positive, ShapeError where x and target do not
 * broadcast.
 */
export class HuberLoss extends Loss<HuberOptions> {
  static override readonly name: string = 'HuberLoss'

  protected override defaults(): Required<HuberOptions> {
    return { reduction: 'mean', delta: 1 }
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return huberLoss(x, target, this.options)
  }
}

/**
 * y·(log y − x): how far the distribution y is from exp(x), x being logarithms. Called with (x, target): [...], of one shape or
 * broadcast → [], or [...] with reduction 'none'. Throws ArgumentError for an unknown reduction, ShapeError where they do not
 * broadcast.
 */
export class KLDivLoss extends Loss<KLDivOptions> {
  static override readonly name: string = 'KLDivLoss'

  protected override defaults(): Required<KLDivOptions> {
    return { reduction: 'mean', logTarget: false }
  }

  protected override reductions(): readonly string[] {
    return ['none', 'mean', 'sum', 'batchmean']
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return klDiv(x, target, this.options)
  }
}

/**
 * exp(x) − y·x, or x − y·log(x + eps) without logInput. Called with (x, target): [...], of one shape or broadcast → [], or
 * [...] with reduction 'none'. Throws ShapeError where they do not broadcast.
 */
export class PoissonNLLLoss extends Loss<PoissonNllOptions> {
  static override readonly name: string = 'PoissonNLLLoss'

  protected override defaults(): Required<PoissonNllOptions> {
    return { reduction: 'mean', logInput: true, full: false, eps: 1e-8 }
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return poissonNllLoss(x, target, this.options)
  }
}

/**
 * (log v + (x − y)²/v)/2 with v the variance. Called with (x, target, variance): [...] and [...], variance [...] or one value
 * for each row → [], or [...] with reduction 'none'. Throws ShapeError where they do not fit, ArgumentError for a negative
 * variance.
 */
export class GaussianNLLLoss extends Loss<GaussianNllOptions, [x: Tensor, target: Tensor, variance: Tensor]> {
  static override readonly name: string = 'GaussianNLLLoss'

  protected override defaults(): Required<GaussianNllOptions> {
    return { reduction: 'mean', full: false, eps: 1e-6 }
  }

  override forward(x: Tensor, target: Tensor, variance: Tensor): Tensor {
    return gaussianNllLoss(x, target, variance, this.options)
  }
}

/**
 * x where y = 1, max(0, margin − x) where y = −1; `margin` is 1 where nothing is said. Called with (x, target): [...], of one
 * shape or broadcast → [], or [...] with reduction 'none'. Throws ShapeError where they do not broadcast.
 */
export class HingeEmbeddingLoss extends Loss<MarginOptions> {
  static override readonly name: string = 'HingeEmbeddingLoss'

  protected override defaults(): Required<MarginOptions> {
    return { reduction: 'mean', margin: 1 }
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return hingeEmbeddingLoss(x, target, this.options)
  }
}

/**
 * max(0, −y·(x1 − x2) + margin) with y = ±1; `margin` is 0 where nothing is said. Called with (x1, x2, target): [N] each, or []
 * → a number, or [N] with reduction 'none'. Throws ShapeError where they have different numbers of axes.
 */
export class MarginRankingLoss extends Loss<MarginOptions, [x1: Tensor, x2: Tensor, target: Tensor]> {
  static override readonly name: string = 'MarginRankingLoss'

  protected override defaults(): Required<MarginOptions> {
    return { reduction: 'mean', margin: 0 }
  }

  override forward(x1: Tensor, x2: Tensor, target: Tensor): Tensor {
    return marginRankingLoss(x1, x2, target, this.options)
  }
}

/**
 * 1 − cos(x1, x2) where y = 1, max(0, cos(x1, x2) − margin) where y = −1; `margin` is 0 where nothing is said. Called with
 * (x1, x2, target): [N, D], [N, D], [N], or [D], [D], [] → a number, or [N] with reduction 'none'. Throws ShapeError for others.
 */
export class CosineEmbeddingLoss extends Loss<MarginOptions, [x1: Tensor, x2: Tensor, target: Tensor]> {
  static override readonly name: string = 'CosineEmbeddingLoss'

  protected override defaults(): Required<MarginOptions> {
    return { reduction: 'mean', margin: 0 }
  }

  override forward(x1: Tensor, x2: Tensor, target: Tensor): Tensor {
    return cosineEmbeddingLoss(x1, x2, target, this.options)
  }
}

/**
 * log(1 + exp(−y·x)) with y = ±1. Called with (x, target): [...], of one shape or broadcast → [], or [...] with reduction
 * 'none'. Throws ShapeError where they do not broadcast.
 */
export class SoftMarginLoss extends PlainLoss {
  static override readonly name: string = 'SoftMarginLoss'

  override forward(x: Tensor, target: Tensor): Tensor {
    return softMarginLoss(x, target, this.options)
  }
}

/**
 * max(0, ‖anchor − positive‖ − ‖anchor − negative‖ + margin); `margin` is 1 where nothing is said. Called with (anchor, positive,
 * negative): [N, D] or [D] each → a number, or [N] with reduction 'none'. Throws ShapeError where they do not fit.
 */
export class TripletMarginLoss extends Loss<
  TripletMarginOptions,
  [anchor: Tensor, positive: Tensor, negative: Tensor]
> {
  static override readonly name: string = 'TripletMarginLoss'

  protected override defaults(): Required<TripletMarginOptions> {
    return { reduction: 'mean', margin: 1, p: 2, eps: 1e-6, swap: false }
  }

  override forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginLoss(anchor, positive, negative, this.options)
  }
}

/**
 * −(y·log x + (1 − y)·log(1 − x)); logarithms from −100 on. Called with (x, target): x in [0, 1], of one shape → a number, or that
 * shape with reduction 'none'. Throws ArgumentError where x is not in [0, 1], ShapeError where the shapes differ.
 */
export class BCELoss extends WeightedLoss<BinaryCrossEntropyOptions> {
  static override readonly name: string = 'BCELoss'

  protected override defaults(): Required<BinaryCrossEntropyOptions> {
    return { reduction: 'mean', weight: null }
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropy(x, target, this.current)
  }
}

/**
 * BCELoss of sigmoid(x), without overflow. Called with (x, target): [...], of one shape → [], or [...] with reduction 'none'.
 * Throws ShapeError where the shapes differ.
 */
export class BCEWithLogitsLoss extends WeightedLoss<BinaryCrossEntropyWithLogitsOptions> {
  static override readonly name: string = 'BCEWithLogitsLoss'
  declare pos_weight: Buffer | null

  constructor(...args: [BinaryCrossEntropyWithLogitsOptions?]) {
    super(...args)
    this.registerBuffer('pos_weight', this.options.posWeight ?? null)
  }

  protected override defaults(): Required<BinaryCrossEntropyWithLogitsOptions> {
    return { reduction: 'mean', weight: null, posWeight: null }
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return binaryCrossEntropyWithLogits(x, target, { ...this.current, posWeight: this.pos_weight })
  }
}
