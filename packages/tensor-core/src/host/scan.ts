/* Running folds along one dim. Sums are kept in float64. */
import type { View } from '../device'
import type { TypedArray } from '../dtype'
import type { ReduceOp } from '../op-literals'
import { eachLine } from './lines'
import { type Accumulator, type Fold, foldFor } from './reduce'
import { specialized } from './specialize'

function scanLoop(
  f: Fold,
  init: Accumulator,
  n: number,
  x: TypedArray,
  i: number,
  step: number,
  out: TypedArray,
  o: number,
  outStep: number,
): void {
  let value = init
  for (let k = 0; k < n; k++) {
    value = f(value, x[i + k * step])
    out[o + k * outStep] = value
  }
}
const specializedScan = /* @__PURE__ */ specialized(scanLoop)

export function scan(op: ReduceOp, x: View, dim: number, out: View): void {
  const { f, init } = foldFor(op, x.dtype)
  const loop = specializedScan(f, x.dtype)
  const [n, from, to] = [x.shape[dim]!, x.array, out.array]
  const [step, outStep] = [x.strides[dim]!, out.strides[dim]!]
  eachLine(dim, [x, out], (i, o) => loop(f, init, n, from, i, step, to, o, outStep))
}
