/*
 * How strided operands are walked: neighbouring axes that lie evenly in every operand become one, so that what is contiguous is
 * a single run; what is left are axes around the innermost run.
 */
import type { View } from '@torchlet/tensor-core/ops'
import type { Instance } from '../instance'
import { isContiguous, numelOf } from './layout'

export interface Walk {
  /** Elements of the innermost run. */
  readonly n: number
  /** Each operand's step along the run, in elements. */
  readonly steps: readonly number[]
  /** The axes around the run, innermost first: the size, and each operand's step. */
  readonly outer: readonly (readonly number[])[]
}

export const NO_AXES: readonly (readonly number[])[] = []

/** What of an operand decides how it is walked. */
export type Laid = Pick<View, 'shape' | 'strides'>

/** The walk over the first operand's shape, which all have; undefined where there is nothing to do. */
export function walkOf(operands: readonly Laid[]): Walk | undefined {
  const { shape } = operands[0]!
  if (operands.every(isContiguous)) {
    const n = numelOf(shape)
    return n === 0 ? undefined : { n, steps: operands.map(() => 1), outer: NO_AXES }
  }
  const axes: number[][] = []
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!
    if (size === 0) return undefined
    if (size === 1) continue
    const inner = axes.at(-1)
    if (inner && operands.every(({ strides }, k) => strides[axis] === inner[k + 1]! * inner[0]!)) inner[0]! *= size
    else axes.push([size, ...operands.map(({ strides }) => strides[axis]!)])
  }
  const [n = 1, ...steps] = axes.shift() ?? []
  return { n, steps: steps.length > 0 ? steps : operands.map(() => 0), outer: axes }
}

/** Writes the outer axes for a kernel, steps in bytes: how many there are, then each one's numbers. */
export function writeAxes(wasm: Instance, outer: Walk['outer'], bytes: readonly number[]): number {
  const address = wasm.scratch(4 + outer.length * (bytes.length + 1) * 4, 'axes')
  const to = wasm.words
  let at = address >>> 2
  to[at++] = outer.length
  for (const axis of outer) {
    to[at++] = axis[0]!
    for (let k = 0; k < bytes.length; k++) to[at++] = (axis[k + 1] ?? 0) * bytes[k]!
  }
  return address
}
