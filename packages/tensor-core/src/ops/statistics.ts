/* Medians, quantiles and modes: places in the sorted line. */
import { op } from '../dispatch'
import { ArgumentError } from '../errors'
import { normalizeDim } from '../shape'
import type { Tensor } from '../tensor'
import { cast, checkOptions, parted } from './allocate'
import { clamp, floorDivide, mul, sub, where } from './arithmetic'
import { lerp } from './blend'
import { checkAlike, checkNdim, checkOneOf } from './checks'
import { gt } from './compare'
import { atLeast1d, gather, indexSelect } from './index-select'
import { full } from './make'
import { ceil, floor, isnan } from './math'
import { argmax, sum } from './reduce'
import { checkIdentity, lineOf, type ReduceOptions, type ValuesAndIndices } from './reduction'
import { round } from './rounding'
import { positionsAlong } from './scan'
import { tensorLike } from './scatter'
import { searchsorted } from './search'
import { sortAlong } from './sort'
import { movedim, narrow, reshape, squeeze, transpose } from './views'

/** The elements of a sorted line at `place` (int64, size 1 along the axis), in the shape that x's reduction has. */
function pickFrom(x: Tensor, sorted: ValuesAndIndices, axis: number, place: Tensor, keepdim = false): ValuesAndIndices {
  const shaped = (y: Tensor) => (x.ndim === 0 ? reshape(y, []) : keepdim ? y : squeeze(y, axis))
  return {
    values: shaped(gather(sorted.values, axis, place)),
    indices: shaped(gather(sorted.indices, axis, place)),
  }
}

type Median = {
  (x: Tensor): Tensor
  (x: Tensor, dim: number, options?: ReduceOptions): ValuesAndIndices
}

const medianOf = (name: string, place: (size: number, nans: Tensor) => Tensor): Median =>
  op(name, ((x: Tensor, dim?: number, options: ReduceOptions = {}) => {
    checkOptions(options, ['keepdim'])
    if (dim === undefined && x.numel() === 0) return cast(full([], NaN, { device: x.device }), x.dtype)
    const line = dim === undefined ? reshape(x, [-1]) : atLeast1d(x)
    const axis = normalizeDim(dim ?? 0, x.ndim)
    checkIdentity(line, [axis])
    const sorted = sortAlong(line, axis)
    const at = place(line.shape[axis]!, sum(isnan(line), axis, { keepdim: true }))
    const { values, indices } = pickFrom(dim === undefined ? line : x, sorted, axis, at, options.keepdim)
    return dim === undefined ? values : { values, indices }
  }) as Median)

/** The middle element (the lower of two), NaN where there is one; along a dim, also where it is. */
export const median = /* @__PURE__ */ medianOf('median', (size, nans) =>
  where(gt(nans, 0n), sub(BigInt(size), nans), BigInt((size - 1) >> 1)),
)
/** The middle of the elements that are not NaN (the lower of two); along a dim, also where it is. */
export const nanmedian = /* @__PURE__ */ medianOf('nanmedian', (size, nans) =>
  floorDivide(clamp(sub(BigInt(size - 1), nans), 0n), 2n),
)

/** The commonest element along `dim` (default −1), the least of equally common ones, and where its last one is. */
export const mode = op('mode', (x: Tensor, dim?: number | ReduceOptions, options?: ReduceOptions): ValuesAndIndices => {
  const { axis, given } = lineOf<ReduceOptions>(x, ['keepdim'], dim, options)
  const line = atLeast1d(x)
  checkIdentity(line, [axis])
  const sorted = sortAlong(line, axis)
  const last = transpose(sorted.values, axis, -1)
  // How many of its equals stand before each element: most before the last of the commonest. NaN is sorted as an equal of NaN.
  const before = sub(positionsAlong(line, axis), transpose(searchsorted(last, last), axis, -1))
  return pickFrom(x, sorted, axis, argmax(before, axis, { keepdim: true }), given.keepdim)
})

export interface QuantileOptions extends ReduceOptions {
  /** What to take between two elements. Default 'linear'. */
  interpolation?: 'linear' | 'lower' | 'higher' | 'midpoint' | 'nearest'
}

/** The elements at fractional ranks of sorted lines, by the way of taking what lies between two. */
const BETWEEN: Record<string, (at: (rank: Tensor) => Tensor, ranks: Tensor, along: readonly number[]) => Tensor> = {
  linear: (at, ranks, along) => lerp(at(floor(ranks)), at(ceil(ranks)), reshape(sub(ranks, floor(ranks)), along)),
  lower: (at, ranks) => at(floor(ranks)),
  higher: (at, ranks) => at(ceil(ranks)),
  midpoint: (at, ranks) => lerp(at(floor(ranks)), at(ceil(ranks)), 0.5),
  nearest: (at, ranks) => at(round(ranks)),
}

function checkQuantile(x: Tensor, q: Tensor): void {
  checkOneOf('the dtype', x.dtype, ['float32', 'float64'])
  checkAlike(x, q)
  checkNdim(q, 0, 1, 'q')
  checkIdentity(x, [...x.shape.keys()])
  if (!q.device.array) return
  for (const value of q.data as Float64Array)
    if (!(value >= 0 && value <= 1)) throw new ArgumentError(`q must be in the range [0, 1] but got ${value}`)
}

/**
 * The value below which the part q (a number, or a vector of them, whose axis comes first in the result) of the elements
 * lies, along `dim` or in the flattened tensor; NaN where there is one.
 */
export const quantile = op(
  'quantile',
  (x: Tensor, q: number | Tensor, dim?: number | null | QuantileOptions, options?: QuantileOptions): Tensor => {
    const [[over], given] = parted<number | null, QuantileOptions>([dim, options], ['keepdim', 'interpolation'])
    const { keepdim = false, interpolation = 'linear' } = given
    checkOneOf('interpolation', interpolation, Object.keys(BETWEEN))
    const parts = tensorLike(x, q)
    checkQuantile(x, parts)
    const flat = over === undefined || over === null
    const line = flat ? reshape(x, [-1]) : atLeast1d(x)
    const axis = flat ? 0 : normalizeDim(over, x.ndim)
    const last = line.shape[axis]! - 1
    const { values } = sortAlong(line, axis)
    const at = (rank: Tensor) => indexSelect(values, axis, cast(rank, 'int64'))
    const along = line.shape.map((_, i) => (i === axis ? -1 : 1))
    const out = BETWEEN[interpolation]!(at, atLeast1d(mul(parts, last)), along)
    // NaN is sorted to the end.
    const filled = where(isnan(narrow(values, axis, last, 1)), NaN, out)
    const rest = keepdim
      ? x.shape.map((size, i) => (flat || i === axis ? 1 : size))
      : flat || x.ndim === 0
        ? []
        : x.shape.toSpliced(axis, 1)
    return reshape(movedim(filled, axis, 0), [...parts.shape, ...rest])
  },
)
