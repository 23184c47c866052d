/* One row of a summary, counted as torchinfo counts. */
import type { AnyModule } from '@torchlet/nn'
import { itemSize, Tensor } from '@torchlet/tensor-core/ops'
import { isLazy } from '../on-device'

/** Sizes as torchinfo lists them: of a tensor, or of the first tensor in a list. */
export type Sizes = readonly (number | Sizes)[]

export interface Layer {
  readonly module: AnyModule
  /** The class: 'Conv2d'. */
  readonly type: string
  /** The field's name; the class's for the whole network. */
  readonly name: string
  readonly depth: number
  readonly parent: Layer | undefined
  /** Whether it has no layers of its own. */
  readonly leaf: boolean
  readonly kernelSize: Sizes | number | undefined
  readonly groups: number | undefined
  /** Which one of its depth it is, from 1 on. */
  index: number
  /** Rows below it, at any depth. */
  below: Layer[]
  /** Shown before: its parameters count there. */
  recursive: boolean
  inputSize: Sizes
  outputSize: Sizes
  outputBytes: number
  params: number
  trainable: number
  bytes: number
  multAdds: number
  /** Its parameters, for the detailed rows: name, shape with [in, out] first, count. */
  parameters: [name: string, shape: number[], count: number][]
}

const uncounted = () => ({ params: 0, trainable: 0, bytes: 0, parameters: [] })

export function layerOf(module: AnyModule, name: string, depth: number, parent?: Layer): Layer {
  const { kernelSize, groups } = module as { kernelSize?: Sizes | number; groups?: number }
  return {
    module,
    type: module.constructor.name,
    name,
    depth,
    parent,
    leaf: module.children().next().done === true,
    kernelSize,
    groups,
    index: 0,
    below: [],
    recursive: false,
    inputSize: [],
    outputSize: [],
    outputBytes: 0,
    multAdds: 0,
    ...uncounted(),
  }
}

/** Counts the parameters of a layer and of all below it, a shared one once. Says whether some have no shape yet. */
export function countParameters(layer: Layer): boolean {
  let lazy = false
  Object.assign(layer, uncounted())
  for (const [name, parameter] of layer.module.namedParameters()) {
    if (isLazy(parameter)) {
      lazy = true
      continue
    }
    const count = parameter.numel()
    layer.params += count
    layer.bytes += count * itemSize(parameter.dtype)
    if (parameter.requiresGrad) layer.trainable += count
    const shape = [...parameter.shape]
    if (name === 'weight' && shape.length > 1) shape.unshift(...shape.splice(1, 1))
    if (layer.parent || !name.includes('.')) layer.parameters.push([name, shape, count])
  }
  return lazy
}

export const product = (sizes: Sizes): number =>
  sizes.reduce<number>((total, size) => total * (typeof size === 'number' ? size : product(size)), 1)

/**
 * Multiplications with parameters, as torchinfo estimates them: a convolution's parameters work at every position, a linear
 * layer's for every row, a recurrent layer's at every step, others' once for each of the batch. (`flops` counts the real ones.)
 */
export function countMultAdds(layer: Layer): void {
  const { type, outputSize: out } = layer
  for (const [name, parameter] of layer.module.namedParameters()) {
    if (isLazy(parameter)) continue
    const count = parameter.numel()
    if (name !== 'weight' && name !== 'bias') {
      if (/weight|bias/.test(name)) layer.multAdds += product(out.slice(0, 2)) * count
    } else if (type.includes('Conv')) layer.multAdds += count * product([...out.slice(0, 1), ...out.slice(2)])
    else if (type.includes('Linear')) layer.multAdds += count * product(out.slice(0, -1))
    else layer.multAdds += count * product(out.slice(0, 1))
  }
}

export interface ValueSize {
  readonly size: Sizes
  readonly itemBytes: number
}

/** The size of the first tensor in lists and objects. */
function firstSize(value: unknown): ValueSize {
  if (value instanceof Tensor) return { size: [...value.shape], itemBytes: itemSize(value.dtype) }
  if (typeof value !== 'object' || value === null) return { size: [], itemBytes: 0 }
  return firstSize(Object.values(value)[0])
}

/** What a summary shows as a value's size: a tensor's, of a list that of its first, of an object that of its last. */
export function sizeOf(value: unknown, batchDim?: number): ValueSize {
  const inObject = !(value instanceof Tensor || Array.isArray(value)) && value
  const found = firstSize(inObject ? Object.values(inObject).at(-1) : value)
  if (batchDim === undefined || value instanceof Tensor || found.size.length === 0) return found
  const size = found.size.toSpliced(batchDim, 1, 1)
  return { ...found, size: inObject ? [size] : size }
}

/** The parameters of a layer that no row below it shows. */
export function leftover(layer: Layer): number {
  let left = layer.params
  const seen = new Set<AnyModule>()
  const { below } = layer
  for (let i = 0; i < below.length; i++) {
    const row = below[i]!
    if (!row.recursive) left -= row.leaf ? row.params : leftover(row)
    else {
      if (!seen.has(row.module)) left -= row.params
      // What is below a repeated layer belongs to it.
      while (i + 1 < below.length && below[i + 1]!.depth > row.depth) i++
    }
    seen.add(row.module)
  }
  return left
}
