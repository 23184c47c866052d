import { ArgumentError, type Tensor } from '@torchlet/tensor-core/ops'
import {
  alphaDropout,
  type DropoutFunctionOptions,
  dropout,
  dropout1d,
  dropout2d,
  dropout3d,
  featureAlphaDropout,
} from '../functional/dropout'
import { layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { bool, float } from '../python-text'

export interface DropoutOptions {
  /** The probability that an element is set to zero. Default 0.5. */
  p?: number
  /** Overwrites the input. Default false. */
  inplace?: boolean
}

/** What dropouts share: out of training they give x itself. */
abstract class AnyDropout extends Module {
  readonly p: number
  readonly inplace: boolean

  constructor(...args: [DropoutOptions?]) {
    super()
    const { p, inplace } = layerArguments<DropoutOptions>(new.target.name, args, [], { p: 0.5, inplace: false })
    if (!(p >= 0 && p <= 1)) throw new ArgumentError(`dropout probability has to be between 0 and 1, but got ${p}`)
    this.p = p
    this.inplace = inplace
  }

  protected abstract drop(x: Tensor, options: DropoutFunctionOptions): Tensor

  override forward(x: Tensor): Tensor {
    return this.drop(x, { p: this.p, training: this.training, inplace: this.inplace })
  }

  override extraRepr(): string {
    return `p=${float(this.p)}, inplace=${bool(this.inplace)}`
  }
}

/**
 * In training, zeroes elements with probability p and scales the others by 1 / (1 − p); otherwise gives x itself. x: [...] →
 * [...]. Throws ArgumentError where p is not in [0, 1].
 */
export class Dropout extends AnyDropout {
  static override readonly name: string = 'Dropout'
  protected override drop(x: Tensor, options: DropoutFunctionOptions): Tensor {
    return dropout(x, options)
  }
}

/**
 * In training, zeroes whole channels with probability p and scales the others by 1 / (1 − p). x: [N, C, L] or [C, L] → the
 * same. Throws ArgumentError where p is not in [0, 1], ShapeError for other shapes.
 */
export class Dropout1d extends AnyDropout {
  static override readonly name: string = 'Dropout1d'
  protected override drop(x: Tensor, options: DropoutFunctionOptions): Tensor {
    return dropout1d(x, options)
  }
}

/**
 * In training, zeroes whole channels with probability p and scales the others by 1 / (1 − p). x: [N, C, H, W], or
 * anything else that begins with batch and channels, [N, C] too → the same. Throws ArgumentError where p is not in [0, 1],
 * ShapeError for fewer than two axes.
 */
export class Dropout2d extends AnyDropout {
  static override readonly name: string = 'Dropout2d'
  protected override drop(x: Tensor, options: DropoutFunctionOptions): Tensor {
    return dropout2d(x, options)
  }
}

/**
 * In training, zeroes whole channels with probability p and scales the others by 1 / (1 − p). x: [N, C, D, H, W] or [C, D, H,
 * W] → the same. Throws ArgumentError where p is not in [0, 1], ShapeError for other shapes.
 */
export class Dropout3d extends AnyDropout {
  static override readonly name: string = 'Dropout3d'
  protected override drop(x: Tensor, options: DropoutFunctionOptions): Tensor {
    return dropout3d(x, options)
  }
}

/**
 * In training, sends elements to selu's limit with probability p, keeping mean and variance. x: [...] → [...]. Throws
 * ArgumentError where p is not in [0, 1].
 */
export class AlphaDropout extends AnyDropout {
  static override readonly name: string = 'AlphaDropout'
  protected override drop(x: Tensor, options: DropoutFunctionOptions): Tensor {
    return alphaDropout(x, options)
  }
}

/**
 * In training, sends whole channels to selu's limit with probability p, keeping mean and variance. x: [N, C, ...] → the same.
 * Throws ArgumentError where p is not in [0, 1], ShapeError where there are no channels.
 */
export class FeatureAlphaDropout extends AnyDropout {
  static override readonly name: string = 'FeatureAlphaDropout'
  protected override drop(x: Tensor, options: DropoutFunctionOptions): Tensor {
    return featureAlphaDropout(x, options)
  }
}
