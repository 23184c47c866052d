import { checkOptions } from '@torchlet/tensor-core/fused'
import { DTypeError, isFloating, Tensor } from '@torchlet/tensor-core/ops'

/** Shares the storage of `source`: a Parameter or Buffer is a tensor with a role, not a copy. */
type View = ConstructorParameters<typeof Tensor>
const viewOf = (source: Tensor): View => [source.storage, source.shape, source.strides, source.offset]

export interface ParameterOptions {
  /** Only says that it is trainable. Default true. */
  requiresGrad?: boolean
}

/** A tensor that belongs to its module: listed by `parameters()`, saved by `stateDict()`. Shares memory with `tensor`. */
export class Parameter extends Tensor {
  static override readonly name: string = 'Parameter'

  constructor(tensor: Tensor, options: ParameterOptions = {}) {
    if (!(tensor instanceof Tensor)) throw new TypeError(`Parameter: expected a Tensor, got ${typeof tensor}`)
    checkOptions(options, ['requiresGrad'], 'Parameter')
    const { requiresGrad = true } = options
    super(...viewOf(tensor))
    if (requiresGrad && !isFloating(tensor.dtype))
      throw new DTypeError(
        `Only Tensors of floating point dtype can require gradients, got ${tensor.dtype}: pass { requiresGrad: false }`,
      )
    this.requiresGrad = requiresGrad
  }

  override toString(): string {
    return `Parameter containing:\n${super.toString()}`
  }
}

export interface BufferOptions {
  /** Whether `stateDict()` saves it. Default true. */
  persistent?: boolean
}

/** A tensor that is state but not trained, such as a running mean. Shares memory with `tensor`. */
export class Buffer extends Tensor {
  static override readonly name: string = 'Buffer'
  readonly persistent: boolean

  constructor(tensor: Tensor, options: BufferOptions = {}) {
    if (!(tensor instanceof Tensor)) throw new TypeError(`Buffer: expected a Tensor, got ${typeof tensor}`)
    checkOptions(options, ['persistent'], 'Buffer')
    super(...viewOf(tensor))
    this.persistent = options.persistent ?? true
  }
}

/** The same values without a role: what `stateDict()` gives. Shares memory. */
export const plain = (x: Tensor): Tensor => new Tensor(...viewOf(x))

/** `x` in the role of `member`: of the same class (Parameter, Buffer or one that extends them), with its flags. Shares memory. */
export function inRoleOf<T extends Parameter | Buffer>(member: T, x: Tensor): T {
  const made =
    member instanceof Parameter
      ? new Parameter(x, { requiresGrad: member.requiresGrad })
      : new Buffer(x, { persistent: member.persistent })
  return Object.setPrototypeOf(made, Object.getPrototypeOf(member))
}
