import type { AnyModule } from '@torchlet/nn'
import { ArgumentError, type Tensor } from '@torchlet/tensor-core/ops'
import { listOf } from './patterns'
import { type TraceOptions, trace } from './trace'

/**
 * What the layers of a network give for these inputs, by full name, in the order of the calls: `capture(net, x).conv1`. The
 * second call of a layer is under `conv1#2`, and so on. With `ops: true` also what the ops between the layers give, under the
 * op's name (`relu`, `maxPool2d`, `relu#2`). A layer that gives several tensors gives them here as it does.
 * Throws ArgumentError for a name that no layer has, and for a layer asked for by its name that is never called.
 */
export function capture<T = Tensor>(module: AnyModule, inputs: unknown, options: TraceOptions = {}): Record<string, T> {
  const { steps } = trace(module, inputs, options)
  const found = Object.fromEntries(steps.map(({ name, value }) => [name, value])) as Record<string, T>
  for (const name of options.layers === undefined ? [] : listOf(options.layers, 'capture'))
    if (typeof name === 'string' && !name.includes('*') && !Object.hasOwn(found, name))
      throw new ArgumentError(`capture: ${name} is a layer, but these inputs never reach it`)
  return found
}
