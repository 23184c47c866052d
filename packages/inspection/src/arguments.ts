/* Checks of what callers pass, before any work. */

import { type AnyModule, isModule } from '@torchlet/nn'
import { describe } from '@torchlet/tensor-core/fused'
import { ArgumentError, Tensor } from '@torchlet/tensor-core/ops'

/** Throws an ArgumentError unless `module` is one. */
export function checkModule(module: unknown, what: string): asserts module is AnyModule {
  if (!isModule(module)) throw new ArgumentError(`${what}: expected a Module, got ${describe(module)}`)
}

/** A network's arguments: what `inputs` lists, or `inputs` itself as the only one. Throws where there is no tensor. */
export function argumentsOf(inputs: unknown, what: string): unknown[] {
  const args = Array.isArray(inputs) ? inputs : [inputs]
  if (!args.some((arg) => arg instanceof Tensor))
    throw new ArgumentError(
      `${what}: inputs are a Tensor or an array of the network's arguments, got ${args.map(describe).join(', ') || 'none'}`,
    )
  return args
}

/** Throws unless `value` is a whole number from `least` on. */
export function checkWhole(value: unknown, least: number, what: string): asserts value is number {
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw new ArgumentError(`${what} must be a whole number from ${least} on, got ${describe(value)}`)
}
