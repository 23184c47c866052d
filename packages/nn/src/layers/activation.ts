/* Activations whose only option is to overwrite their input, and softmaxes. */
import {
  hardsigmoid,
  hardswish,
  type InPlaceOption,
  logsigmoid,
  mish,
  relu6,
  selu,
  silu,
  softsign,
  tanhshrink,
} from '@torchlet/tensor-core/fused'
import { type ActivationName, ShapeError, sigmoid, type Tensor, tanh } from '@torchlet/tensor-core/ops'
import { logSoftmax, relu, softmax, softmin } from '../functional/activations'
import { layerArguments } from '../layer-arguments'
import { forwardOf } from '../module/epilogue'
import { Module } from '../module/module'
import { optional } from '../python-text'

export interface InPlaceOptions {
  /** Overwrites the input. Default false. */
  inplace?: boolean
}

/** What activations with an `inplace` option and no other share. */
abstract class InPlaceActivation extends Module {
  readonly inplace: boolean

  constructor(...args: [InPlaceOptions?]) {
    super()
    this.inplace = layerArguments<InPlaceOptions>(new.target.name, args, [], { inplace: false }).inplace
  }

  protected abstract compute(x: Tensor, options: InPlaceOption): Tensor

  override forward(x: Tensor): Tensor {
    return this.compute(x, { inplace: this.inplace })
  }

  override extraRepr(): string {
    return this.inplace ? 'inplace=True' : ''
  }
}

/** max(x, 0). x: [...] → [...]. Throws DTypeError for bool. */
export class ReLU extends InPlaceActivation {
  static override readonly name: string = 'ReLU'
  static readonly plainForward: unknown = /* @__PURE__ */ forwardOf(ReLU)

  /** For the layer before it: see module/epilogue.ts. */
  get kernelName(): ActivationName {
    return 'relu'
  }

  protected override compute(x: Tensor, options: InPlaceOption): Tensor {
    return relu(x, options)
  }
}

/** min(max(x, 0), 6). x: [...] → [...]. Throws nothing. */
export class ReLU6 extends InPlaceActivation {
  static override readonly name: string = 'ReLU6'
  static readonly plainForward: unknown = /* @__PURE__ */ forwardOf(ReLU6)

  /** For the layer before it: see module/epilogue.ts. */
  get kernelName(): ActivationName {
    return 'relu6'
  }

  protected override compute(x: Tensor, options: InPlaceOption): Tensor {
    return relu6(x, options)
  }
}

/**
 * scale·(max(0, x) + min(0, alpha·(exp(x) − 1))) with constants that keep mean 0 and variance 1. x: [...] → [...]. Throws
 * DTypeError where x is not of floats.
 */
export class SELU extends InPlaceActivation {
  static override readonly name: string = 'SELU'
  protected override compute(x: Tensor, options: InPlaceOption): Tensor {
    return selu(x, options)
  }
}

/** x / (1 + exp(−x)). x: [...] → [...]. Throws DTypeError where x is not of floats. */
export class SiLU extends InPlaceActivation {
  static override readonly name: string = 'SiLU'
  protected override compute(x: Tensor, options: InPlaceOption): Tensor {
    return silu(x, options)
  }
}

/** x·tanh(log(1 + exp(x))). x: [...] → [...]. Throws DTypeError where x is not of floats. */
export class Mish extends InPlaceActivation {
  static override readonly name: string = 'Mish'
  protected override compute(x: Tensor, options: InPlaceOption): Tensor {
    return mish(x, options)
  }
}

/** What PyTorch prints without its option. */
abstract class UntoldActivation extends InPlaceActivation {
  override extraRepr(): string {
    return ''
  }
}

/** min(max(x + 3, 0), 6) / 6. x: [...] → [...]. Throws DTypeError where x is not of floats. */
export class Hardsigmoid extends UntoldActivation {
  static override readonly name: string = 'Hardsigmoid'
  protected override compute(x: Tensor, options: InPlaceOption): Tensor {
    return hardsigmoid(x, options)
  }
}

