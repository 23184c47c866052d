import type { AnyModule } from '@torchlet/nn'
import { checkOptions } from '@torchlet/tensor-core/fused'
import { keep, type OpCall, observe, Tensor, to } from '@torchlet/tensor-core/ops'
import { argumentsOf, checkModule } from '../arguments'
import { mapTensors, tensorsIn } from '../nested'
import { choose, matcher, type Pattern } from './patterns'
import { hasChildren, watchCalls } from './walk'

export interface TraceOptions {
  /** Which layers, by full name (`conv1`, `layer1.*`, `**.conv2`, /relu/). Default: those without layers of their own. */
  layers?: Pattern | readonly Pattern[]
  /**
   * Which ops: true for those that a forward calls between its layers (`F.relu(…)`), or patterns of names (`softmax`,
   * `attention.matmul`), which see into layers too. Default false.
   */
  ops?: boolean | Pattern | readonly Pattern[]
}

/** One call of a layer or of an op, in the order in which they ended. */
export interface Step {
  /** The layer's full name, or the op's with the name of the layer that called it; from the second call on with `#2`, `#3`, … */
  readonly name: string
  readonly kind: 'layer' | 'op'
  /** The layer's class or the op's name: 'Conv2d', 'relu'. */
  readonly type: string
  /** What it gave: a tensor, or arrays and objects of them. Shares memory unless it was overwritten in place afterwards. */
  readonly value: unknown
}

/** What `trace` saw: the result, and every step on the way in order. */
export interface Trace {
  readonly output: unknown
  readonly steps: readonly Step[]
}

/** A second look at a tensor's memory, which stays as long as it does. */
const look = (x: Tensor): Tensor => new Tensor(x.storage, x.shape, x.strides, x.offset)

class Recorder {
  readonly steps: { name: string; kind: Step['kind']; type: string; value: unknown }[] = []
  readonly #running: { module: AnyModule; path: string }[] = []
  readonly #count = new Map<string, number>()
  readonly #root: AnyModule
  readonly #wantsLayer: (path: string) => boolean
  readonly #ops: TraceOptions['ops']
  readonly #wantsOp: (name: string) => boolean

  constructor(root: AnyModule, wantsLayer: (path: string) => boolean, ops: TraceOptions['ops']) {
    this.#root = root
    this.#wantsLayer = wantsLayer
    this.#ops = ops
    this.#wantsOp = typeof ops === 'boolean' || ops === undefined ? () => ops === true : matcher(ops, 'capture: ops')
  }

  enter(module: AnyModule, path: string): void {
    this.#running.push({ module, path })
  }

  leave(module: AnyModule, path: string, _args: unknown[], output: unknown): void {
    // A forward that caught an error left its callee on the list.
    while (this.#running.pop()?.module !== module);
    if (this.#wantsLayer(path)) this.#add(path, 'layer', module.constructor.name, output)
  }

  /** What is about to be overwritten is copied first: a captured value is the one that the layer gave. */
  before({ name, args }: OpCall): void {
    const [target] = args
    if (!name.endsWith('_') || !(target instanceof Tensor)) return
    for (const step of this.steps)
      step.value = mapTensors(step.value, (held) => (held.storage === target.storage ? copied(held) : held))
  }

  after({ name, depth }: OpCall, result: unknown): void {
    if (depth > 0 || tensorsIn(result).length === 0) return
    const caller = this.#running.at(-1)
    if (this.#ops === true && caller && caller.module !== this.#root && !hasChildren(caller.module)) return
    const full = caller?.path ? `${caller.path}.${name}` : name
    if (this.#wantsOp(full) || this.#wantsOp(name)) this.#add(full, 'op', name, result)
  }

  #add(path: string, kind: Step['kind'], type: string, value: unknown): void {
    const count = (this.#count.get(path) ?? 0) + 1
    this.#count.set(path, count)
    // A `tidy` inside a forward must not take away what was captured there.
    const held = mapTensors(value, (tensor) => keep(look(tensor)))
    this.steps.push({ name: count === 1 ? path : `${path}#${count}`, kind, type, value: held })
  }

  /** Hands the captured tensors to the `tidy` around the whole call, if there is one. */
  finish(): Step[] {
    return this.steps.map((step) => ({
      ...step,
      value: mapTensors(step.value, (held) => {
        const own = look(held)
        held.dispose()
        return own
      }),
    }))
  }
}

function copied(x: Tensor): Tensor {
  const copy = keep(to(x, { copy: true }))
  x.dispose()
  return copy
}

/**
 * Runs a network and keeps what its layers (and the ops between them) gave, in order. `inputs` is the argument or the list of
 * arguments. Throws ArgumentError for a layer that is not there.
 */
export function trace(module: AnyModule, inputs: unknown, options: TraceOptions = {}): Trace {
  checkModule(module, 'capture')
  checkOptions(options, ['layers', 'ops'], 'capture')
  const args = argumentsOf(inputs, 'capture')
  const modules = [...module.namedModules()]
  const names = modules.map(([path]) => path)
  const chosen = options.layers === undefined ? undefined : choose(options.layers, names, 'capture')
  const leaves = new Set(modules.filter(([, one]) => !hasChildren(one)).map(([path]) => path))
  const recorder = new Recorder(module, (path) => (chosen ?? leaves).has(path), options.ops)
  const output = watchCalls(module, recorder, () => observe(recorder, () => module(...args)))
  return { output, steps: recorder.finish() }
}
