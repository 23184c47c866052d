import { arrayType, type DType, type TypedArray } from '../dtype'
import { isContiguous, numelOf } from '../shape'
import { planWalk, walk } from './walk'

interface HostView {
  readonly array: TypedArray
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly strides: readonly number[]
  readonly offset: number
}

/** A view's values in logical order: its own memory where it is contiguous, else a copy. */
export function logicalValues(x: HostView): TypedArray {
  const n = numelOf(x.shape)
  if (isContiguous(x.shape, x.strides)) return x.array.subarray(x.offset, x.offset + n)
  const out = new (arrayType(x.dtype))(n)
  const plan = planWalk(x.shape, [x.strides])
  if (!plan) return out
  const [step] = plan.steps as [number]
  let to = 0
  walk(plan, [x.offset], ([from]) => {
    copyRun(x.array, from!, step, out, to, 1, plan.n)
    to += plan.n
  })
  return out
}

/** Copies `n` elements between arrays of the same type. */
export function copyRun(
  x: TypedArray,
  from: number,
  step: number,
  out: TypedArray,
  to: number,
  outStep: number,
  n: number,
): void {
  if (step === 1 && outStep === 1 && n > 16) {
    out.set(x.subarray(from, from + n) as never, to)
    return
  }
  for (let i = 0; i < n; i++) out[to + i * outStep] = x[from + i * step]!
}