/** x·min(max(x + 3, 0), 6) / 6. x: [...] → [...]. Throws DTypeError where x is not of floats. */
export class Hardswish extends UntoldActivation {
  static override readonly name: string = 'Hardswish'
  protected override compute(x: Tensor, options: InPlaceOption): Tensor {
    return hardswish(x, options)
  }
}

/** What takes no options, and says so. */
abstract class WithoutOptions extends Module {
  constructor(...args: []) {
    super()
    layerArguments(new.target.name, args, [], {})
  }
}

/** 1 / (1 + exp(−x)). x: [...] → [...], integers as float32. Throws nothing. */
export class Sigmoid extends WithoutOptions {
  static override readonly name: string = 'Sigmoid'

  override forward(x: Tensor): Tensor {
    return sigmoid(x)
  }
}

/** (exp(x) − exp(−x)) / (exp(x) + exp(−x)). x: [...] → [...], integers as float32. Throws nothing. */
export class Tanh extends WithoutOptions {
  static override readonly name: string = 'Tanh'

  override forward(x: Tensor): Tensor {
    return tanh(x)
  }
}

/** x − tanh(x). x: [...] → [...], integers as float32. Throws nothing. */
export class Tanhshrink extends WithoutOptions {
  static override readonly name: string = 'Tanhshrink'

  override forward(x: Tensor): Tensor {
    return tanhshrink(x)
  }
}

/** x / (1 + |x|). x: [...] → [...], integers as float32. Throws nothing. */
export class Softsign extends WithoutOptions {
  static override readonly name: string = 'Softsign'

  override forward(x: Tensor): Tensor {
    return softsign(x)
  }
}

/** log(1 / (1 + exp(−x))). x: [...] → [...]. Throws DTypeError where x is not of floats. */
export class LogSigmoid extends WithoutOptions {
  static override readonly name: string = 'LogSigmoid'

  override forward(x: Tensor): Tensor {
    return logsigmoid(x)
  }
}

export interface DimOptions {
  /** The axis along which the results sum to 1. Default null: 0 for tensors of 0, 1 or 3 axes, otherwise 1. */
  dim?: number | null
}

/** What the softmaxes share: the axis. */
abstract class AlongDim extends Module {
  readonly dim: number | null

  constructor(...args: [DimOptions?]) {
    super()
    this.dim = layerArguments<DimOptions>(new.target.name, args, [], { dim: null }).dim
  }

  override extraRepr(): string {
    return `dim=${optional(this.dim, String)}`
  }
}

/**
 * exp(xᵢ) / Σ exp(xⱼ) along `dim`. x: [...] → [...]. Throws IndexError where there is no such axis, DTypeError where x is not
 * of floats.
 */
export class Softmax extends AlongDim {
  static override readonly name: string = 'Softmax'
  override forward(x: Tensor): Tensor {
    return softmax(x, this.dim)
  }
}

/**
 * exp(−xᵢ) / Σ exp(−xⱼ) along `dim`. x: [...] → [...]. Throws IndexError where there is no such axis, DTypeError where x is not
 * of floats.
 */
export class Softmin extends AlongDim {
  static override readonly name: string = 'Softmin'
  override forward(x: Tensor): Tensor {
    return softmin(x, this.dim)
  }
}

/**
 * xᵢ − log Σ exp(xⱼ) along `dim`. x: [...] → [...]. Throws IndexError where there is no such axis, DTypeError where x is not of
 * floats.
 */
export class LogSoftmax extends AlongDim {
  static override readonly name: string = 'LogSoftmax'
  override forward(x: Tensor): Tensor {
    return logSoftmax(x, this.dim)
  }
}

/** Softmax over the channels at every place. x: [N, C, H, W] or [C, H, W] → the same. Throws ShapeError for others. */
export class Softmax2d extends WithoutOptions {
  static override readonly name: string = 'Softmax2d'

  override forward(x: Tensor): Tensor {
    if (x.ndim !== 3 && x.ndim !== 4)
      throw new ShapeError(`Softmax2d requires a 3D or 4D tensor as input, got ${x.shape}`)
    return softmax(x, -3)
  }
}
