import type { View } from '../device'
import { isContiguous, numelOf } from '../shape'
import { storedValue } from './copy'
import { planWalk, walk } from './walk'

export function fill(value: number | bigint, out: View): void {
  const { array, offset, shape, strides } = out
  const stored = storedValue(value, out.dtype) as never
  if (isContiguous(shape, strides)) {
    array.fill(stored, offset, offset + numelOf(shape))
    return
  }
  const plan = planWalk(shape, [strides])
  if (!plan) return
  const [step] = plan.steps as [number]
  walk(plan, [offset], ([o]) => {
    for (let k = 0; k < plan.n; k++) array[o! + k * step] = stored
  })
}
