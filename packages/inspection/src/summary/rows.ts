/* Which rows a summary has, in which order: the calls of a forward, with the containers around them. */
import { type AnyModule, isModule } from '@torchlet/nn'
import { watchCalls } from '../capture/walk'
import { isLazy } from '../on-device'
import { countMultAdds, countParameters, type Layer, layerOf, product, sizeOf } from './layer'

/** Every place at which a module stands, in order: a module that several others hold has several. */
function places(module: AnyModule, name: string, depth: number, parent?: Layer): Layer[] {
  const place = layerOf(module, name, depth, parent)
  const all = [place]
  for (const [key, child] of module.members()) if (isModule(child)) all.push(...places(child, key, depth + 1, place))
  return all
}

const placesIn = (root: AnyModule): Layer[] => places(root, root.constructor.name, 0)

/** The place of a call: below the layer that runs now. Containers such as ModuleList never run, and are looked through. */
function placeOf(candidates: readonly Layer[], running: readonly Layer[]): Layer {
  const top = running.at(-1)
  const runs = (place: Layer): boolean => running.some(({ module }) => module === place.module)
  const fits = ({ parent }: Layer): boolean => {
    while (parent && !runs(parent)) parent = parent.parent
    return parent !== undefined && parent.module === top?.module
  }
  return candidates.find(fits) ?? candidates[0]!
}

class Rows {
  readonly rows: Layer[] = []
  readonly #seen = new Set<AnyModule>()

  /** Counts a layer and makes it the row at `index`, by default the next one. */
  add(layer: Layer, index = this.rows.length): boolean {
    const lazy = countParameters(layer)
    layer.recursive = this.#seen.has(layer.module)
    this.#seen.add(layer.module)
    this.rows.splice(index, 0, layer)
    return lazy
  }

  /** Puts the containers that did not run where their layers are. */
  addContainers(): void {
    const { rows } = this
    let current: Layer[] = []
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!
      const around: Layer[] = []
      for (let parent = row.parent; parent && parent.depth > 0; parent = parent.parent) around[parent.depth] = parent
      let at = i
      for (let depth = 1; depth < row.depth; depth++) {
        const container = around[depth]!
        if (current[depth]?.module === container.module || container === rows[at - 1]) continue
        this.add(container, at++)
        current[depth] = container
      }
      // A row that was moved on is met again, and then has its containers.
      current = [...current.slice(0, row.depth), row]
    }
  }

  /** Numbers the rows of each depth, and marks those whose own parameters all stand in earlier rows. */
  finish(): Layer[] {
    const { rows } = this
    const counts: number[] = []
    const seen = new Set<unknown>()
    rows.forEach((row, i) => {
      row.index = counts[row.depth] = (counts[row.depth] ?? 0) + 1
      const end = rows.findIndex((other, j) => j > i && other.depth <= row.depth)
      row.below = rows.slice(i + 1, end < 0 ? rows.length : end)
      const own = [...row.module.parameters({ recurse: false })].filter((parameter) => !isLazy(parameter))
      if (own.some((parameter) => parameter.numel() > 0) && own.every((parameter) => seen.has(parameter)))
        row.recursive = true
      for (const parameter of own) seen.add(parameter)
    })
    return rows
  }
}

/** The rows of a network that is not run: every module at each of its places. */
export function staticRows(root: AnyModule): Layer[] {
  const rows = new Rows()
  for (const place of placesIn(root)) rows.add(place)
  return rows.finish()
}

/** The rows of a network that `run` calls. */
export function calledRows(root: AnyModule, run: () => void, batchDim?: number): Layer[] {
  const rows = new Rows()
  const all = placesIn(root)
  const running: Layer[] = []
  const lazy = new Set<Layer>()
  watchCalls(
    root,
    {
      enter(module) {
        const { name, depth, parent } = placeOf(
          all.filter((place) => place.module === module),
          running,
        )
        const layer = layerOf(module, name, depth, parent)
        if (rows.add(layer)) lazy.add(layer)
        running.push(layer)
      },
      leave(module, _path, args, output) {
        let layer = running.pop()!
        // A forward that caught an error left its callee on the list.
        while (layer.module !== module) layer = running.pop()!
        if (lazy.has(layer)) countParameters(layer)
        layer.inputSize = sizeOf(args, batchDim).size
        const { size, itemBytes } = sizeOf(output, batchDim)
        layer.outputSize = size
        layer.outputBytes = itemBytes * product(size)
        countMultAdds(layer)
      },
    },
    run,
  )
  rows.addContainers()
  return rows.finish()
}
