/* Batch and instance normalization: statistics per channel, with running averages. */
import { batchNorm, instanceNorm } from '@torchlet/tensor-core/fused'
import {
  type ActivationName,
  add,
  copy_,
  full,
  ones,
  reciprocal,
  ShapeError,
  squeeze,
  type Tensor,
  to,
  unsqueeze,
  zeros,
} from '@torchlet/tensor-core/ops'
import { lean } from '../functional/lean'
import { checkCount, layerArguments } from '../layer-arguments'
import { forwardOf } from '../module/epilogue'
import { Module } from '../module/module'
import { type Buffer, Parameter } from '../parameter'
import { bool, number, optional } from '../python-text'

export interface BatchNormLayerOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number
  /** How far running statistics move at a time; null for the plain average of all batches. Default 0.1. */
  momentum?: number | null
  /** Whether weight and bias are there. Default true (for instance norms false). */
  affine?: boolean
  /** Whether running statistics are kept. Default true (for instance norms false). */
  trackRunningStats?: boolean
}
export interface BatchNormArguments extends BatchNormLayerOptions {
  numFeatures: number
}

/** What batch and instance norms share: the parameters, the running statistics, the text. */
export abstract class ChannelNorm extends Module {
  readonly numFeatures: number
  readonly eps: number
  readonly momentum: number | null
  readonly affine: boolean
  readonly trackRunningStats: boolean
  declare weight: Parameter | null
  declare bias: Parameter | null
  declare running_mean: Buffer | null
  declare running_var: Buffer | null
  declare num_batches_tracked: Buffer | null

  constructor(numFeatures: number, options?: BatchNormLayerOptions)
  constructor(named: BatchNormArguments)
  constructor(...args: unknown[]) {
    super()
    const layer = new.target.name
    const on = this.isOn()
    const given = layerArguments<BatchNormArguments>(layer, args, ['numFeatures'], {
      eps: 1e-5,
      momentum: 0.1,
      affine: on,
      trackRunningStats: on,
    })
    checkCount(layer, 'numFeatures', given.numFeatures, 0)
    this.numFeatures = given.numFeatures
    this.eps = given.eps
    this.momentum = given.momentum
    this.affine = given.affine
    this.trackRunningStats = given.trackRunningStats
    this.makeState()
    // Checkpoints of before 2018 (torchvision's public ones among them) do not count batches: as in PyTorch, they begin at 0.
    if (this.trackRunningStats)
      this.registerLoadStateDictPreHook((_, state, prefix) => {
        state[`${prefix}num_batches_tracked`] ??= full([], 0n)
      })
  }

  /** Whether parameters and running statistics are there by default. */
  protected abstract isOn(): boolean
  /** How many axes an input may have. */
  protected abstract axes(): readonly number[]

  /** The parameters and statistics that a norm of `numFeatures` begins with. */
  protected makeState(): void {
    const { numFeatures, affine, trackRunningStats: tracked } = this
    this.registerParameter('weight', affine ? new Parameter(ones([numFeatures])) : null)
    this.registerParameter('bias', affine ? new Parameter(zeros([numFeatures])) : null)
    this.registerBuffer('running_mean', tracked ? zeros([numFeatures]) : null)
    this.registerBuffer('running_var', tracked ? ones([numFeatures]) : null)
    this.registerBuffer('num_batches_tracked', tracked ? full([], 0n) : null)
  }

  protected checkAxes(x: Tensor): void {
    const expected = this.axes()
    if (!expected.includes(x.ndim))
      throw new ShapeError(`expected ${expected.join('D or ')}D input (got ${x.ndim}D input ${x.shape})`)
  }

  override extraRepr(): string {
    return `${this.numFeatures}, eps=${number(this.eps)}, momentum=${optional(this.momentum, number)}, affine=${bool(this.affine)}, track_running_stats=${bool(this.trackRunningStats)}`
  }
}

abstract class BatchNorm extends ChannelNorm {
  protected override isOn(): boolean {
    return true
  }

  override forward(x: Tensor): Tensor {
    return this.forwardThen(x)
  }

  /** `forward` and an activation behind it: see module/epilogue.ts. */
  forwardThen(x: Tensor, activation?: ActivationName): Tensor {
    this.checkAxes(x)
    return lean((input: Tensor) => this.normalize(input, activation))(x)
  }

