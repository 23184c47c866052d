/* Reductions of the host: the kept axes outside, the reduced ones inside. Sums are kept in float64. */
import type { View } from '../device'
import { type DType, isIntegral, type TypedArray } from '../dtype'
import type { ReduceOp } from '../op-literals'
import { contiguousStrides } from '../shape'
import { eachLine } from './lines'
import { specialized } from './specialize'
import { planWalk, walk } from './walk'

// biome-ignore lint/suspicious/noExplicitAny: numbers or bigints, by the array's type
export type Fold = (accumulator: any, element: any) => any
// biome-ignore lint/suspicious/noExplicitAny: a number or a bigint
export type Accumulator = any

function foldLoop(f: Fold, cell: { value: Accumulator }, x: TypedArray, i: number, step: number, n: number): void {
  let value = cell.value
  for (let k = 0; k < n; k++) value = f(value, x[i + k * step])
  cell.value = value
}
const specializedFold = /* @__PURE__ */ specialized(foldLoop)

/** The op's function for elements of this dtype, and what it starts from. */
export function foldFor(op: ReduceOp, dtype: DType): { f: Fold; init: Accumulator } {
  if (dtype === 'int64') return { f: op.big ?? op.f, init: op.bigInit }
  return { f: isIntegral(dtype) ? (op.int ?? op.f) : op.f, init: op.init }
}

export function reduce(op: ReduceOp, x: View, dims: readonly number[], out: View): void {
  const isReduced = x.shape.map((_, axis) => dims.includes(axis))
  const pick = (of: readonly number[], reduced: boolean) => of.filter((_, axis) => isReduced[axis] === reduced)
  const keptShape = pick(x.shape, false)
  const inner = planWalk(pick(x.shape, true), [pick(x.strides, true)])
  // A row at a time, so that each result is written once.
  const outer = planWalk(keptShape, [contiguousStrides(keptShape), pick(x.strides, false)])
  if (!outer) return
  const { f, init } = foldFor(op, x.dtype)
  const loop = specializedFold(f, x.dtype)
  const from = x.array
  const to = out.array
  const cell = { value: init }
  const [outStep, step] = outer.steps as [number, number]
  walk(outer, [0, x.offset], ([o, i]) => {
    for (let k = 0; k < outer.n; k++) {
      cell.value = init
      if (inner) walk(inner, [i! + k * step], ([at]) => loop(f, cell, from, at!, inner.steps[0]!, inner.n))
      to[o! + k * outStep] = cell.value
    }
  })
}

/** Positions of the first extreme element along `dim`. NaN wins over every number, as in PyTorch. */
export function argReduce(largest: boolean, x: View, dim: number, out: View): void {
  const [size, along, from] = [x.shape[dim]!, x.strides[dim]!, x.array]
  const to = out.array as BigInt64Array
  eachLine(dim, [x, out], (i, o) => {
    to[o!] = BigInt(extreme(from, i!, along, size, largest))
  })
}

function extreme(x: TypedArray, start: number, step: number, size: number, largest: boolean): number {
  let best = x[start]!
  let at = 0
  // NaN is not itself: once it is the best, nothing beats it.
  for (let k = 1; k < size && best === best; k++) {
    const value = x[start + k * step]!
    if ((largest ? value > best : value < best) || value !== value) {
      best = value
      at = k
    }
  }
  return at
}
