/* Normalization that needs no batch: over the last axes, groups of channels, or neighbouring channels. */
import { groupNorm, layerNorm, rmsNorm } from '@torchlet/tensor-core/fused'
import { ArgumentError, ones, type Tensor, zeros } from '@torchlet/tensor-core/ops'
import { crossMapLrn, localResponseNorm } from '../functional/normalization'
import { checkCount, layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { Parameter } from '../parameter'
import { bool, float, number, optional, tuple } from '../python-text'

export interface LayerNormOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number
  /** Whether weight and bias are there. Default true. */
  elementwiseAffine?: boolean
  /** Whether the bias is there, beside the weight. Default true. */
  bias?: boolean
}
export interface LayerNormArguments extends LayerNormOptions {
  normalizedShape: number | readonly number[]
}

const shapeOf = (shape: number | readonly number[]): readonly number[] => (typeof shape === 'number' ? [shape] : shape)

/**
 * (x − mean) / √(variance + eps)·weight + bias over the last axes, whose sizes are `normalizedShape`. x: [...,
 * ...normalizedShape] → the same; weight and bias: normalizedShape, ones and zeros at first. Throws ShapeError where x ends
 * otherwise.
 */
export class LayerNorm extends Module {
  static override readonly name: string = 'LayerNorm'
  readonly normalizedShape: readonly number[]
  readonly eps: number
  readonly elementwiseAffine: boolean
  declare weight: Parameter | null
  declare bias: Parameter | null

  constructor(normalizedShape: number | readonly number[], options?: LayerNormOptions)
  constructor(named: LayerNormArguments)
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<LayerNormArguments>('LayerNorm', args, ['normalizedShape'], {
      eps: 1e-5,
      elementwiseAffine: true,
      bias: true,
    })
    this.normalizedShape = shapeOf(given.normalizedShape)
    this.eps = given.eps
    this.elementwiseAffine = given.elementwiseAffine
    const { elementwiseAffine } = this
    this.registerParameter('weight', elementwiseAffine ? new Parameter(ones(this.normalizedShape)) : null)
    this.registerParameter('bias', elementwiseAffine && given.bias ? new Parameter(zeros(this.normalizedShape)) : null)
  }

  override forward(x: Tensor): Tensor {
    return layerNorm(x, this.normalizedShape, this.weight, this.bias, { eps: this.eps })
  }

  override extraRepr(): string {
    return `${tuple(this.normalizedShape)}, eps=${number(this.eps)}, elementwise_affine=${bool(this.elementwiseAffine)}`
  }
}

export interface RMSNormOptions {
  /** Added to the mean of squares. Default null: the distance from 1 to the next number of x's dtype. */
  eps?: number | null
  /** Whether the weight is there. Default true. */
  elementwiseAffine?: boolean
}
export interface RMSNormArguments extends RMSNormOptions {
  normalizedShape: number | readonly number[]
}

/**
 * x / √(mean(x²) + eps)·weight over the last axes, whose sizes are `normalizedShape`. x: [..., ...normalizedShape] → the same;
 * weight: normalizedShape, ones at first. Throws ShapeError where x ends otherwise.
 */
export class RMSNorm extends Module {
  static override readonly name: string = 'RMSNorm'
  readonly normalizedShape: readonly number[]
  readonly eps: number | null
  readonly elementwiseAffine: boolean
  declare weight: Parameter | null

  constructor(normalizedShape: number | readonly number[], options?: RMSNormOptions)
  constructor(named: RMSNormArguments)
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<RMSNormArguments>('RMSNorm', args, ['normalizedShape'], {
      eps: null,
      elementwiseAffine: true,
    })
    this.normalizedShape = shapeOf(given.normalizedShape)
    this.eps = given.eps
    this.elementwiseAffine = given.elementwiseAffine
    this.registerParameter('weight', given.elementwiseAffine ? new Parameter(ones(this.normalizedShape)) : null)
  }

  override forward(x: Tensor): Tensor {
    return rmsNorm(x, this.normalizedShape, this.weight, { eps: this.eps })
  }

  override extraRepr(): string {
    return `${tuple(this.normalizedShape)}, eps=${optional(this.eps, number)}, elementwise_affine=${bool(this.elementwiseAffine)}`
  }
}

