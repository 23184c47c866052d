/* What loss layers share. */
import type { Tensor } from '@torchlet/tensor-core/ops'
import { checkReduction, type LossOptions, type Reduction } from '../functional/reduction'
import { layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import type { Buffer } from '../parameter'

/** A loss with its options, which it hands to the function of its name. Tensors among them are buffers. */
export abstract class Loss<
  Options extends { reduction?: Reduction | 'batchmean' },
  Args extends unknown[] = [x: Tensor, target: Tensor],
> extends Module<Args, Tensor> {
  readonly options: Readonly<Options>

  constructor(...args: [Options?]) {
    super()
    this.options = layerArguments<Options>(new.target.name, args, [], this.defaults())
    checkReduction(this.reduction, this.reductions())
  }

  /** Every option with its default. */
  protected abstract defaults(): Required<Options>

  /** What `reduction` may be, if it is not what it may be for every loss. */
  protected reductions(): readonly string[] | undefined {
    return undefined
  }

  get reduction(): string {
    return this.options.reduction!
  }
}

/** A loss without options of its own. */
export abstract class PlainLoss extends Loss<LossOptions> {
  protected override defaults(): Required<LossOptions> {
    return { reduction: 'mean' }
  }
}

/** A loss with a weight for each class or element. */
export abstract class WeightedLoss<
  Options extends { reduction?: Reduction; weight?: Tensor | null },
  Args extends unknown[] = [x: Tensor, target: Tensor],
> extends Loss<Options, Args> {
  declare weight: Buffer | null

  constructor(...args: [Options?]) {
    super(...args)
    this.registerBuffer('weight', this.options.weight ?? null)
  }

  /** The options, with the weight as it is now. */
  protected get current(): Readonly<Options> {
    return { ...this.options, weight: this.weight }
  }
}
