/* What loss layers share. */
import type { Tensor } from '@torchlet/tensor-core/ops'
import type { Reduction } from '../functional/reduction'
import { checkReduction } from '../functional/reduction'
import { layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import type { Buffer } from '../parameter'

/** A loss with its options, which it hands to the function of its name. Tensors among them are buffers. */
export abstract class Loss<
  Options extends { reduction?: Reduction | 'batchmean' },
  Args extends unknown[] = [x: Tensor, target: Tensor],
> extends Module<Args, Tensor> {
  readonly options: Readonly<Options>

  constructor(layer: string, args: readonly unknown[], defaults: Required<Options>, reductions?: readonly string[]) {
    super()
    const given = layerArguments<Options>(layer, args, [], defaults)
    checkReduction(given.reduction as string, reductions)
    this.options = given
  }

  get reduction(): string {
    return this.options.reduction!
  }
}

/** A loss with a weight for each class or element. */
export abstract class WeightedLoss<
  Options extends { reduction?: Reduction; weight?: Tensor | null },
  Args extends unknown[] = [x: Tensor, target: Tensor],
> extends Loss<Options, Args> {
  declare weight: Buffer | null

  constructor(layer: string, args: readonly unknown[], defaults: Required<Options>) {
    super(layer, args, defaults)
    this.registerBuffer('weight', this.options.weight ?? null)
  }

  /** The options, with the weight as it is now. */
  protected get current(): Readonly<Options> {
    return { ...this.options, weight: this.weight }
  }
}
