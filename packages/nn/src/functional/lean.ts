import { Tensor, tidy } from '@torchlet/tensor-core/ops'

// biome-ignore lint/suspicious/noExplicitAny: any function of tensors; its own type is kept
type AnyFunction = (...args: any[]) => any

/**
 * The same function, which frees what it makes on the way and does not return, where no garbage collector does.
 * @__NO_SIDE_EFFECTS__
 */
export function lean<F extends AnyFunction>(f: F): F {
  const run = (...args: Parameters<F>): ReturnType<F> => {
    const first = args.find((arg) => arg instanceof Tensor) as Tensor | undefined
    return !first || first.device.collected ? f(...args) : tidy(() => f(...args))
  }
  return run as F
}
