/* Where values belong among sorted ones. */
import { op, runKernel } from '../dispatch'
import { computeDType } from '../dtype'
import { ArgumentError } from '../errors'
import { searchSorted as hostSearch } from '../host/search'
import { resultType } from '../promotion'
import { sameShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, checkOptions, commonDevice } from './allocate'
import { checkNdim, misfit } from './checks'
import { gather } from './index-select'
import { tensorLike } from './scatter'
import { reshape } from './views'

export interface BucketizeOptions {
  /** Behind what equals the value, not before it. Default false. */
  right?: boolean
  /** Positions as int32. Default false: int64. */
  outInt32?: boolean
}
export interface SearchOptions extends BucketizeOptions {
  /** 'right' is the same as `right: true`. Default 'left'. */
  side?: 'left' | 'right'
  /** The order in which `sorted` is ascending: what argsort gives. */
  sorter?: Tensor
}

/**
 * Where each value would have to be put into the ascending `sorted` to keep its order. sorted: [n] with values of any shape, or
 * […, n] with values […, m]. NaN belongs at the end.
 */
export const searchsorted = op(
  'searchsorted',
  (sorted: Tensor, values: Tensor | number, options: SearchOptions = {}): Tensor => {
    checkOptions(options, ['right', 'outInt32', 'side', 'sorter'])
    const { right = false, outInt32 = false, side, sorter } = options
    if (side === 'left' && right)
      throw new ArgumentError("searchsorted: side 'left' and right: true contradict each other")
    const common = resultType(sorted, values)
    const wanted = tensorLike(sorted, values, common)
    commonDevice([sorted, wanted])
    const outer = sorted.shape.slice(0, -1)
    if (sorted.ndim === 0 || (sorted.ndim > 1 && !(wanted.ndim > 0 && sameShape(outer, wanted.shape.slice(0, -1)))))
      misfit(sorted.shape, wanted.shape)
    const size = sorted.shape.at(-1)!
    const rows = sorted.ndim === 1 ? 1 : outer.reduce((product, n) => product * n, 1)
    const columns = rows === 0 ? 0 : wanted.numel() / rows
    const compute = computeDType(common)
    const inOrder = sorter ? gather(sorted, -1, sorter) : sorted
    const out = allocate([rows, columns], 'int64', sorted.device)
    const grid = (x: Tensor, n: number) => reshape(cast(x, compute), [rows, n])
    runKernel('searchSorted', hostSearch, out, [
      grid(inOrder, size),
      grid(wanted, columns),
      right || side === 'right',
      out,
    ])
    return cast(reshape(out, wanted.shape), outInt32 ? 'int32' : 'int64')
  },
)

/** In which of the intervals between ascending `boundaries` [n] each element lies: 0 before the first, n behind the last. */
export const bucketize = op(
  'bucketize',
  (x: Tensor | number, boundaries: Tensor, options: BucketizeOptions = {}): Tensor => {
    checkOptions(options, ['right', 'outInt32'])
    checkNdim(boundaries, 1, 1, 'boundaries')
    return searchsorted(boundaries, x, options)
  },
)
