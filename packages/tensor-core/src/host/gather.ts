/* Elements picked by a tensor of positions, and written to such places. */
import type { ScatterMode, View } from '../device'
import { copyRun } from './logical'
import { planWalk, walk } from './walk'

const without = (of: readonly number[], dim: number): number[] => of.map((step, axis) => (axis === dim ? 0 : step))

/** out[…, i, …] = x[…, index[…, i, …], …] along `dim`: runs of one index are copied at once. */
export function gather(x: View, dim: number, index: View, out: View): void {
  const plan = planWalk(out.shape, [out.strides, index.strides, without(x.strides, dim)])
  if (!plan) return
  const { n, steps } = plan
  const [os, is, xs] = steps as [number, number, number]
  const [from, to, positions] = [x.array, out.array, index.array as BigInt64Array]
  const along = x.strides[dim]!
  walk(plan, [out.offset, index.offset, x.offset], ([o, i, base]) => {
    if (is === 0) {
      copyRun(from, base! + Number(positions[i!]) * along, xs, to, o!, os, n)
      return
    }
    for (let k = 0; k < n; k++) to[o! + k * os] = from[base! + k * xs + Number(positions[i! + k * is]) * along]!
  })
}

// biome-ignore lint/suspicious/noExplicitAny: numbers or bigints, by the arrays' type
type Combine = (old: any, value: any) => any

const COMBINE: Record<ScatterMode, Combine> = {
  set: (_, value) => value,
  add: (old, value) => old + value,
  mul: (old, value) => old * value,
  // NaN is not itself, and wins.
  max: (old, value) => (value > old || value !== value ? value : old),
  min: (old, value) => (value < old || value !== value ? value : old),
}

/** out[…, index[…, i, …], …] = src[…, i, …] along `dim`, or combined with what is there; one after the other. */
export function scatter(mode: ScatterMode, src: View, dim: number, index: View, out: View): void {
  const plan = planWalk(index.shape, [without(out.strides, dim), index.strides, src.strides])
  if (!plan) return
  const { n, steps } = plan
  const [os, is, ss] = steps as [number, number, number]
  const [from, to, positions] = [src.array, out.array, index.array as BigInt64Array]
  const along = out.strides[dim]!
  // Int32: a product of doubles would lose the low bits.
  const combine: Combine = mode === 'mul' && to instanceof Int32Array ? Math.imul : COMBINE[mode]
  walk(plan, [out.offset, index.offset, src.offset], ([o, i, s]) => {
    let place = o! + Number(positions[i!]) * along
    for (let k = 0; k < n; k++) {
      if (is !== 0) place = o! + Number(positions[i! + k * is]) * along
      const at = place + k * os
      to[at] = combine(to[at], from[s! + k * ss])
    }
  })
}
