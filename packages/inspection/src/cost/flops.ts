import type { AnyModule } from '@torchlet/nn'
import { checkOptions } from '@torchlet/tensor-core/fused'
import { type Device, meta, type OpCall, observe } from '@torchlet/tensor-core/ops'
import { argumentsOf, checkModule } from '../arguments'
import { watchCalls } from '../capture/walk'
import { callOn } from '../on-device'
import { printable } from '../text/printable'
import { textTable } from '../text/table'
import { thousands } from '../text/units'
import { isCounted, multAddsOf } from './rules'

export interface FlopsOptions {
  /** Where the network runs. Default meta: shapes are enough. */
  device?: Device
}

/** The multiply-adds of one layer. */
export interface LayerFlops {
  /** Full name; '' for what the network itself computes between its layers. */
  readonly name: string
  readonly type: string
  readonly calls: number
  /** Multiply-adds that the layer does itself, without those of the layers in it. */
  readonly multAdds: number
}

/** What `flops` counts. Prints as a table. */
export interface Flops {
  /** Multiplications each with an addition, in convolutions and matrix products. */
  readonly multAdds: number
  /** Twice as many: each is two floating point operations. */
  readonly flops: number
  /** Layers that compute any, in the order in which they are first called. */
  readonly layers: readonly LayerFlops[]
  /** Multiply-adds by op: conv2d, linear, matmul. */
  readonly ops: Readonly<Record<string, number>>
  toString(): string
}

class Counter {
  readonly layers = new Map<string, { name: string; type: string; calls: number; multAdds: number }>()
  readonly ops: Record<string, number> = {}
  readonly #running: { path: string; module: AnyModule }[] = []
  /** How deep in ops that are counted whole: what they are made of is not counted again. */
  #inside = 0

  enter(module: AnyModule, path: string): void {
    this.#running.push({ path, module })
    const layer = this.layers.get(path) ?? { name: path, type: module.constructor.name, calls: 0, multAdds: 0 }
    layer.calls++
    this.layers.set(path, layer)
  }

  leave(module: AnyModule): void {
    while (this.#running.pop()?.module !== module);
  }

  before({ name }: OpCall): void {
    if (isCounted(name)) this.#inside++
  }

  after(call: OpCall, result: unknown): void {
    if (!isCounted(call.name) || --this.#inside > 0) return
    const count = multAddsOf(call, result)
    this.ops[call.name] = (this.ops[call.name] ?? 0) + count
    const layer = this.layers.get(this.#running.at(-1)?.path ?? '')
    if (layer) layer.multAdds += count
  }
}

/**
 * The multiply-adds of one forward, counted where ops are dispatched: each once, whatever layer or function computes it, functions
 * between layers too. Convolutions and matrix products count (additions of a bias, pointwise functions and norms do not).
 * `inputs` is the argument or the list of arguments; on meta, the default, only their shapes matter.
 */
export function flops(module: AnyModule, inputs: unknown, options: FlopsOptions = {}): Flops {
  checkModule(module, 'flops')
  checkOptions(options, ['device'], 'flops')
  const args = argumentsOf(inputs, 'flops')
  const counter = new Counter()
  observe(counter, () => watchCalls(module, counter, () => callOn(module, args, options.device ?? meta)))
  const layers = [...counter.layers.values()].filter(({ multAdds }) => multAdds > 0)
  const multAdds = layers.reduce((sum, layer) => sum + layer.multAdds, 0)
  const result = { multAdds, flops: 2 * multAdds, layers, ops: counter.ops }
  return printable(result, () => print(layers, multAdds))
}

const print = (layers: readonly LayerFlops[], total: number): string =>
  textTable<LayerFlops>(
    [
      { title: 'layer', cell: ({ name, type }) => (name ? `${name} ${type}` : type) },
      { title: 'calls', cell: ({ calls }) => String(calls), right: true },
      { title: 'mult-adds', cell: ({ multAdds }) => thousands(multAdds), right: true },
      { title: '%', cell: ({ multAdds }) => ((multAdds / total) * 100).toFixed(1), right: true },
    ],
    layers,
    { footer: [['total', '', thousands(total), '']] },
  )
