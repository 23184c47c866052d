import { logSoftmax, softmax } from '@torchlet/tensor-core/fused'
import { copy_, relu, sigmoid, type Tensor, tanh } from '@torchlet/tensor-core/ops'
import { implicitSoftmaxDim } from '../functional'
import { layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { optional } from '../python-text'

export interface InPlaceOptions {
  /** Overwrites the input. Default false. */
  inplace?: boolean
}

/** max(x, 0). */
export class ReLU extends Module {
  static override readonly name: string = 'ReLU'
  readonly inplace: boolean

  constructor(...args: [InPlaceOptions?]) {
    super()
    this.inplace = layerArguments<InPlaceOptions>('ReLU', args, [], { inplace: false }).inplace
  }

  override forward(x: Tensor): Tensor {
    return this.inplace ? copy_(x, relu(x)) : relu(x)
  }

  override extraRepr(): string {
    return this.inplace ? 'inplace=True' : ''
  }
}

/** 1 / (1 + exp(−x)). */
export class Sigmoid extends Module {
  static override readonly name: string = 'Sigmoid'

  override forward(x: Tensor): Tensor {
    return sigmoid(x)
  }
}

/** (exp(x) − exp(−x)) / (exp(x) + exp(−x)). */
export class Tanh extends Module {
  static override readonly name: string = 'Tanh'

  override forward(x: Tensor): Tensor {
    return tanh(x)
  }
}

export interface DimOptions {
  /** The axis along which the results sum to 1. */
  dim?: number | null
}

/** exp(xᵢ) / Σ exp(xⱼ) along `dim`. */
export class Softmax extends Module {
  static override readonly name: string = 'Softmax'
  readonly dim: number | null

  constructor(...args: [DimOptions?]) {
    super()
    this.dim = layerArguments<DimOptions>('Softmax', args, [], { dim: null }).dim
  }

  override forward(x: Tensor): Tensor {
    return softmax(x, this.dim ?? implicitSoftmaxDim(x.ndim))
  }

  override extraRepr(): string {
    return `dim=${optional(this.dim, String)}`
  }
}

/** xᵢ − log Σ exp(xⱼ) along `dim`. */
export class LogSoftmax extends Module {
  static override readonly name: string = 'LogSoftmax'
  readonly dim: number | null

  constructor(...args: [DimOptions?]) {
    super()
    this.dim = layerArguments<DimOptions>('LogSoftmax', args, [], { dim: null }).dim
  }

  override forward(x: Tensor): Tensor {
    return logSoftmax(x, this.dim ?? implicitSoftmaxDim(x.ndim))
  }

  override extraRepr(): string {
    return `dim=${optional(this.dim, String)}`
  }
}
