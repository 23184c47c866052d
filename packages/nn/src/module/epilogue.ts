/*
 * A layer and the activation behind it as one: the kernels of some devices apply it to what they write anyway. Nobody can tell but by
 * the time that it takes. The numbers are the same bits; and where somebody looks at what is between (hooks, observers, a class or
 * an object with another `forward`) the two stay two.
 */
import { type ActivationName, isObserved, type Tensor } from '@torchlet/tensor-core/ops'
import type { AnyModule } from './module'

/** A layer that has `forward` with an activation behind it. */
interface Layer extends AnyModule {
  forwardThen(x: Tensor, activation: ActivationName): Tensor
}

/**
 * `forward` as a class wrote it, for its own static field `plainForward`: the mark of the classes that take part, which no
 * subclass has.
 * @__NO_SIDE_EFFECTS__
 */
export const forwardOf = (of: { readonly prototype: { readonly forward: unknown } }): unknown => of.prototype.forward

/** Whether a call of it runs the `forward` that its class wrote, and nothing else. */
function isPlain(module: AnyModule): boolean {
  const own = module.constructor as { readonly plainForward?: unknown }
  if (own.plainForward !== module.forward || !Object.hasOwn(own, 'plainForward')) return false
  const { before, after } = module.hookLists()
  return before.isEmpty && after.isEmpty
}

/** Whether a layer may be called by `forwardThen`. */
export const takesActivation = (layer: AnyModule): layer is Layer =>
  'forwardThen' in layer && isPlain(layer) && !isObserved()

/** The activation that a layer before `module` may apply in its place. */
export function activationOf(
  module: (AnyModule & { readonly kernelName?: ActivationName }) | undefined,
): ActivationName | undefined {
  const name = module?.kernelName
  return name && isPlain(module!) ? name : undefined
}
