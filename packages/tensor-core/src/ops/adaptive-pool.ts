/* Pools whose result has a given size: window i of an axis reaches from ⌊i·size/n⌋ to ⌈(i + 1)·size/n⌉. */
import { op } from '../dispatch'
import { computeDType } from '../dtype'
import { ArgumentError } from '../errors'
import { numelOf, showShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, checkOptions } from './allocate'
import { avgPool1d, avgPool2d, avgPool3d } from './avgpool'
import { indexSelect } from './index-select'
import { cat, stack } from './join'
import { arange } from './make'
import { greatest, type MaxPool, maxPool1d, maxPool2d, maxPool3d } from './maxpool2d'
import { checkPooled } from './pooling'
import { amax, mean } from './reduce'
import { flatten, narrow, reshape } from './views'

/** A size for every axis, or one for each; null keeps the axis's own. */
export type AdaptiveSize = number | readonly (number | null)[]
export interface AdaptiveMaxOptions {
  /** Gives [values, indices], the latter counted in the flattened image. Default false. */
  returnIndices?: boolean
}

function targetOf(axes: number, x: Tensor, outputSize: AdaptiveSize): number[] {
  const list = typeof outputSize === 'number' ? new Array<number>(axes).fill(outputSize) : outputSize
  const sizes = list.map((size, axis) => size ?? x.shape.at(axis - axes)!)
  if (sizes.length !== axes || !sizes.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw new ArgumentError(`expected an output size or ${axes}, got ${showShape(sizes)}`)
  return sizes
}

const spansOf = (size: number, count: number): [start: number, length: number][] =>
  Array.from({ length: count }, (_, i) => {
    const start = Math.floor((i * size) / count)
    return [start, Math.ceil(((i + 1) * size) / count) - start]
  })

type Fold = (x: Tensor, dim: number, options: { keepdim: boolean }) => Tensor

/** Axis after axis: means of windows of equal size, and greatest elements, do not depend on the order. */
function foldAxes(x: Tensor, target: readonly number[], fold: Fold): Tensor {
  return target.reduce((y, count, i) => {
    const axis = i - target.length
    const parts = spansOf(y.shape.at(axis)!, count).map(([start, length]) =>
      fold(narrow(y, axis, start, length), axis, { keepdim: true }),
    )
    return parts.length > 0 ? cat(parts, axis) : narrow(y, axis, 0, 0)
  }, x)
}

/** The kernel of the plain pool that does the same, where the sizes divide. */
function evenKernel(x: Tensor, target: readonly number[]): number[] | undefined {
  const sizes = x.shape.slice(-target.length)
  return sizes.every((size, axis) => target[axis]! > 0 && size > 0 && size % target[axis]! === 0)
    ? sizes.map((size, axis) => size / target[axis]!)
    : undefined
}

function adaptive(axes: number, pool: (x: Tensor, kernel: number[]) => Tensor, fold: Fold) {
  return (x: Tensor, outputSize: AdaptiveSize): Tensor => {
    checkPooled(axes, x)
    const target = targetOf(axes, x, outputSize)
    const kernel = evenKernel(x, target)
    if (kernel) return pool(x, kernel)
    return cast(foldAxes(cast(x, computeDType(x.dtype)), target, fold), x.dtype)
  }
}

const adaptiveAvg = (axes: number, pool: (x: Tensor, kernel: number[]) => Tensor) =>
  op(`adaptiveAvgPool${axes}d`, adaptive(axes, pool, mean as Fold))

/** Every cell by itself: its greatest element, and where in the image that is. */
function cellsWithIndices(x: Tensor, target: readonly number[]): [Tensor, Tensor] {
  const axes = target.length
  const sizes = x.shape.slice(-axes)
  const lead = x.shape.slice(0, -axes)
  const places = reshape(arange(BigInt(numelOf(sizes)), { device: x.device }), sizes)
  const spans = target.map((count, axis) => spansOf(sizes[axis]!, count))
  const total = numelOf(target)
  if (total === 0)
    return [allocate([...lead, ...target], x.dtype, x.device), allocate([...lead, ...target], 'int64', x.device)]
  const values: Tensor[] = []
  const indices: Tensor[] = []
  for (let cell = 0; cell < total; cell++) {
    let rest = cell
    let [part, where] = [x, places]
    for (let axis = axes - 1; axis >= 0; axis--) {
      const [start, length] = spans[axis]![rest % target[axis]!]!
      rest = Math.floor(rest / target[axis]!)
      part = narrow(part, axis - axes, start, length)
      where = narrow(where, axis, start, length)
    }
    const flat = flatten(part, -axes)
    const [value, chosen] = greatest(flat)
    values.push(value)
    indices.push(reshape(indexSelect(reshape(where, [-1]), 0, reshape(chosen, [-1])), chosen.shape))
  }
  const shape = [...lead, ...target]
  return [reshape(stack(values, -1), shape), reshape(stack(indices, -1), shape)]
}

export interface AdaptiveMaxPool {
  (x: Tensor, outputSize: AdaptiveSize, options: { returnIndices: true }): [Tensor, Tensor]
  (x: Tensor, outputSize: AdaptiveSize, options?: { returnIndices?: false }): Tensor
  (x: Tensor, outputSize: AdaptiveSize, options?: AdaptiveMaxOptions): Tensor | [Tensor, Tensor]
}

function adaptiveMax(axes: number, pool: MaxPool): AdaptiveMaxPool {
  const name = `adaptiveMaxPool${axes}d`
  const plain = adaptive(axes, (x, kernel) => pool(x, kernel), amax as Fold)
  return op(name, ((x: Tensor, outputSize: AdaptiveSize, options: AdaptiveMaxOptions = {}) => {
    checkOptions(options, ['returnIndices'])
    if (!options.returnIndices) return plain(x, outputSize)
    checkPooled(axes, x)
    const [values, indices] = cellsWithIndices(cast(x, computeDType(x.dtype)), targetOf(axes, x, outputSize))
    return [cast(values, x.dtype), indices]
  }) as AdaptiveMaxPool)
}

/** Means of windows, as many as `outputSize` says. x: [N, C, L] or [C, L]. Throws ShapeError, DTypeError, ArgumentError. */
export const adaptiveAvgPool1d = /* @__PURE__ */ adaptiveAvg(1, avgPool1d)
/** The same for images. x: [N, C, H, W] or [C, H, W]. */
export const adaptiveAvgPool2d = /* @__PURE__ */ adaptiveAvg(2, avgPool2d)
/** The same for volumes. x: [N, C, D, H, W] or [C, D, H, W]. */
export const adaptiveAvgPool3d = /* @__PURE__ */ adaptiveAvg(3, avgPool3d)
/** Greatest elements of windows, as many as `outputSize` says. x: [N, C, L] or [C, L]. Throws as `adaptiveAvgPool1d`. */
export const adaptiveMaxPool1d = /* @__PURE__ */ adaptiveMax(1, maxPool1d)
/** The same for images. x: [N, C, H, W] or [C, H, W]. */
export const adaptiveMaxPool2d = /* @__PURE__ */ adaptiveMax(2, maxPool2d)
/** The same for volumes. x: [N, C, D, H, W] or [C, D, H, W]. */
export const adaptiveMaxPool3d = /* @__PURE__ */ adaptiveMax(3, maxPool3d)