export interface GroupNormOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number
  /** Whether weight and bias are there. Default true. */
  affine?: boolean
}
export interface GroupNormArguments extends GroupNormOptions {
  numGroups: number
  numChannels: number
}

/**
 * (x − mean) / √(variance + eps)·weight + bias over groups of channels, each example by itself. x: [N, C, ...] → the same;
 * weight, bias: [C], ones and zeros at first. Throws ArgumentError where numGroups does not divide numChannels, ShapeError
 * where x has other channels.
 */
export class GroupNorm extends Module {
  static override readonly name: string = 'GroupNorm'
  readonly numGroups: number
  readonly numChannels: number
  readonly eps: number
  readonly affine: boolean
  declare weight: Parameter | null
  declare bias: Parameter | null

  constructor(numGroups: number, numChannels: number, options?: GroupNormOptions)
  constructor(named: GroupNormArguments)
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<GroupNormArguments>('GroupNorm', args, ['numGroups', 'numChannels'], {
      eps: 1e-5,
      affine: true,
    })
    checkCount('GroupNorm', 'numGroups', given.numGroups)
    checkCount('GroupNorm', 'numChannels', given.numChannels)
    if (given.numChannels % given.numGroups !== 0)
      throw new ArgumentError(
        `GroupNorm: num_channels must be divisible by num_groups, got ${given.numChannels} and ${given.numGroups}`,
      )
    this.numGroups = given.numGroups
    this.numChannels = given.numChannels
    this.eps = given.eps
    this.affine = given.affine
    this.registerParameter('weight', given.affine ? new Parameter(ones([given.numChannels])) : null)
    this.registerParameter('bias', given.affine ? new Parameter(zeros([given.numChannels])) : null)
  }

  override forward(x: Tensor): Tensor {
    return groupNorm(x, this.numGroups, this.weight, this.bias, { eps: this.eps })
  }

  override extraRepr(): string {
    return `${this.numGroups}, ${this.numChannels}, eps=${number(this.eps)}, affine=${bool(this.affine)}`
  }
}

export interface LocalResponseNormOptions {
  /** Default 1e-4. */
  alpha?: number
  /** Default 0.75. */
  beta?: number
  /** Default 1. */
  k?: number
}
export interface LocalResponseNormArguments extends LocalResponseNormOptions {
  size: number
}

abstract class ResponseNorm extends Module {
  readonly size: number
  readonly alpha: number
  readonly beta: number
  readonly k: number

  constructor(size: number, options?: LocalResponseNormOptions)
  constructor(named: LocalResponseNormArguments)
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<LocalResponseNormArguments>(new.target.name, args, ['size'], {
      alpha: 1e-4,
      beta: 0.75,
      k: 1,
    })
    checkCount(new.target.name, 'size', given.size)
    this.size = given.size
    this.alpha = given.alpha
    this.beta = given.beta
    this.k = given.k
  }
}

/**
 * x / (k + alpha·mean of x² over `size` neighbouring channels)^beta. x: [N, C, ...] → the same. Throws ShapeError where there
 * are less than three axes.
 */
export class LocalResponseNorm extends ResponseNorm {
  static override readonly name: string = 'LocalResponseNorm'

  override forward(x: Tensor): Tensor {
    const { size, alpha, beta, k } = this
    return localResponseNorm(x, size, { alpha, beta, k })
  }

  override extraRepr(): string {
    return `${this.size}, alpha=${number(this.alpha)}, beta=${number(this.beta)}, k=${float(this.k)}`
  }
}

/**
 * Torch 7's local response norm: as LocalResponseNorm, the window lying evenly around each channel. x: [N, C, H, W] → the same.
 * Throws ShapeError for others.
 */
export class CrossMapLRN2d extends ResponseNorm {
  static override readonly name: string = 'CrossMapLRN2d'

  override forward(x: Tensor): Tensor {
    const { size, alpha, beta, k } = this
    return crossMapLrn(x, size, { alpha, beta, k })
  }

  override extraRepr(): string {
    return `${this.size}, alpha=${number(this.alpha)}, beta=${number(this.beta)}, k=${this.k === 1 ? '1' : float(this.k)}`
  }
}
