/* Elements picked by a tensor of positions, and written to such places. */
import type { ScatterMode, View } from '../device'
import type { TypedArray } from '../dtype'
import { copyRun } from './logical'
import { longWords } from './long-words'
import { specialized } from './specialize'
import { planWalk, walk } from './walk'

const without = (of: readonly number[], dim: number): number[] => of.map((step, axis) => (axis === dim ? 0 : step))

// Indices are not negative here: their upper words are counted too, but rarely there.
function gatherLoop(
  n: number,
  to: TypedArray,
  o: number,
  os: number,
  words: Int32Array,
  i: number,
  is: number,
  from: TypedArray,
  base: number,
  xs: number,
  along: number,
): void {
  for (let k = 0; k < n; k++) {
    const word = 2 * (i + k * is)
    to[o + k * os] = from[base + k * xs + (words[word + 1]! * 4294967296 + (words[word]! >>> 0)) * along]!
  }
}
const specializedGather = /* @__PURE__ */ specialized(gatherLoop)

/** out[…, i, …] = x[…, index[…, i, …], …] along `dim`: runs of one index are copied at once. */
export function gather(x: View, dim: number, index: View, out: View): void {
  const plan = planWalk(out.shape, [out.strides, index.strides, without(x.strides, dim)])
  if (!plan) return
  const { n, steps } = plan
  const [os, is, xs] = steps as [number, number, number]
  const [from, to, words] = [x.array, out.array, longWords(index.array)]
  const along = x.strides[dim]!
  const loop = specializedGather(gatherLoop, x.dtype)
  walk(plan, [out.offset, index.offset, x.offset], ([o, i, base]) => {
    if (is === 0) copyRun(from, base! + Number(index.array[i!]) * along, xs, to, o!, os, n)
    else loop(n, to, o!, os, words, i!, is, from, base!, xs, along)
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
// Int32: a product of doubles would lose the low bits.
const product: Combine = Math.imul

function scatterLoop(
  combine: Combine,
  n: number,
  to: TypedArray,
  o: number,
  os: number,
  words: Int32Array,
  i: number,
  is: number,
  from: TypedArray,
  s: number,
  ss: number,
  along: number,
): void {
  for (let k = 0; k < n; k++) {
    const word = 2 * (i + k * is)
    const at = o + k * os + (words[word + 1]! * 4294967296 + (words[word]! >>> 0)) * along
    to[at] = combine(to[at], from[s + k * ss])
  }
}
const specializedScatter = /* @__PURE__ */ specialized(scatterLoop)

/** out[…, index[…, i, …], …] = src[…, i, …] along `dim`, or combined with what is there; one after the other. */
export function scatter(mode: ScatterMode, src: View, dim: number, index: View, out: View): void {
  const plan = planWalk(index.shape, [without(out.strides, dim), index.strides, src.strides])
  if (!plan) return
  const { n, steps } = plan
  const [os, is, ss] = steps as [number, number, number]
  const [from, to, words] = [src.array, out.array, longWords(index.array)]
  const along = out.strides[dim]!
  const combine = mode === 'mul' && to instanceof Int32Array ? product : COMBINE[mode]
  const loop = specializedScatter(combine, out.dtype)
  walk(plan, [out.offset, index.offset, src.offset], ([o, i, s]) =>
    loop(combine, n, to, o!, os, words, i!, is, from, s!, ss, along),
  )
}
