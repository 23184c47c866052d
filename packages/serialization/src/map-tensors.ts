import { type TensorRecord, TensorRef } from './records'

/** The same plain data with `map` applied to every tensor. What is shared stays shared. */
export function mapTensors(root: unknown, map: (tensor: TensorRecord) => unknown): unknown {
  const done = new Map<object, unknown>()
  const visit = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value
    if (done.has(value)) return done.get(value)
    const result = build(value)
    done.set(value, result)
    return result
  }
  const build = (value: object): unknown => {
    if (value instanceof TensorRef) return map(value)
    if (Array.isArray(value)) return value.map(visit)
    if (value instanceof Set) return new Set([...value].map(visit))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item)]))
  }
  return visit(root)
}
