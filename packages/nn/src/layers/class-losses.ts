/* Losses of classifiers, as layers. */
import { ArgumentError, ShapeError, type Tensor } from '@torchlet/tensor-core/ops'
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
import { Loss, PlainLoss, WeightedLoss } from './loss'

/**
 * −weight[y]·x[y]. Called with (x, target): x [N, C, …] or [C], logarithms of probabilities, target [N, …] or [], int64 → a number,
 * or the target's shape with reduction 'none'. Throws IndexError for a class that is not there, ShapeError, ArgumentError.
 */
export class NLLLoss extends WeightedLoss<NllOptions> {
  static override readonly name: string = 'NLLLoss'

  protected override defaults(): Required<NllOptions> {
    return { reduction: 'mean', weight: null, ignoreIndex: -100 }
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return nllLoss(x, target, this.current)
  }
}

/**
 * NLLLoss of logSoftmax(x). Called with (x, target): x [N, C, …] or [C], target [N, …] or [], int64, or a distribution shaped like x
 * → a number, or [N, …] with reduction 'none'. Throws IndexError for a class that is not there, ShapeError, ArgumentError.
 */
export class CrossEntropyLoss extends WeightedLoss<CrossEntropyOptions> {
  static override readonly name: string = 'CrossEntropyLoss'

  protected override defaults(): Required<CrossEntropyOptions> {
    return { reduction: 'mean', weight: null, ignoreIndex: -100, labelSmoothing: 0 }
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return crossEntropy(x, target, this.current)
  }
}

/**
 * Σ max(0, margin − x[y] + x[i])ᵖ / C over the classes i ≠ y. Called with (x, target): x [N, C] or [C], target [N] or [], int64 → a
 * number, or [N] with reduction 'none'. Throws IndexError for a class that is not there, ShapeError, ArgumentError.
 */
export class MultiMarginLoss extends WeightedLoss<MultiMarginOptions> {
  static override readonly name: string = 'MultiMarginLoss'

  constructor(...args: [MultiMarginOptions?]) {
    super(...args)
    const { p, weight } = this.options
    if (p !== 1 && p !== 2) throw new ArgumentError(`MultiMarginLoss: only p == 1 and p == 2 supported, got ${p}`)
    if (weight && weight.ndim !== 1) throw new ShapeError(`MultiMarginLoss: weight is [C], got ${weight.shape}`)
  }

  protected override defaults(): Required<MultiMarginOptions> {
    return { reduction: 'mean', p: 1, margin: 1, weight: null }
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return multiMarginLoss(x, target, this.current)
  }
}

/**
 * The mean over classes of binary cross entropies of logits. Called with (x, target): [..., C] both → a number, or [...] with reduction
 * 'none'. Throws ShapeError where they do not broadcast.
 */
export class MultiLabelSoftMarginLoss extends WeightedLoss<MultilabelSoftMarginOptions> {
  static override readonly name: string = 'MultiLabelSoftMarginLoss'

  protected override defaults(): Required<MultilabelSoftMarginOptions> {
    return { reduction: 'mean', weight: null }
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return multilabelSoftMarginLoss(x, target, this.current)
  }
}

/**
 * Σ max(0, 1 − (x[y] − x[i])) / C over targets y and other classes i; a negative target ends a row. Called with (x, target): [N, C] or
 * [C] both, target int64 → a number, or [N] with reduction 'none'. Throws ShapeError, IndexError.
 */
export class MultiLabelMarginLoss extends PlainLoss {
  static override readonly name: string = 'MultiLabelMarginLoss'

  override forward(x: Tensor, target: Tensor): Tensor {
    return multilabelMarginLoss(x, target, this.options)
  }
}

type Lengths = Tensor | readonly number[]

/**
 * −log p(targets | logProbs) for unaligned sequences. Called with (logProbs, targets, inputLengths, targetLengths): [T, N, C] or
 * [T, C] logarithms, [N, S] or all targets in a row, [N], [N] → a number, or [N] with reduction 'none'. Throws ShapeError,
 * ArgumentError for lengths and a blank that do not fit.
 */
export class CTCLoss extends Loss<
  CtcLossOptions,
  [logProbs: Tensor, targets: Tensor, inputLengths: Lengths, targetLengths: Lengths]
> {
  static override readonly name: string = 'CTCLoss'

  protected override defaults(): Required<CtcLossOptions> {
    return { blank: 0, reduction: 'mean', zeroInfinity: false }
  }

  override forward(logProbs: Tensor, targets: Tensor, inputLengths: Lengths, targetLengths: Lengths): Tensor {
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, this.options)
  }
}
