import { ArgumentError } from '@torchlet/tensor-core/ops'
import type { Numbers } from '../numbers'

/** Values from `low` (the colormap's first colour) to `high` (its last). */
export type Range = readonly [low: number, high: number]

/** The least and the greatest finite value; [0, 1] where there is none. */
export function rangeOf(values: Numbers, symmetric: boolean): Range {
  let [low, high] = [Infinity, -Infinity]
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) return [0, 1]
  const most = Math.max(Math.abs(low), Math.abs(high))
  return symmetric ? [-most, most] : [low, high]
}

export function checkRange(range: unknown, what: string): asserts range is Range {
  const [low, high] = Array.isArray(range) ? range : []
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high))
    throw new ArgumentError(`${what}: range is [low, high], two numbers in order, got ${String(range)}`)
}
