/* Which modules a checkpoint's names tell of. */
import type { Entry } from './listing'

export interface GuessedModule {
  readonly name: string
  /** What kind it is likely to be, in PyTorch's words; '' for a container. */
  readonly kind: string
  /** Elements in it and below it. */
  readonly elements: number
  readonly children: readonly GuessedModule[]
}

type Shapes = Readonly<Record<string, readonly number[]>>

/** Gates of a recurrent layer: rows of weight_ih are so many times those that weight_hh has columns. */
const RECURRENT: Readonly<Record<number, string>> = { 1: 'RNN', 3: 'GRU', 4: 'LSTM' }

function recurrent(shapes: Shapes): string {
  const [cell, input, hidden] = shapes.weight_ih
    ? ['Cell', shapes.weight_ih, shapes.weight_hh]
    : ['', shapes.weight_ih_l0, shapes.weight_hh_l0]
  if (!input || !hidden) return ''
  const kind = RECURRENT[input[0]! / hidden[1]!]
  const layers = Object.keys(shapes).filter((name) => /^weight_ih_l\d+$/.test(name)).length
  return kind ? `${kind}${cell}(${input[1]}, ${hidden[1]}${layers > 1 ? `, num_layers=${layers}` : ''})` : ''
}

/** The layer that owns tensors of these names and shapes; options that they do not show (stride, heads) are left out. */
export function kindOf(shapes: Shapes): string {
  const { weight, bias } = shapes
  if (shapes.running_mean) return `BatchNorm(${shapes.running_mean[0]})`
  if (shapes.in_proj_weight) return `MultiheadAttention(${shapes.in_proj_weight[1]})`
  const found = recurrent(shapes)
  if (found || !weight) return found
  const [out, into, ...kernel] = weight
  if (kernel.length > 0 && kernel.length <= 3)
    return `Conv${kernel.length}d(${into}, ${out}, kernel_size=(${kernel.join(', ')}${kernel.length === 1 ? ',' : ''}))`
  if (weight.length === 2) {
    if (bias) return `Linear(${into}, ${out})`
    return `Linear(${into}, ${out}, bias=False) or Embedding(${out}, ${into})`
  }
  return weight.length === 1 ? `${bias ? 'LayerNorm' : 'RMSNorm'}(${out})` : ''
}

/** The tree of modules that own these tensors. */
export function guessModules(entries: readonly Entry[], name = ''): GuessedModule {
  const own: Record<string, readonly number[]> = {}
  const below = new Map<string, Entry[]>()
  for (const entry of entries) {
    const dot = entry.name.indexOf('.')
    if (dot < 0) own[entry.name] = entry.shape
    else {
      const child = entry.name.slice(0, dot)
      below.set(child, [...(below.get(child) ?? []), { ...entry, name: entry.name.slice(dot + 1) }])
    }
  }
  const elements = entries.reduce((sum, entry) => sum + entry.elements, 0)
  return {
    name,
    kind: kindOf(own),
    elements,
    children: Array.from(below, ([child, part]) => guessModules(part, child)),
  }
}

const shapeOfTree = ({ kind, elements, children }: GuessedModule): string =>
  `${kind} ${elements} {${children.map((child) => `${child.name} ${shapeOfTree(child)}`).join(',')}}`

/** Neighbours with numbers for names that are alike, as one: '0 … 31'. */
export function folded(children: readonly GuessedModule[]): { module: GuessedModule; label: string }[] {
  const rows: { module: GuessedModule; label: string; first: string; shape: string }[] = []
  for (const module of children) {
    const last = rows.at(-1)
    const shape = shapeOfTree(module)
    if (last && last.shape === shape && /^\d+$/.test(module.name) && /^\d+$/.test(last.first))
      last.label = `${last.first} … ${module.name}`
    else rows.push({ module, label: module.name, first: module.name, shape })
  }
  return rows
}
