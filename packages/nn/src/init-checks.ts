import { checkOptions, checkTensor } from '@torchlet/tensor-core/fused'
import type { Tensor } from '@torchlet/tensor-core/ops'

/** Throws unless `x`, which is to be filled, is a tensor, and nothing is asked for that `name` does not know. */
export function checkFilling(name: string, x: Tensor, options: object, known: readonly string[]): void {
  checkTensor(x, name)
  checkOptions(options, known, name)
}
