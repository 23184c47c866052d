import { checkTensor } from '@torchlet/tensor-core/fused'
import { type Tensor, tidy } from '@torchlet/tensor-core/ops'

// biome-ignore lint/suspicious/noExplicitAny: any function of tensors; its own type is kept
type AnyFunction = (...args: any[]) => any

/**
 * The same function of a tensor and more, which frees what it makes on the way and does not return, where no garbage collector does.
 * Throws ArgumentError where the tensor is none: for callers in plain JavaScript.
 * @__NO_SIDE_EFFECTS__
 */
export function lean<F extends AnyFunction>(f: F): F {
  const run = (...args: Parameters<F>): ReturnType<F> => {
    const first: unknown = args[0]
    checkTensor(first, 'input')
    return (first as Tensor).device.collected ? f(...args) : tidy(() => f(...args))
  }
  return run as F
}
