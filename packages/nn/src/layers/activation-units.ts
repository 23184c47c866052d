/* Activations that gate, learn, or follow the normal distribution. */
import { type ActivationName, full, type Tensor } from '@torchlet/tensor-core/ops'
import { type GeluOptions, gelu, glu, prelu } from '../functional/activations'
import { checkCount, layerArguments } from '../layer-arguments'
import { forwardOf } from '../module/epilogue'
import { Module } from '../module/module'
import { Parameter } from '../parameter'

export interface GLUOptions {
  /** Default -1. */
  dim?: number
}

/**
 * a·sigmoid(b), a being the first half of x along `dim` and b the second. x: [..., 2n, ...] → [..., n, ...]. Throws ShapeError
 * where the size is odd, IndexError where there is no such axis.
 */
export class GLU extends Module {
  static override readonly name: string = 'GLU'
  readonly dim: number

  constructor(...args: [GLUOptions?]) {
    super()
    this.dim = layerArguments<GLUOptions>('GLU', args, [], { dim: -1 }).dim
  }

  override forward(x: Tensor): Tensor {
    return glu(x, this.dim)
  }

  override extraRepr(): string {
    return `dim=${this.dim}`
  }
}

export interface PReLUOptions {
  /** 1, or the number of channels. Default 1. */
  numParameters?: number
  /** The slope at first. Default 0.25. */
  init?: number
}

/**
 * x for x > 0, else weight·x. x: [N, C, ...] → the same; weight: [numParameters], one for all or one for each channel (axis 1),
 * all `init` at first. Throws ShapeError where there are other numbers of channels.
 */
export class PReLU extends Module {
  static override readonly name: string = 'PReLU'
  declare weight: Parameter

  constructor(...args: [PReLUOptions?]) {
    super()
    const given = layerArguments<PReLUOptions>('PReLU', args, [], { numParameters: 1, init: 0.25 })
    checkCount('PReLU', 'numParameters', given.numParameters)
    this.registerParameter('weight', new Parameter(full([given.numParameters], given.init)))
  }

  override forward(x: Tensor): Tensor {
    return prelu(x, this.weight)
  }

  override extraRepr(): string {
    return `num_parameters=${this.weight.numel()}`
  }
}

/**
 * x·Φ(x), Φ being the normal distribution's function, or with approximate: 'tanh' x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))). x:
 * [...] → [...]. Throws DTypeError where x is not of floats.
 */
export class GELU extends Module {
  static override readonly name: string = 'GELU'
  static readonly plainForward: unknown = /* @__PURE__ */ forwardOf(GELU)
  readonly approximate: 'none' | 'tanh'

  constructor(...args: [GeluOptions?]) {
    super()
    this.approximate = layerArguments<GeluOptions>('GELU', args, [], { approximate: 'none' }).approximate
  }

  override forward(x: Tensor): Tensor {
    return gelu(x, { approximate: this.approximate })
  }

  /** For the layer before it: see module/epilogue.ts. */
  get kernelName(): ActivationName | undefined {
    return this.approximate === 'none' ? 'gelu' : undefined
  }

  override extraRepr(): string {
    return `approximate='${this.approximate}'`
  }
}
