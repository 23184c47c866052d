import { Tensor } from '@torchlet/tensor-core/ops'

const isPlain = (value: unknown): value is Record<string, unknown> =>
  (value as object | null | undefined)?.constructor === Object

/** The same arrays and objects with every tensor in them replaced. */
export function mapTensors(value: unknown, replace: (tensor: Tensor) => unknown): unknown {
  if (value instanceof Tensor) return replace(value)
  if (Array.isArray(value)) return value.map((part) => mapTensors(part, replace))
  if (!isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, mapTensors(part, replace)]))
}

/** Every tensor in arrays and objects, in order. */
export function tensorsIn(value: unknown): Tensor[] {
  const found: Tensor[] = []
  mapTensors(value, (tensor) => void found.push(tensor))
  return found
}
