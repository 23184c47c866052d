/* Activations with constants. */
import { celu, elu, hardshrink, leakyRelu, softplus, softshrink } from '@torchlet/tensor-core/fused'
import { ArgumentError, type Tensor } from '@torchlet/tensor-core/ops'
import { hardtanh, rrelu, threshold } from '../functional/activations'
import { layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { float, number } from '../python-text'
import type { InPlaceOptions } from './activation'

const flag = (inplace: boolean): string => (inplace ? ', inplace=True' : '')

export interface LeakyReLUOptions extends InPlaceOptions {
  /** Default 0.01. */
  negativeSlope?: number
}

/** x for x > 0, else negativeSlope·x. x: [...] → [...]. Throws DTypeError where x is not of floats. */
export class LeakyReLU extends Module {
  static override readonly name: string = 'LeakyReLU'
  readonly negativeSlope: number
  readonly inplace: boolean

  constructor(...args: [LeakyReLUOptions?]) {
    super()
    const given = layerArguments<LeakyReLUOptions>('LeakyReLU', args, [], { negativeSlope: 0.01, inplace: false })
    this.negativeSlope = given.negativeSlope
    this.inplace = given.inplace
  }

  override forward(x: Tensor): Tensor {
    return leakyRelu(x, { negativeSlope: this.negativeSlope, inplace: this.inplace })
  }

  override extraRepr(): string {
    return `negative_slope=${number(this.negativeSlope)}${flag(this.inplace)}`
  }
}

export interface RReLUOptions extends InPlaceOptions {
  /** Default 1/8. */
  lower?: number
  /** Default 1/3. */
  upper?: number
}

/**
 * x for x > 0, else a·x: in training with a uniform in [lower, upper], otherwise with their mean. x: [...] → [...]. Throws
 * ArgumentError where lower is greater than upper.
 */
export class RReLU extends Module {
  static override readonly name: string = 'RReLU'
  readonly lower: number
  readonly upper: number
  readonly inplace: boolean

  constructor(...args: [RReLUOptions?]) {
    super()
    const given = layerArguments<RReLUOptions>('RReLU', args, [], { lower: 1 / 8, upper: 1 / 3, inplace: false })
    this.lower = given.lower
    this.upper = given.upper
    this.inplace = given.inplace
  }

  override forward(x: Tensor): Tensor {
    const { lower, upper, training, inplace } = this
    return rrelu(x, { lower, upper, training, inplace })
  }

  override extraRepr(): string {
    return `lower=${number(this.lower)}, upper=${number(this.upper)}${flag(this.inplace)}`
  }
}

export interface AlphaOption extends InPlaceOptions {
  /** Default 1. */
  alpha?: number
}

/** What ELU and CELU share: alpha. */
abstract class AlphaActivation extends Module {
  readonly alpha: number
  readonly inplace: boolean

  constructor(...args: [AlphaOption?]) {
    super()
    const given = layerArguments<AlphaOption>(new.target.name, args, [], { alpha: 1, inplace: false })
    this.alpha = given.alpha
    this.inplace = given.inplace
  }

  override extraRepr(): string {
    return `alpha=${float(this.alpha)}${flag(this.inplace)}`
  }
}

/** x for x > 0, else alpha·(exp(x) − 1). x: [...] → [...]. Throws DTypeError where x is not of floats. */
export class ELU extends AlphaActivation {
  static override readonly name: string = 'ELU'
  override forward(x: Tensor): Tensor {
    return elu(x, { alpha: this.alpha, inplace: this.inplace })
  }
}

/** max(0, x) + min(0, alpha·(exp(x / alpha) − 1)). x: [...] → [...]. Throws DTypeError where x is not of floats. */
export class CELU extends AlphaActivation {
  static override readonly name: string = 'CELU'
  override forward(x: Tensor): Tensor {
    return celu(x, { alpha: this.alpha, inplace: this.inplace })
  }
}

export interface HardtanhLayerOptions extends InPlaceOptions {
  /** Default -1. */
  minVal?: number
  /** Default 1. */
  maxVal?: number
}

/** min(max(x, minVal), maxVal). x: [...] → [...]. Throws ArgumentError unless maxVal is greater than minVal. */
export class Hardtanh extends Module {
  static override readonly name: string = 'Hardtanh'
  readonly minVal: number
  readonly maxVal: number
  readonly inplace: boolean

  constructor(...args: [HardtanhLayerOptions?]) {
    super()
    const given = layerArguments<HardtanhLayerOptions>('Hardtanh', args, [], { minVal: -1, maxVal: 1, inplace: false })
    if (!(given.maxVal > given.minVal))
      throw new ArgumentError(`Hardtanh: maxVal must be greater than minVal, got ${given.maxVal} and ${given.minVal}`)
    this.minVal = given.minVal
    this.maxVal = given.maxVal
    this.inplace = given.inplace
  }

  override forward(x: Tensor): Tensor {
    return hardtanh(x, { minVal: this.minVal, maxVal: this.maxVal, inplace: this.inplace })
  }

  override extraRepr(): string {
    return `min_val=${float(this.minVal)}, max_val=${float(this.maxVal)}${flag(this.inplace)}`
  }
}

export interface ShrinkOptions {
  /** Default 0.5. */
  lambd?: number
}

/** What Hardshrink and Softshrink share: lambd. */
abstract class Shrink extends Module {
  readonly lambd: number

  constructor(...args: [ShrinkOptions?]) {
    super()
    this.lambd = layerArguments<ShrinkOptions>(new.target.name, args, [], { lambd: 0.5 }).lambd
  }

  override extraRepr(): string {
    return float(this.lambd)
  }
}

/** 0 between −lambd and lambd, x elsewhere. x: [...] → [...]. Throws DTypeError where x is not of floats. */
export class Hardshrink extends Shrink {
  static override readonly name: string = 'Hardshrink'
  override forward(x: Tensor): Tensor {
    return hardshrink(x, { lambd: this.lambd })
  }
}

/**
 * x moved towards 0 by lambd, 0 where it would pass it. x: [...] → [...]. Throws DTypeError where x is not of floats.
 */
export class Softshrink extends Shrink {
  static override readonly name: string = 'Softshrink'
  override forward(x: Tensor): Tensor {
    return softshrink(x, { lambd: this.lambd })
  }
}

export interface SoftplusOptions {
  /** Default 1. */
  beta?: number
  /** Where beta·x is greater, the result is x. Default 20. */
  threshold?: number
}

/**
 * log(1 + exp(beta·x)) / beta; x itself where beta·x is greater than `threshold`. x: [...] → [...]. Throws DTypeError where x
 * is not of floats.
 */
export class Softplus extends Module {
  static override readonly name: string = 'Softplus'
  readonly beta: number
  readonly threshold: number

  constructor(...args: [SoftplusOptions?]) {
    super()
    const given = layerArguments<SoftplusOptions>('Softplus', args, [], { beta: 1, threshold: 20 })
    this.beta = given.beta
    this.threshold = given.threshold
  }

  override forward(x: Tensor): Tensor {
    return softplus(x, { beta: this.beta, threshold: this.threshold })
  }

  override extraRepr(): string {
    // Python's own defaults are ints; what is given counts as a float.
    const [beta, limit] = [
      this.beta === 1 ? '1' : float(this.beta),
      this.threshold === 20 ? '20' : float(this.threshold),
    ]
    return `beta=${beta}, threshold=${limit}`
  }
}

export interface ThresholdArguments extends InPlaceOptions {
  threshold: number
  value: number
}

/** x where it is greater than `threshold`, else `value`. x: [...] → [...]. Throws nothing. */
export class Threshold extends Module {
  static override readonly name: string = 'Threshold'
  readonly threshold: number
  readonly value: number
  readonly inplace: boolean

  constructor(threshold: number, value: number, options?: InPlaceOptions)
  constructor(named: ThresholdArguments)
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<ThresholdArguments>('Threshold', args, ['threshold', 'value'], { inplace: false })
    this.threshold = given.threshold
    this.value = given.value
    this.inplace = given.inplace
  }

  override forward(x: Tensor): Tensor {
    return threshold(x, this.threshold, this.value, { inplace: this.inplace })
  }

  override extraRepr(): string {
    return `threshold=${float(this.threshold)}, value=${float(this.value)}${flag(this.inplace)}`
  }
}
