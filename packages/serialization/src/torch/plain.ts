import { refuse } from '../errors'
import { TensorRef } from '../records'
import { Global, kindOf, StorageRef } from './values'

interface Skipped {
  readonly build?: unknown
  readonly size: number
}

/** Python's own limit on nesting is about this. */
export const MAX_DEPTH = 500

/**
 * What was unpickled as plain JavaScript: dicts as objects, dtypes as their names, tensors as what `leaf` makes of them, bare
 * storages as tensors of one dim, what was skipped as null or, where it has items, as the object of them. What occurs twice is
 * converted once. Refuses data that contain themselves.
 */
export function toPlain(root: unknown, leaf: (tensor: TensorRef<StorageRef>) => unknown): unknown {
  const done = new Map<unknown, unknown>()
  const open = new Set<unknown>()

  const convert = (item: unknown, place: string): unknown => {
    if (typeof item !== 'object' || !item || item instanceof Uint8Array) return item
    if (done.has(item)) return done.get(item)
    // What was skipped, which alone has a `build`: nothing, unless it has items.
    if ((item as Skipped).build && (open.has(item) || !(item as Skipped).size)) return null
    if (open.has(item) || open.size > MAX_DEPTH) refuse(`${place.slice(0, 99)} contains itself or is nested too deep`)
    open.add(item)
    const result = build(item, place)
    open.delete(item)
    done.set(item, result)
    return result
  }

  const build = (item: object, place: string): unknown => {
    if (item instanceof TensorRef) return leaf(item)
    if (item instanceof StorageRef) return leaf(wholeStorage(item))
    if (item instanceof Global) return item.dtype ?? refuse(`${place} is ${item.name}, no data`)
    if (!(item instanceof Map)) {
      const items = Array.from(item as Iterable<unknown>, (value) => convert(value, `${place}[…]`))
      return Array.isArray(item) ? items : new Set(items)
    }
    const object: Record<string, unknown> = {}
    for (const [key, content] of item) {
      const name = keyName(key)
      // No parameter is called __proto__, and two keys that read the same (1 and '1') would lose one.
      if (name === '__proto__' || Object.hasOwn(object, name)) refuse(`${place} has the key '${name}' twice`)
      object[name] = convert(content, `${place}['${name}']`)
    }
    return object
  }

  return convert(root, 'checkpoint')
}

const wholeStorage = (storage: StorageRef): TensorRef<StorageRef> => {
  const { dtype, unit, viewStart, viewLength } = storage
  return new TensorRef(dtype, [viewLength / unit], [1], viewStart / unit, storage)
}

/** A dict's key as a property name: strings as they are, numbers and such as they print, short tuples of them in parentheses. */
function keyName(key: unknown): string {
  if (typeof key !== 'object') return String(key)
  if (Array.isArray(key) && key.length < 9 && key.every((part) => typeof part !== 'object' && String(part).length < 99))
    return `(${key.join(', ')})`
  return key ? refuse(`has ${kindOf(key)} as a key`) : 'None'
}
