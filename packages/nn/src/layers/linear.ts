import { linear } from '@torchlet/tensor-core/fused'
import { type ActivationName, empty, type Tensor, uniform_ } from '@torchlet/tensor-core/ops'
import { bilinear } from '../functional/linear'
import { checkCount, layerArguments } from '../layer-arguments'
import { forwardOf } from '../module/epilogue'
import { Module } from '../module/module'
import { Parameter } from '../parameter'
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
  static readonly plainForward: unknown = /* @__PURE__ */ forwardOf(Linear)
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

  /** `forward` and an activation behind it: see module/epilogue.ts. */
  forwardThen(x: Tensor, activation: ActivationName): Tensor {
    return linear(x, this.weight, this.bias, { activation })
  }

  override extraRepr(): string {
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${bool(this.bias !== null)}`
  }
}

/** y = x: holds a place. Takes any arguments and ignores them. x: [...] → x itself. Throws nothing. */
export class Identity extends Module {
  static override readonly name: string = 'Identity'

  constructor(..._ignored: unknown[]) {
    super()
  }

  override forward(x: Tensor): Tensor {
    return x
  }
}

export interface BilinearArguments extends LinearOptions {
  in1Features: number
  in2Features: number
  outFeatures: number
}

/**
 * y[o] = b[o] + Σ x1[i]·w[o, i, j]·x2[j]. Called with (x1, x2): [..., in1Features] and [..., in2Features] → [..., outFeatures]; weight:
 * [out, in1, in2], bias: [out], both uniform in ±1/√in1 at first. Throws ShapeError where they do not fit.
 */
export class Bilinear extends Module<[Tensor, Tensor], Tensor> {
  static override readonly name: string = 'Bilinear'
  readonly in1Features: number
  readonly in2Features: number
  readonly outFeatures: number
  declare weight: Parameter
  declare bias: Parameter | null

  constructor(in1Features: number, in2Features: number, outFeatures: number, options?: LinearOptions)
  constructor(named: BilinearArguments)
  constructor(...args: unknown[]) {
    super()
    const names = ['in1Features', 'in2Features', 'outFeatures'] as const
    const given = layerArguments<BilinearArguments>('Bilinear', args, names, { bias: true })
    for (const name of names) checkCount('Bilinear', name, given[name])
    this.in1Features = given.in1Features
    this.in2Features = given.in2Features
    this.outFeatures = given.outFeatures
    const bound = 1 / Math.sqrt(given.in1Features)
    const drawn = (shape: number[]): Parameter =>
      uniform_(new Parameter(empty(shape)), { from: -bound, to: bound }) as Parameter
    this.registerParameter('weight', drawn([given.outFeatures, given.in1Features, given.in2Features]))
    this.registerParameter('bias', given.bias ? drawn([given.outFeatures]) : null)
  }

  override forward(x1: Tensor, x2: Tensor): Tensor {
    return bilinear(x1, x2, this.weight, this.bias)
  }

  override extraRepr(): string {
    return `in1_features=${this.in1Features}, in2_features=${this.in2Features}, out_features=${this.outFeatures}, bias=${bool(this.bias !== null)}`
  }
}
