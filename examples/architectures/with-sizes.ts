/* Networks of many parts, all of which read their sizes from one object. */
import * as nn from '@torchlet/nn'
import type { Tensor } from '@torchlet/tensor-core'

/** The base class of such parts: modules whose `sizes` are `defaults` but for those that they are given. */
export function withSizes<Sizes extends object>(defaults: Sizes) {
  abstract class Part<Args extends unknown[] = [Tensor], Out = Tensor> extends nn.Module<Args, Out> {
    readonly sizes: Sizes

    constructor(sizes: Partial<Sizes> = {}) {
      super()
      this.sizes = { ...defaults, ...sizes }
    }
  }
  return Part
}
