import type { Numbers } from '../numbers'

/** How far two numbers may be apart: |a − b| ≤ atol + rtol·|b|. */
export interface Tolerance {
  /** Allowed part of the second value. Default 1e-5. */
  rtol?: number
  /** Allowed whatever the value. Default 1e-6. */
  atol?: number
}

/** How far two tensors are apart. */
export interface Difference {
  /** Largest |a − b|; Infinity where one is not a number and the other is. */
  readonly max: number
  readonly mean: number
  /** Position, in logical order, of the largest; -1 where all are equal. */
  readonly at: number
  /** How many are further apart than atol + rtol·|b|. */
  readonly beyond: number
}

/** What two values of the same kind are apart: equal infinities nothing, NaN and NaN nothing. */
function apart(a: number, b: number): number {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return 0
  const gap = Math.abs(a - b)
  return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap
}

/** How far apart two lists of the same length are, element by element. */
export function difference(a: Numbers, b: Numbers, { rtol = 1e-5, atol = 1e-6 }: Tolerance): Difference {
  let [max, sum, at, beyond] = [0, 0, -1, 0]
  for (let i = 0; i < a.length; i++) {
    const gap = apart(a[i]!, b[i]!)
    sum += gap
    // Next to an infinity any gap but none is too wide, though rtol·Infinity would allow it.
    if (gap > 0 && !(gap <= atol + rtol * Math.abs(b[i]!) && gap < Number.POSITIVE_INFINITY)) beyond++
    if (gap > max) [max, at] = [gap, i]
  }
  return { max, mean: a.length > 0 ? sum / a.length : 0, at, beyond }
}
