import { IndexError, ShapeError } from './errors'

export type Shape = readonly number[]

export const showShape = (shape: Shape): string => `[${shape.join(', ')}]`

export function numelOf(shape: Shape): number {
  let n = 1
  for (let i = 0; i < shape.length; i++) n *= shape[i]!
  return n
}

/** Throws a ShapeError unless every size is a whole number from 0 on and the product can be counted exactly. */
export function checkShape(shape: Shape): void {
  if (!Array.isArray(shape)) throw new ShapeError(`a shape is an array of sizes, got ${String(shape)}`)
  let numel = 1
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0)
      throw new ShapeError(`sizes are whole numbers from 0 on, got ${showShape(shape)}`)
    numel *= size
  }
  if (!Number.isSafeInteger(numel)) throw new ShapeError(`${showShape(shape)} has too many elements`)
}

/** Row-major strides, in elements. An empty axis counts as one, as in PyTorch. */
export function contiguousStrides(shape: Shape): number[] {
  const strides = new Array<number>(shape.length)
  let step = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    strides[i] = step
    step *= Math.max(shape[i]!, 1)
  }
  return strides
}

export function isContiguous(shape: Shape, strides: Shape): boolean {
  let step = 1
  for (let i = shape.length - 1; i >= 0; i--) {
    const size = shape[i]!
    if (size === 0) return true
    if (size !== 1) {
      if (strides[i] !== step) return false
      step *= size
    }
  }
  return true
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** The shape that all of `shapes` broadcast to, or a ShapeError that shows them. */
export function broadcastShapes(...shapes: Shape[]): number[] {
  let ndim = 0
  for (const shape of shapes) ndim = Math.max(ndim, shape.length)
  const out = new Array<number>(ndim).fill(1)
  for (const shape of shapes) {
    const shift = ndim - shape.length
    for (let i = 0; i < shape.length; i++) {
      const size = shape[i]!
      if (size === 1 || out[shift + i] === size) continue
      if (out[shift + i] !== 1)
        throw new ShapeError(`shapes ${shapes.map(showShape).join(' and ')} do not broadcast: axis ${shift + i - ndim}`)
      out[shift + i] = size
    }
  }
  return out
}

/** The strides that read `shape` as if it were `target`: 0 along every axis that is repeated. */
export function broadcastStrides(shape: Shape, strides: Shape, target: Shape): number[] {
  const shift = target.length - shape.length
  const out = new Array<number>(target.length).fill(0)
  for (let i = 0; i < shape.length; i++) {
    if (shape[i] === target[shift + i]) out[shift + i] = strides[i]!
    else if (shape[i] !== 1)
      throw new ShapeError(`a tensor of shape ${showShape(shape)} does not expand to ${showShape(target)}`)
  }
  return out
}

/** `dim` counted from the front; negative dims count from the end. A 0-d tensor has a dim 0 of its own. */
export function normalizeDim(dim: number, ndim: number): number {
  const count = Math.max(ndim, 1)
  if (!Number.isInteger(dim) || dim < -count || dim >= count)
    throw new IndexError(`dimension out of range (expected to be in [${-count}, ${count - 1}], but got ${dim})`)
  return dim < 0 ? dim + count : dim
}

/** The axes of so many that are not in `axes`, counted from the front. */
export const axesBeside = (ndim: number, axes: readonly number[]): number[] =>
  Array.from({ length: ndim }, (_, axis) => axis).filter((axis) => !axes.includes(axis))

/** Dims counted from the front, in the order given; a dim named twice is an error. */
export function normalizeDims(dims: number | readonly number[], ndim: number): number[] {
  const list: readonly number[] = Array.isArray(dims) ? dims : [dims]
  const out = list.map((dim) => normalizeDim(dim, ndim))
  const twice = out.find((dim, i) => out.indexOf(dim) !== i)
  if (twice !== undefined) throw new IndexError(`dim ${twice} appears twice in ${showShape(list)}`)
  return out
}