  protected normalize(x: Tensor, activation: ActivationName | undefined): Tensor {
    const { training, trackRunningStats: tracked, num_batches_tracked: count } = this
    if (training && tracked && count) copy_(count, add(count, 1n))
    // With momentum null each batch counts 1/n, so that the running average is the plain one.
    const momentum = this.momentum ?? (count ? reciprocal(to(count, x.dtype)) : 0)
    const useRunning = !training || tracked
    return batchNorm(
      x,
      useRunning ? this.running_mean : null,
      useRunning ? this.running_var : null,
      this.weight,
      this.bias,
      {
        training: training || (!this.running_mean && !this.running_var),
        momentum,
        eps: this.eps,
        activation,
      },
    )
  }
}

/**
 * (x − mean) / √(variance + eps)·weight + bias for each channel. x: [N, C] or [N, C, L] → the same; weight, bias: [C], ones and
 * zeros at first. In training with the batch's own mean and variance, which move `running_mean` and `running_var`; otherwise
 * with those. Throws ShapeError for other shapes, and in training for a single value per channel.
 */
export class BatchNorm1d extends BatchNorm {
  static override readonly name: string = 'BatchNorm1d'
  static readonly plainForward: unknown = /* @__PURE__ */ forwardOf(BatchNorm1d)

  protected override axes(): readonly number[] {
    return [2, 3]
  }
}

/**
 * (x − mean) / √(variance + eps)·weight + bias for each channel. x: [N, C, H, W] → the same; weight, bias: [C], ones and zeros
 * at first. In training with the batch's own mean and variance, which move `running_mean` and `running_var`; otherwise with
 * those. Throws ShapeError for other shapes, and in training for a single value per channel.
 */
export class BatchNorm2d extends BatchNorm {
  static override readonly name: string = 'BatchNorm2d'
  static readonly plainForward: unknown = /* @__PURE__ */ forwardOf(BatchNorm2d)

  protected override axes(): readonly number[] {
    return [4]
  }
}

/**
 * (x − mean) / √(variance + eps)·weight + bias for each channel. x: [N, C, D, H, W] → the same; weight, bias: [C], ones and
 * zeros at first. In training with the batch's own mean and variance, which move `running_mean` and `running_var`; otherwise
 * with those. Throws ShapeError for other shapes, and in training for a single value per channel.
 */
export class BatchNorm3d extends BatchNorm {
  static override readonly name: string = 'BatchNorm3d'
  static readonly plainForward: unknown = /* @__PURE__ */ forwardOf(BatchNorm3d)

  protected override axes(): readonly number[] {
    return [5]
  }
}

abstract class InstanceNorm extends ChannelNorm {
  protected override isOn(): boolean {
    return false
  }

  override forward(x: Tensor): Tensor {
    this.checkAxes(x)
    // Without a batch: the channels come first.
    const whole = (input: Tensor): Tensor => squeeze(this.normalize(unsqueeze(input, 0)), 0)
    return x.ndim === this.axes()[1] ? lean(whole)(x) : this.normalize(x)
  }

  protected normalize(x: Tensor): Tensor {
    return instanceNorm(x, this.running_mean, this.running_var, this.weight, this.bias, {
      useInputStats: this.training || !this.trackRunningStats,
      momentum: this.momentum ?? 0,
      eps: this.eps,
    })
  }
}

/**
 * (x − mean) / √(variance + eps)·weight + bias for each channel of each example by itself. x: [N, C, L] or [C, L] → the same;
 * weight, bias: [C], with `affine` only. With trackRunningStats, `running_mean` and `running_var` follow in training and take
 * the place of both otherwise. Throws ShapeError for other shapes, and for a single value per channel.
 */
export class InstanceNorm1d extends InstanceNorm {
  static override readonly name: string = 'InstanceNorm1d'

  protected override axes(): readonly number[] {
    return [3, 2]
  }
}

/**
 * (x − mean) / √(variance + eps)·weight + bias for each channel of each example by itself. x: [N, C, H, W] or [C, H, W] → the
 * same; weight, bias: [C], with `affine` only. With trackRunningStats, `running_mean` and `running_var` follow in training and
 * take the place of both otherwise. Throws ShapeError for other shapes, and for a single value per channel.
 */
export class InstanceNorm2d extends InstanceNorm {
  static override readonly name: string = 'InstanceNorm2d'

  protected override axes(): readonly number[] {
    return [4, 3]
  }
}

/**
 * (x − mean) / √(variance + eps)·weight + bias for each channel of each example by itself. x: [N, C, D, H, W] or [C, D, H, W] →
 * the same; weight, bias: [C], with `affine` only. With trackRunningStats, `running_mean` and `running_var` follow in training
 * and take the place of both otherwise. Throws ShapeError for other shapes, and for a single value per channel.
 */
export class InstanceNorm3d extends InstanceNorm {
  static override readonly name: string = 'InstanceNorm3d'

  protected override axes(): readonly number[] {
    return [5, 4]
  }
}
