/* Writing to places that a tensor of positions names. The forms with an underscore write into x, the others into a copy. */
import type { ScatterMode } from '../device'
import { op, runKernel } from '../dispatch'
import { computeDType, type DType, isIntegral } from '../dtype'
import { scatter as hostScatter } from '../host/gather'
import { normalizeDim, sameShape } from '../shape'
import { Tensor } from '../tensor'
import { Window } from '../window'
import { apart, cast, checkOptions, commonDevice, copyTo } from './allocate'
import { div, maximum, scaled } from './arithmetic'
import { checkAlike, checkLong, checkNdim, checkOneOf, misfit } from './checks'
import { checkPlaces } from './elementwise'
import { copy_ } from './in-place'
import { atLeast1d, checkIndices, fromFront, indexedAxis, spread, vectorOfPositions } from './index-select'
import { full, like, ones, zeros } from './make'
import { expand } from './views'

// biome-ignore lint/suspicious/noExplicitAny: whatever a writer takes after its tensor
type Writer = (x: Tensor, ...rest: any[]) => Tensor

/**
 * The form of a writer (`scatter_`) that leaves x as it is and gives a new tensor (`scatter`).
 * @__NO_SIDE_EFFECTS__
 */
export const copying = <F extends Writer>(write: F): F =>
  op(write.name.slice(0, -1), ((x, ...rest) => write(copyTo(x), ...rest)) as F)

/** Runs `write` on x, or on a copy in the dtype that combining computes in, which is copied back. */
export function inComputeType(
  x: Tensor,
  mode: ScatterMode,
  write: (target: Tensor, mode: ScatterMode) => void,
): Tensor {
  // Truth: adding is 'or', multiplying 'and'.
  const how = x.dtype !== 'bool' ? mode : mode === 'add' ? 'max' : mode === 'mul' ? 'min' : mode
  const compute = mode === 'set' ? x.dtype : computeDType(x.dtype)
  if (compute === x.dtype) {
    write(x, how)
    return x
  }
  const wide = cast(x, compute)
  write(wide, how)
  copy_(x, wide)
  wide.dispose()
  return x
}

/** Scatters src (cast to the dtype it is combined in) to the positions. All checked. */
function write(x: Tensor, mode: ScatterMode, axis: number, index: Window, src: Tensor): Tensor {
  checkPlaces(x)
  return inComputeType(x, mode, (target, how) => {
    const values = cast(src, target.dtype)
    const from = new Window(values.storage, index.shape, values.strides, values.offset)
    const to = atLeast1d(target)
    runKernel('scatter', hostScatter, to, [how, from, axis, index, to])
  })
}

type Source = Tensor | number | bigint | boolean

/** A number as a tensor of x's dtype (or another); a tensor as it is. */
export const tensorLike = (x: Tensor, value: Source, dtype: DType = x.dtype): Tensor =>
  value instanceof Tensor ? value : full([], value, { ...like(x), dtype })

/** A single value, a number or a 0-d tensor, in x's dtype. */
export function scalarLike(x: Tensor, value: Source): Tensor {
  const scalar = tensorLike(x, value)
  checkNdim(scalar, 0)
  return cast(scalar, x.dtype)
}

/**
 * The checks of the scatters, all of them, and then what writes: src, or a value in its place, to the positions in x or in another
 * tensor of its shape.
 */
function scattering(x: Tensor, dim: number, index: Tensor, src: Source) {
  const axis = indexedAxis(x, dim, index)
  const positions = atLeast1d(index)
  if (src instanceof Tensor) {
    checkAlike(x, src)
    const { shape } = atLeast1d(src)
    if (shape.length !== positions.ndim || (index.numel() > 0 && positions.shape.some((n, i) => n > shape[i]!)))
      misfit(index.shape, src.shape, 'index and src')
  }
  checkIndices(index, atLeast1d(x).shape[axis]!)
  const values = src instanceof Tensor ? apart(x, atLeast1d(src)) : src
  return (target: Tensor, mode: ScatterMode, from: Source = values): Tensor => {
    const written = from instanceof Tensor ? from : expand(tensorLike(x, from), positions.shape)
    return write(target, mode, axis, positions, written)
  }
}

export interface ScatterOptions {
  /** Combines with what is there in place of overwriting it. */
  reduce?: 'add' | 'multiply'
}

/** x[…, index[…, i, …], …] = src[…, i, …] along `dim`, in place; src is a tensor of x's dtype, at least as large as index, or a value. */
export const scatter_ = op(
  'scatter_',
  (x: Tensor, dim: number, index: Tensor, src: Source, options: ScatterOptions = {}): Tensor => {
    checkOptions(options, ['reduce'])
    const { reduce } = options
    if (reduce) checkOneOf('reduce', reduce, ['add', 'multiply'])
    return scattering(x, dim, index, src)(x, reduce === 'add' ? 'add' : reduce ? 'mul' : 'set')
  },
)
/** As `scatter_`, into a copy of x. */
export const scatter = /* @__PURE__ */ copying(scatter_)

