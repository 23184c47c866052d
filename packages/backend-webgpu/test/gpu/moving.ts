/* Whatever an op takes or gives, moved between devices: tensors among arrays and objects. */
import { type Device, Tensor, toCpu } from '@torchlet/tensor-core'

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** The same with its tensors on `device`. */
export function moved<T>(value: T, device: Device): T {
  if (value instanceof Tensor) return value.to(device) as T
  if (Array.isArray(value)) return value.map((part) => moved(part, device)) as T
  if (isPlain(value))
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, moved(part, device)])) as T
  return value
}

/** The same with its tensors on cpu. */
export async function fetched(value: unknown): Promise<unknown> {
  if (value instanceof Tensor) return toCpu(value)
  if (Array.isArray(value)) return Promise.all(value.map(fetched))
  if (!isPlain(value)) return value
  const parts = await Promise.all(
    Object.entries(value).map(async ([name, part]) => [name, await fetched(part)] as const),
  )
  return Object.fromEntries(parts)
}

/** Whether a tensor of this dtype is anywhere in a golden. */
export const mentions = (wire: unknown, dtype: string): boolean =>
  typeof wire === 'object' &&
  wire !== null &&
  ((wire as { dtype?: unknown }).dtype === dtype || Object.values(wire).some((part) => mentions(part, dtype)))
