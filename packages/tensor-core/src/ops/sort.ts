/* Order along one dim. Everywhere NaN counts as the greatest. */
import { op, runKernel } from '../dispatch'
import { computeDType } from '../dtype'
import { sort as hostSort } from '../host/sort'
import type { Tensor } from '../tensor'
import { allocate, cast } from './allocate'
import { checkWhole } from './checks'
import { lineOf, type ReduceOptions, type ValuesAndIndices } from './reduction'
import { narrow, reshape, squeeze } from './views'

/** x in order along an axis counted from the front. */
export function sortAlong(x: Tensor, axis: number, descending = false): ValuesAndIndices {
  if (x.ndim === 0) {
    const { values, indices } = sortAlong(reshape(x, [1]), 0)
    return { values: reshape(values, []), indices: reshape(indices, []) }
  }
  const input = cast(x, computeDType(x.dtype))
  const values = allocate(x.shape, input.dtype, x.device)
  const indices = allocate(x.shape, 'int64', x.device)
  runKernel('sort', hostSort, values, [input, axis, descending, values, indices])
  return { values: cast(values, x.dtype), indices }
}

export interface SortOptions {
  /** From the greatest on. Default false. */
  descending?: boolean
  /** Equal elements keep their order. They always do. */
  stable?: boolean
}

const ordered = <Out>(name: string, pick: (sorted: ValuesAndIndices) => Out) =>
  op(name, (x: Tensor, dim?: number | SortOptions, options?: SortOptions): Out => {
    const { axis, given } = lineOf<SortOptions>(x, ['descending', 'stable'], dim, options)
    return pick(sortAlong(x, axis, given.descending))
  })

/** x in ascending order along `dim` (default −1), and where each element was. Equal elements keep their order. */
export const sort = /* @__PURE__ */ ordered('sort', (sorted) => sorted)
/** Where the elements in ascending order along `dim` (default −1) are. */
export const argsort = /* @__PURE__ */ ordered('argsort', ({ indices }) => indices)
/** x in ascending order along its first dim. */
export const msort = op('msort', (x: Tensor): Tensor => sortAlong(x, 0).values)

/** The place `from … from + count` of both parts along an axis. */
const narrowBoth = ({ values, indices }: ValuesAndIndices, axis: number, from: number, count: number) => ({
  values: values.ndim === 0 ? values : narrow(values, axis, from, count),
  indices: values.ndim === 0 ? indices : narrow(indices, axis, from, count),
})

export interface TopkOptions {
  /** The greatest; false: the least. Default true. */
  largest?: boolean
  /** In order. They always are. */
  sorted?: boolean
}

/** The k greatest elements along `dim` (default −1), from the greatest on, and where they are. */
export const topk = op(
  'topk',
  (x: Tensor, k: number, dim?: number | TopkOptions, options?: TopkOptions): ValuesAndIndices => {
    const { axis, given } = lineOf<TopkOptions>(x, ['largest', 'sorted'], dim, options)
    checkWhole('k', k, 0, x.shape[axis] ?? 1)
    return narrowBoth(sortAlong(x, axis, given.largest ?? true), axis, 0, k)
  },
)

/** The k-th least element along `dim` (default −1), counted from 1, and where it is. */
export const kthvalue = op(
  'kthvalue',
  (x: Tensor, k: number, dim?: number | ReduceOptions, options?: ReduceOptions): ValuesAndIndices => {
    const { axis, given } = lineOf<ReduceOptions>(x, ['keepdim'], dim, options)
    checkWhole('k', k, 1, x.shape[axis] ?? 1)
    const { values, indices } = narrowBoth(sortAlong(x, axis), axis, k - 1, 1)
    if (given.keepdim || x.ndim === 0) return { values, indices }
    return { values: squeeze(values, axis), indices: squeeze(indices, axis) }
  },
)