/** x[…, index[…, i, …], …] += src[…, i, …] along `dim`, in place. */
export const scatterAdd_ = op(
  'scatterAdd_',
  (x: Tensor, dim: number, index: Tensor, src: Tensor): Tensor => scattering(x, dim, index, src)(x, 'add'),
)
/** As `scatterAdd_`, into a copy of x. */
export const scatterAdd = /* @__PURE__ */ copying(scatterAdd_)

export type Reduce = 'sum' | 'prod' | 'mean' | 'amax' | 'amin'
const MODES: Record<Reduce, ScatterMode> = { sum: 'add', prod: 'mul', mean: 'add', amax: 'max', amin: 'min' }

export interface ScatterReduceOptions {
  /** Whether what is there takes part. Default true. */
  includeSelf?: boolean
}

/** All of src that goes to one place reduced to one value, together with what is there, in place. */
export const scatterReduce_ = op(
  'scatterReduce_',
  (x: Tensor, dim: number, index: Tensor, src: Tensor, reduce: Reduce, options: ScatterReduceOptions = {}): Tensor => {
    checkOptions(options, ['includeSelf'])
    const { includeSelf = true } = options
    checkOneOf('reduce', reduce, Object.keys(MODES))
    const put = scattering(x, dim, index, src)
    // Any one of the values is no change to their greatest and least.
    if (!includeSelf) put(x, 'set', reduce === 'amax' || reduce === 'amin' ? undefined : reduce === 'prod' ? 1 : 0)
    put(x, MODES[reduce])
    if (reduce !== 'mean') return x
    const counts = (includeSelf ? ones : zeros)(x.shape, like(x))
    put(counts, 'add', 1)
    // What nothing went to is divided by one.
    return copy_(x, div(x, maximum(counts, 1), { roundingMode: isIntegral(x.dtype) ? 'floor' : null }))
  },
)
/** As `scatterReduce_`, into a copy of x. */
export const scatterReduce = /* @__PURE__ */ copying(scatterReduce_)

/** The checks of the writers that take a list of positions along one axis, and what they write. */
function indexed(x: Tensor, dim: number, index: Tensor, source: Tensor) {
  commonDevice([x, index])
  checkAlike(x, source)
  const axis = normalizeDim(dim, x.ndim)
  const list = vectorOfPositions(index)
  const shape = atLeast1d(x).shape.with(axis, list.shape[0]!)
  const values = atLeast1d(source)
  if (!sameShape(values.shape, shape)) misfit(shape, source.shape, `${list.shape[0]} indices and source`)
  checkIndices(list, atLeast1d(x).shape[axis]!)
  return { axis, positions: spread(list, axis, shape), values: apart(x, values) }
}

export interface IndexAddOptions {
  /** Multiplies the source first. Default 1. */
  alpha?: number
}

/** x[…, index[i], …] += alpha·source[…, i, …] along `dim`, in place. */
export const indexAdd_ = op(
  'indexAdd_',
  (x: Tensor, dim: number, index: Tensor, source: Tensor, options: IndexAddOptions = {}): Tensor => {
    const { axis, positions, values } = indexed(x, dim, index, source)
    return write(x, 'add', axis, positions, cast(scaled(x.dtype, values, options) as Tensor, x.dtype))
  },
)
/** As `indexAdd_`, into a copy of x. */
export const indexAdd = /* @__PURE__ */ copying(indexAdd_)

/** x[…, index[i], …] = source[…, i, …] along `dim`, in place. */
export const indexCopy_ = op('indexCopy_', (x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor => {
  checkLong(index)
  const { axis, positions, values } = indexed(x, dim, index, source)
  return write(x, 'set', axis, positions, values)
})
/** As `indexCopy_`, into a copy of x. */
export const indexCopy = /* @__PURE__ */ copying(indexCopy_)

/** x[…, index[i], …] = value along `dim`, in place. */
export const indexFill_ = op('indexFill_', (x: Tensor, dim: number, index: Tensor, value: Source): Tensor => {
  checkLong(index)
  const axis = normalizeDim(dim, x.ndim)
  const list = fromFront(vectorOfPositions(index), atLeast1d(x).shape[axis]!)
  const scalar = scalarLike(x, value)
  return indexCopy_(x, dim, list, expand(scalar, atLeast1d(x).shape.with(axis, list.shape[0]!)))
})
/** As `indexFill_`, into a copy of x. */
export const indexFill = /* @__PURE__ */ copying(indexFill_)
