/* Strided index maths on the host: what lies evenly, what can be seen in another shape, and how few axes a walk needs. */

export interface Layout {
  readonly strides: readonly number[]
  readonly offset: number
}

export const numelOf = (shape: readonly number[]): number => shape.reduce((n, size) => n * size, 1)

export function contiguousStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length)
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step
    step *= shape[axis]!
  }
  return strides
}

/** Whether elements follow one another in row-major order, wherever the first one lies. */
export function isFlat(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== step) return false
    step *= shape[axis]!
  }
  return true
}

/** Whether all elements are one. */
export const isScalar = (shape: readonly number[], strides: readonly number[]): boolean =>
  strides.every((step, axis) => step === 0 || shape[axis] === 1)

export const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i])

/** The strides that show the same elements, in the same order, in another shape; undefined where no strides do. */
export function reshapedStrides(
  shape: readonly number[],
  strides: readonly number[],
  into: readonly number[],
): number[] | undefined {
  if (numelOf(shape) === 0) return contiguousStrides(into)
  const runs = mergeAxes(shape, [strides])
  const result = new Array<number>(into.length).fill(0)
  let run = runs.sizes.length - 1
  let within = 1
  for (let axis = into.length - 1; axis >= 0; axis--) {
    if (into[axis] === 1) continue
    const size = runs.sizes[run]
    if (size === undefined) return undefined
    result[axis] = runs.strides[0]![run]! * within
    within *= into[axis]!
    if (size % within !== 0) return undefined
    if (within === size) {
      run--
      within = 1
    }
  }
  return run < 0 ? result : undefined
}

/** How a view goes along the axes of what it looks at. */
export interface Axes {
  /** For each axis of the view, which axis of the whole it goes along and by how many places at once; null where it stays. */
  readonly steps: readonly ({ readonly axis: number; readonly by: number } | null)[]
  /** Where it begins, along each axis of the whole. */
  readonly starts: readonly number[]
}

/**
 * Reads a view of a contiguous whole as transposed, sliced, flipped and repeated axes; undefined where it is none of these (two of
 * its axes share one, or one runs over several).
 */
export function axesOf(
  whole: readonly number[],
  into: readonly number[],
  { strides, offset }: Layout,
): Axes | undefined {
  const sizes = contiguousStrides(whole)
  const starts = whole.map((size, axis) => Math.floor(offset / sizes[axis]!) % size)
  const isTaken = new Set<number>()
  const steps: Axes['steps'][number][] = []
  for (const [at, stride] of strides.entries()) {
    if (stride === 0 || into[at] === 1) {
      steps.push(null)
      continue
    }
    // Steps of one axis are smaller than the axis around it.
    const axis = sizes.findIndex((size, a) => whole[a]! > 1 && size <= Math.abs(stride))
    if (axis < 0 || isTaken.has(axis)) return undefined
    const by = stride / sizes[axis]!
    const last = starts[axis]! + by * (into[at]! - 1)
    if (!Number.isInteger(by) || last < 0 || last >= whole[axis]!) return undefined
    isTaken.add(axis)
    steps.push({ axis, by })
  }
  return { steps, starts }
}

export interface Walk {
  readonly sizes: readonly number[]
  /** Each operand's strides along the merged axes. */
  readonly strides: readonly (readonly number[])[]
}

/** Merges neighbouring axes that lie evenly in every operand. Sizes of 1 go; a single element has no axes. */
export function mergeAxes(shape: readonly number[], operands: readonly (readonly number[])[]): Walk {
  const sizes: number[] = []
  const strides: number[][] = operands.map(() => [])
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!
    if (size === 1) continue
    const joins = sizes.length > 0 && operands.every((of, k) => of[axis] === strides[k]![0]! * sizes[0]!)
    if (joins) sizes[0]! *= size
    else {
      sizes.unshift(size)
      for (let k = 0; k < operands.length; k++) strides[k]!.unshift(operands[k]![axis]!)
    }
  }
  return { sizes, strides }
}
