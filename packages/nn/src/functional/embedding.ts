/* Rows of a table by their numbers, and sums, means and maxima of bags of them. */
import { checkOptions, isOptions } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  add,
  amax,
  clamp,
  copy_,
  DTypeError,
  div,
  eq,
  full,
  gt,
  IndexError,
  indexSelect,
  logicalAnd,
  maskedFill,
  mul,
  narrow,
  ne,
  norm,
  reshape,
  ShapeError,
  scatter,
  stack,
  sum,
  type Tensor,
  to,
  unsqueeze,
  where,
  zeros,
} from '@torchlet/tensor-core/ops'
import { lean } from './lean'

interface RenormOptions {
  /** Rows that are read and whose norm is greater are scaled down to it, in the table itself. */
  maxNorm?: number | null
  /** The order of that norm. Default 2. */
  normType?: number
  /** For gradients only, which there are none of here. */
  scaleGradByFreq?: boolean
  /** For gradients only. */
  sparse?: boolean
}
export interface EmbeddingFunctionOptions extends RenormOptions {
  /** The row that is not trained; what it holds is given like any other's. Default null: none. */
  paddingIdx?: number | null
}

const RENORM = ['maxNorm', 'normType', 'scaleGradByFreq', 'sparse']

function checkTable(name: string, input: Tensor, weight: Tensor, paddingIdx: number | null): number | null {
  if (input.dtype !== 'int64' && input.dtype !== 'int32')
    throw new DTypeError(`${name}: expected the indices to be int64 or int32, got ${input.dtype}`)
  if (weight.ndim !== 2) throw new ShapeError(`${name}: weight is [rows, columns], got ${weight.shape}`)
  if (paddingIdx === null) return null
  const rows = weight.shape[0]!
  if (!Number.isInteger(paddingIdx) || paddingIdx < -rows || paddingIdx >= rows)
    throw new ArgumentError(
      `${name}: Padding_idx must be within num_embeddings, got ${paddingIdx} (weight ${weight.shape})`,
    )
  return paddingIdx < 0 ? paddingIdx + rows : paddingIdx
}

/** Scales down the rows of the table that are read and too long. */
function renorm(weight: Tensor, index: Tensor, { maxNorm = null, normType = 2 }: RenormOptions): void {
  if (maxNorm === null) return
  const used = scatter(
    zeros([weight.shape[0]!], { device: weight.device }),
    0,
    index,
    full([index.numel()], 1, { device: weight.device }),
  )
  const length = norm(weight, 1, { p: normType, keepdim: true })
  const isLong = logicalAnd(gt(length, maxNorm), unsqueeze(ne(used, 0), 1))
  copy_(weight, mul(weight, where(isLong, div(maxNorm, add(length, 1e-7)), 1)))
}

const rowsOf = (input: Tensor, weight: Tensor, options: RenormOptions): Tensor => {
  const index = to(reshape(input, [-1]), 'int64')
  const rows = indexSelect(weight, 0, index)
  if ((options.maxNorm ?? null) === null) return rows
  renorm(weight, index, options)
  return indexSelect(weight, 0, index)
}

/**
 * The rows of `weight` that `input` names. input: int64 or int32 of any shape, weight: [rows, columns] → [...input, columns].
 * Throws IndexError for a row that is not there, DTypeError for other indices.
 */
export const embedding = lean((input: Tensor, weight: Tensor, options: EmbeddingFunctionOptions = {}): Tensor => {
  checkOptions(options, ['paddingIdx', ...RENORM], 'embedding')
  checkTable('embedding', input, weight, options.paddingIdx ?? null)
  return reshape(rowsOf(input, weight, options), [...input.shape, weight.shape[1]!])
})

export type BagMode = 'sum' | 'mean' | 'max'
export interface EmbeddingBagFunctionOptions extends RenormOptions {
  /** Default 'mean'. */
  mode?: BagMode
  /** What each row is multiplied with; for mode 'sum' only. Like `input`. Default null: 1. */
  perSampleWeights?: Tensor | null
  /** Whether the last offset says where the last bag ends. Default false. */
  includeLastOffset?: boolean
  /** The row that does not count. Default null: none. */
  paddingIdx?: number | null
}

