import type { AnyModule } from '@torchlet/nn'
import { checkOptions } from '@torchlet/tensor-core/fused'
import { meta, type OpCall, observe, type Tensor } from '@torchlet/tensor-core/ops'
import { argumentsOf, checkModule } from '../arguments'
import { choose, type Pattern } from '../capture/patterns'
import { hasChildren, watchCalls } from '../capture/walk'
import { tensorsIn } from '../nested'
import { callOn } from '../on-device'
import { printable } from '../text/printable'
import { textTable } from '../text/table'
import { type Field, type Sight, through, union, windowsOf } from './field'

export interface ReceptiveFieldOptions {
  /** Which layers, by name or pattern. Default: those without layers of their own whose values see a part of the input. */
  layers?: Pattern | readonly Pattern[]
}

/** A layer's field, or null where its values may depend on the whole input (behind a flatten, say). */
export interface LayerField {
  readonly name: string
  readonly type: string
  readonly field: Field | null
}

/** What `receptiveField` finds. Prints as a table. */
export interface ReceptiveFields {
  readonly layers: readonly LayerField[]
  toString(): string
}

class Watcher {
  readonly layers: LayerField[] = []
  readonly #sights = new WeakMap<Tensor, Sight>()
  readonly #wants: (path: string, module: AnyModule) => boolean

  constructor(wants: (path: string, module: AnyModule) => boolean) {
    this.#wants = wants
  }

  /** The network's arguments are where looking begins. */
  enter(_module: AnyModule, path: string, args: unknown[]): void {
    if (path === '') for (const x of tensorsIn(args)) this.#sights.set(x, 'point')
  }

  leave(module: AnyModule, name: string, _args: unknown[], output: unknown): void {
    const [first] = tensorsIn(output)
    const sight = first && this.#sights.get(first)
    if (!sight || sight === 'point' || !this.#wants(name, module)) return
    this.layers.push({ name, type: module.constructor.name, field: sight === 'whole' ? null : sight })
  }

  after({ name, args, depth }: OpCall, result: unknown): void {
    if (depth > 0) return
    const inputs = tensorsIn(args)
    const seeing = inputs.filter((x) => this.#sights.has(x))
    if (seeing.length === 0) return
    const windows = windowsOf(name, args)
    const sight = union(seeing.map((x) => this.#sights.get(x)!))
    for (const out of tensorsIn(result)) this.#sights.set(out, next(sight, seeing, out, name, args, windows))
  }
}

/** Ops that keep shapes and yet mix or move what stands in the picture's axes. */
const MIXING =
  /^(linear|bilinear|matmul|mm|bmm|addmm|baddbmm|einsum|tensordot|scaledDot|transpose|permute|swapaxes|movedim|flip|fliplr|flipud|roll|rot90|sort|msort|cum|logcumsumexp|gather|indexSelect|fft|stft|tril|triu)/

function next(
  sight: Sight,
  inputs: readonly Tensor[],
  out: Tensor,
  name: string,
  args: readonly unknown[],
  windows: ReturnType<typeof windowsOf>,
): Sight {
  if (windows) return through(sight, windows)
  if (sight === 'whole' || sight === 'point') return sight
  const axes = sight.size.length
  const plane = String(out.shape.slice(-axes))
  if (MIXING.test(name) || inputs.some((x) => String(x.shape.slice(-axes)) !== plane)) return 'whole'
  // A softmax over channels works at each point; over the picture's own axes it does not.
  const along = /softmax/i.test(name) && typeof args[1] === 'number' ? args[1] : undefined
  const axis = along !== undefined && along < 0 ? along + out.ndim : along
  return axis !== undefined && axis >= out.ndim - axes ? 'whole' : sight
}

/**
 * How much of the input a value of each layer depends on, and how far apart neighbours look: `size`, `stride` and `start` (where the
 * first value's field begins) along each axis of the picture, in input pixels. Followed op by op, so that branches and functions
 * between layers count: size' = size + (kernel − 1)·dilation·stride, stride' = stride·step. Norms count as working point by point; behind
 * what resizes, flattens or mixes the picture a value sees the whole input. Only shapes are computed, on meta.
 */
export function receptiveField(
  module: AnyModule,
  inputs: unknown,
  options: ReceptiveFieldOptions = {},
): ReceptiveFields {
  checkModule(module, 'receptiveField')
  checkOptions(options, ['layers'], 'receptiveField')
  const args = argumentsOf(inputs, 'receptiveField')
  const names = Array.from(module.namedModules(), ([path]) => path)
  const chosen = options.layers === undefined ? undefined : choose(options.layers, names, 'receptiveField')
  const watcher = new Watcher((path, one) => (chosen ? chosen.has(path) : !hasChildren(one)))
  observe(watcher, () => watchCalls(module, watcher, () => callOn(module, args, meta)))
  const layers = chosen ? watcher.layers : watcher.layers.filter(({ field }) => field !== null)
  return printable({ layers }, () => print(layers))
}

const times = (sizes: readonly number[] | undefined): string => sizes?.join(' × ') ?? 'all'

const print = (layers: readonly LayerField[]): string =>
  textTable<LayerField>(
    [
      { title: 'layer', cell: ({ name, type }) => `${name} ${type}`.trim() },
      { title: 'sees', cell: ({ field }) => times(field?.size) },
      { title: 'every', cell: ({ field }) => (field ? times(field.stride) : '') },
      { title: 'from', cell: ({ field }) => field?.start.join(', ') ?? '' },
    ],
    layers,
  )
