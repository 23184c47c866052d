/* Losses of classifiers, as layers. */
import type { Tensor } from '@torchlet/tensor-core/ops'
import {
  type CrossEntropyOptions,
  crossEntropy,
  type MultilabelSoftMarginOptions,
  type MultiMarginOptions,
  multilabelMarginLoss,
  multilabelSoftMarginLoss,
  multiMarginLoss,
  type NllOptions,
  nllLoss,
} from '../functional/class-losses'
import { type CtcLossOptions, ctcLoss } from '../functional/ctc-loss'
import type { LossOptions } from '../functional/reduction'
import { Loss, WeightedLoss } from './loss'

/** −weight[y]·x[y]. x: [N, C, …] or [C], logarithms of probabilities; y: [N, …] or [], int64. Called with (x, target). */
export class NLLLoss extends WeightedLoss<NllOptions> {
  static override readonly name: string = 'NLLLoss'

  constructor(...args: [NllOptions?]) {
    super('NLLLoss', args, { reduction: 'mean', weight: null, ignoreIndex: -100 })
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return nllLoss(x, target, this.current)
  }
}

/** NLLLoss of logSoftmax(x); y may be a distribution shaped like x. Called with (x, target). */
export class CrossEntropyLoss extends WeightedLoss<CrossEntropyOptions> {
  static override readonly name: string = 'CrossEntropyLoss'

  constructor(...args: [CrossEntropyOptions?]) {
    super('CrossEntropyLoss', args, { reduction: 'mean', weight: null, ignoreIndex: -100, labelSmoothing: 0 })
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return crossEntropy(x, target, this.current)
  }
}

/** Σ max(0, margin − x[y] + x[i])ᵖ / C over the classes i ≠ y. x: [N, C] or [C]; y: [N] or []. Called with (x, target). */
export class MultiMarginLoss extends WeightedLoss<MultiMarginOptions> {
  static override readonly name: string = 'MultiMarginLoss'

  constructor(...args: [MultiMarginOptions?]) {
    super('MultiMarginLoss', args, { reduction: 'mean', p: 1, margin: 1, weight: null })
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return multiMarginLoss(x, target, this.current)
  }
}

/** The mean over classes of binary cross entropies of logits. x, y: [..., C]. Called with (x, target). */
export class MultiLabelSoftMarginLoss extends WeightedLoss<MultilabelSoftMarginOptions> {
  static override readonly name: string = 'MultiLabelSoftMarginLoss'

  constructor(...args: [MultilabelSoftMarginOptions?]) {
    super('MultiLabelSoftMarginLoss', args, { reduction: 'mean', weight: null })
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return multilabelSoftMarginLoss(x, target, this.current)
  }
}

/** Σ max(0, 1 − (x[y] − x[i])) / C over targets y and other classes i; a negative target ends a row. Called with (x, target). */
export class MultiLabelMarginLoss extends Loss<LossOptions> {
  static override readonly name: string = 'MultiLabelMarginLoss'

  constructor(...args: [LossOptions?]) {
    super('MultiLabelMarginLoss', args, { reduction: 'mean' })
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return multilabelMarginLoss(x, target, this.options)
  }
}

type Lengths = Tensor | readonly number[]

/** −log p(targets | logProbs) for unaligned sequences. Called with (logProbs, targets, inputLengths, targetLengths). */
export class CTCLoss extends Loss<
  CtcLossOptions,
  [logProbs: Tensor, targets: Tensor, inputLengths: Lengths, targetLengths: Lengths]
> {
  static override readonly name: string = 'CTCLoss'

  constructor(...args: [CtcLossOptions?]) {
    super('CTCLoss', args, { blank: 0, reduction: 'mean', zeroInfinity: false })
  }

  override forward(logProbs: Tensor, targets: Tensor, inputLengths: Lengths, targetLengths: Lengths): Tensor {
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, this.options)
  }
}
