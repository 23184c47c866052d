/*
 * How the host's kernels walk strided operands: neighbouring axes that lie evenly in every operand become one, so that a
 * contiguous operation is a single run, and what is left is an odometer around the innermost run.
 */

export interface Walk {
  /** Elements of one run. */
  readonly n: number
  /** Each operand's step along the run. */
  readonly steps: readonly number[]
  /** The axes around the run, outermost first. */
  readonly outer: readonly number[]
  /** Each operand's strides along the outer axes. */
  readonly outerStrides: readonly (readonly number[])[]
}

/** Plans the walk over `shape` of operands with these strides. Undefined when there is nothing to do. */
export function planWalk(shape: readonly number[], strides: readonly (readonly number[])[]): Walk | undefined {
  const sizes: number[] = []
  const merged: number[][] = strides.map(() => [])
  // Innermost first.
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!
    if (size === 0) return undefined
    if (size === 1) continue
    const last = sizes.length - 1
    const joins = last >= 0 && strides.every((of, k) => of[axis] === merged[k]![last]! * sizes[last]!)
    if (joins) sizes[last]! *= size
    else {
      sizes.push(size)
      for (let k = 0; k < strides.length; k++) merged[k]!.push(strides[k]![axis]!)
    }
  }
  const n = sizes.shift() ?? 1
  const steps = merged.map((of) => of.shift() ?? 0)
  return { n, steps, outer: sizes.reverse(), outerStrides: merged.map((of) => of.reverse()) }
}

/** Calls `run` with each operand's position at the start of every run. The array of positions is reused. */
export function walk(plan: Walk, offsets: readonly number[], run: (positions: readonly number[]) => void): void {
  const { outer, outerStrides } = plan
  const positions = offsets.slice()
  if (outer.length === 0) {
    run(positions)
    return
  }
  const counter = new Array<number>(outer.length).fill(0)
  for (;;) {
    run(positions)
    let axis = outer.length - 1
    for (; axis >= 0; axis--) {
      const size = outer[axis]!
      if (++counter[axis]! < size) {
        for (let k = 0; k < positions.length; k++) positions[k]! += outerStrides[k]![axis]!
        break
      }
      counter[axis] = 0
      for (let k = 0; k < positions.length; k++) positions[k]! -= outerStrides[k]![axis]! * (size - 1)
    }
    if (axis < 0) return
  }
}
