import { linear } from '@torchlet/tensor-core/fused'
import type { Tensor } from '@torchlet/tensor-core/ops'
import { checkCount, layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import type { Parameter } from '../parameter'
import { bool } from '../python-text'
import { weightAndBias } from './default-init'

export interface LinearOptions {
  /** Whether b is there. Default true. */
  bias?: boolean
}
export interface LinearArguments extends LinearOptions {
  inFeatures: number
  outFeatures: number
}

/**
 * y = x Wᵀ + b. x: [..., inFeatures] → [..., outFeatures]; weight: [outFeatures, inFeatures], bias: [outFeatures], both
 * uniform in ±1/√inFeatures at first. Throws ShapeError where x's last axis is not inFeatures.
 */
export class Linear extends Module {
  static override readonly name: string = 'Linear'
  readonly inFeatures: number
  readonly outFeatures: number
  declare weight: Parameter
  declare bias: Parameter | null

  constructor(inFeatures: number, outFeatures: number, options?: LinearOptions)
  constructor(named: LinearArguments)
  constructor(...args: unknown[]) {
    super()
    const { inFeatures, outFeatures, bias } = layerArguments<LinearArguments>(
      'Linear',
      args,
      ['inFeatures', 'outFeatures'],
      { bias: true },
    )
    checkCount('Linear', 'inFeatures', inFeatures, 0)
    checkCount('Linear', 'outFeatures', outFeatures, 0)
    this.inFeatures = inFeatures
    this.outFeatures = outFeatures
    const initial = weightAndBias([outFeatures, inFeatures], outFeatures, bias)
    this.registerParameter('weight', initial.weight)
    this.registerParameter('bias', initial.bias)
  }

  override forward(x: Tensor): Tensor {
    return linear(x, this.weight, this.bias)
  }

  override extraRepr(): string {
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${bool(this.bias !== null)}`
  }
}

/** y = x: holds a place. Takes any arguments and ignores them. */
export class Identity extends Module {
  static override readonly name: string = 'Identity'

  constructor(..._ignored: unknown[]) {
    super()
  }

  override forward(x: Tensor): Tensor {
    return x
  }
}