/** What becomes of the rows of a bag along the last axis but one; `counts` says which of them count. */
const BAGS: Record<BagMode, (rows: Tensor, counts: Tensor) => Tensor> = {
  sum: (rows, counts) => sum(where(counts, rows, 0), -2),
  mean: (rows, counts) => div(sum(where(counts, rows, 0), -2), clamp(sum(to(counts, rows.dtype), -2), 1)),
  max: (rows, counts) => {
    const greatest = amax(where(counts, rows, Number.NEGATIVE_INFINITY), -2)
    return maskedFill(greatest, eq(greatest, Number.NEGATIVE_INFINITY), 0)
  },
}

/** Where each bag begins and ends. Their number depends on nothing but shapes, their sizes on the values of `offsets`. */
function bagSpans(offsets: Tensor, length: number, includeLast: boolean): [number, number][] {
  const starts = Array.from(to(offsets, 'int64').data as BigInt64Array, Number)
  if (starts[0] !== 0) throw new ArgumentError(`embeddingBag: offsets[0] has to be 0, but got ${starts[0]}`)
  if (starts.some((start, i) => start > length || start < (starts[i - 1] ?? 0)))
    throw new IndexError(`embeddingBag: offsets [${starts}] must rise and not exceed the ${length} indices`)
  const ends = [...starts.slice(1), length]
  const spans = starts.map((start, i): [number, number] => [start, ends[i]!])
  return includeLast ? spans.slice(0, -1) : spans
}

/**
 * Sums, means or maxima of bags of rows. input: [bags, size], or [n] with offsets: [bags], where each bag begins; weight:
 * [rows, columns] → [bags, columns]; an empty bag gives zeros. Throws IndexError, ShapeError, DTypeError, ArgumentError.
 */
export const embeddingBag = lean(
  (
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | null | EmbeddingBagFunctionOptions = null,
    options: EmbeddingBagFunctionOptions = {},
  ): Tensor => {
    if (isOptions(offsets)) return embeddingBag(input, weight, null, offsets as EmbeddingBagFunctionOptions)
    checkOptions(options, ['mode', 'perSampleWeights', 'includeLastOffset', 'paddingIdx', ...RENORM], 'embeddingBag')
    const { mode = 'mean', perSampleWeights = null, includeLastOffset = false } = options
    const padding = checkTable('embeddingBag', input, weight, options.paddingIdx ?? null)
    if (!Object.hasOwn(BAGS, mode))
      throw new ArgumentError(`embeddingBag: mode has to be one of sum, mean or max, got '${mode}'`)
    if (perSampleWeights && (mode !== 'sum' || String(perSampleWeights.shape) !== String(input.shape)))
      throw new ArgumentError(
        `embeddingBag: perSampleWeights go with mode 'sum' and are shaped like the input, got mode '${mode}', ${perSampleWeights.shape} and ${input.shape}`,
      )
    const starts = offsets as Tensor | null
    if (input.ndim !== (starts ? 1 : 2))
      throw new ShapeError(`embeddingBag: input is [bags, size], or [n] with offsets, got ${input.shape}`)
    const plain = reshape(rowsOf(input, weight, options), [...input.shape, weight.shape[1]!])
    const rows = perSampleWeights ? mul(plain, unsqueeze(perSampleWeights, -1)) : plain
    const counts = unsqueeze(ne(input, BigInt(padding ?? -1)), -1)
    if (!starts) return BAGS[mode](rows, counts)
    const bags = bagSpans(starts, input.shape[0]!, includeLastOffset).map(([start, end]) =>
      start === end
        ? zeros([weight.shape[1]!], { dtype: weight.dtype, device: weight.device })
        : BAGS[mode](narrow(rows, 0, start, end - start), narrow(counts, 0, start, end - start)),
    )
    return bags.length > 0 ? stack(bags) : zeros([0, weight.shape[1]!], { dtype: weight.dtype, device: weight.device })
  },
)
