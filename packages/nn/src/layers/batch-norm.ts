/* Batch and instance normalization: statistics per channel, with running averages. */
import { batchNorm, instanceNorm } from '@torchlet/tensor-core/fused'
import {
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

  constructor(args: readonly unknown[], layer: string, on: boolean) {
    super()
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

  /** The parameters and statistics that a norm of `numFeatures` begins with. */
  protected makeState(): void {
    const { numFeatures, affine, trackRunningStats: tracked } = this
    this.registerParameter('weight', affine ? new Parameter(ones([numFeatures])) : null)
    this.registerParameter('bias', affine ? new Parameter(zeros([numFeatures])) : null)
    this.registerBuffer('running_mean', tracked ? zeros([numFeatures]) : null)
    this.registerBuffer('running_var', tracked ? ones([numFeatures]) : null)
    this.registerBuffer('num_batches_tracked', tracked ? full([], 0n) : null)
  }

  /** Throws a ShapeError unless x has one of these numbers of axes. */
  protected checkAxes(x: Tensor, ...expected: number[]): void {
    if (!expected.includes(x.ndim))
      throw new ShapeError(`expected ${expected.join('D or ')}D input (got ${x.ndim}D input ${x.shape})`)
  }

  override extraRepr(): string {
    return `${this.numFeatures}, eps=${number(this.eps)}, momentum=${optional(this.momentum, number)}, affine=${bool(this.affine)}, track_running_stats=${bool(this.trackRunningStats)}`
  }
}

abstract class BatchNorm extends ChannelNorm {
  constructor(...args: unknown[]) {
    super(args, new.target.name, true)
  }

  protected abstract checkInput(x: Tensor): void

  override forward(x: Tensor): Tensor {
    this.checkInput(x)
    return lean((input: Tensor) => this.#normalize(input))(x)
  }

  #normalize(x: Tensor): Tensor {
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
      },
    )
  }
}

/**
 * (x − mean) / √(variance + eps)·weight + bias for each channel. x: [N, C] or [N, C, L]. In training with the batch's own mean and
 * variance, which move `running_mean` and `running_var`; otherwise with those. Throws ShapeError for other shapes.
 */
export class BatchNorm1d extends BatchNorm {
  static override readonly name: string = 'BatchNorm1d'

  constructor(numFeatures: number, options?: BatchNormLayerOptions)
  constructor(named: BatchNormArguments)
  constructor(...args: unknown[]) {
    super(...args)
  }

  protected override checkInput(x: Tensor): void {
    this.checkAxes(x, 2, 3)
  }
}

/** The same for images. x: [N, C, H, W]. */
export class BatchNorm2d extends BatchNorm {
  static override readonly name: string = 'BatchNorm2d'

  constructor(numFeatures: number, options?: BatchNormLayerOptions)
  constructor(named: BatchNormArguments)
  constructor(...args: unknown[]) {
    super(...args)
  }

  protected override checkInput(x: Tensor): void {
    this.checkAxes(x, 4)
  }
}

/** The same for volumes. x: [N, C, D, H, W]. */
export class BatchNorm3d extends BatchNorm {
  static override readonly name: string = 'BatchNorm3d'

  constructor(numFeatures: number, options?: BatchNormLayerOptions)
  constructor(named: BatchNormArguments)
  constructor(...args: unknown[]) {
    super(...args)
  }

  protected override checkInput(x: Tensor): void {
    this.checkAxes(x, 5)
  }
}

abstract class InstanceNorm extends ChannelNorm {
  protected abstract readonly axes: number

  constructor(...args: unknown[]) {
    super(args, new.target.name, false)
  }

  override forward(x: Tensor): Tensor {
    this.checkAxes(x, this.axes, this.axes - 1)
    // Without a batch: the channels come first.
    const whole = (input: Tensor): Tensor => squeeze(this.normalize(unsqueeze(input, 0)), 0)
    return x.ndim < this.axes ? lean(whole)(x) : this.normalize(x)
  }

  protected normalize(x: Tensor): Tensor {
    return instanceNorm(x, this.running_mean, this.running_var, this.weight, this.bias, {
      useInputStats: this.training || !this.trackRunningStats,
      momentum: this.momentum ?? 0,
      eps: this.eps,
    })
  }
}

/** batchNorm for each example by itself, with its own mean and variance. x: [N, C, L] or [C, L]. */
export class InstanceNorm1d extends InstanceNorm {
  static override readonly name: string = 'InstanceNorm1d'
  protected override get axes(): number {
    return 3
  }

  constructor(numFeatures: number, options?: BatchNormLayerOptions)
  constructor(named: BatchNormArguments)
  constructor(...args: unknown[]) {
    super(...args)
  }
}

/** The same for images. x: [N, C, H, W] or [C, H, W]. */
export class InstanceNorm2d extends InstanceNorm {
  static override readonly name: string = 'InstanceNorm2d'
  protected override get axes(): number {
    return 4
  }

  constructor(numFeatures: number, options?: BatchNormLayerOptions)
  constructor(named: BatchNormArguments)
  constructor(...args: unknown[]) {
    super(...args)
  }
}

/** The same for volumes. x: [N, C, D, H, W] or [C, D, H, W]. */
export class InstanceNorm3d extends InstanceNorm {
  static override readonly name: string = 'InstanceNorm3d'
  protected override get axes(): number {
    return 5
  }

  constructor(numFeatures: number, options?: BatchNormLayerOptions)
  constructor(named: BatchNormArguments)
  constructor(...args: unknown[]) {
    super(...args)
  }
}
