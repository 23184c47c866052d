/* Rows of a table by their numbers. */
import { checkOptions } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  add,
  copy_,
  DTypeError,
  div,
  full,
  gt,
  indexSelect,
  logicalAnd,
  mul,
  ne,
  norm,
  reshape,
  ShapeError,
  scatter,
  type Tensor,
  to,
  unsqueeze,
  where,
  zeros,
} from '@torchlet/tensor-core/ops'
import { lean } from './lean'

export interface RenormOptions {
  /** Rows that are read and whose norm is greater are scaled down to it, in the table itself. Default null: none. */
  maxNorm?: number | null
  /** The order of that norm. Default 2. */
  normType?: number
  /** For gradients only, which there are none of here. Default false. */
  scaleGradByFreq?: boolean
  /** For gradients only. Default false. */
  sparse?: boolean
}
export interface EmbeddingFunctionOptions extends RenormOptions {
  /** The row that is not trained; what it holds is given like any other's. Default null: none. */
  paddingIdx?: number | null
}

export const RENORM = ['maxNorm', 'normType', 'scaleGradByFreq', 'sparse']

/** Whether x can number rows. */
export const isWhole = (x: Tensor): boolean => x.dtype === 'int64' || x.dtype === 'int32'

/** Throws unless `input` can number the rows of `weight`. Gives `paddingIdx` counted from the front. */
export function checkTable(name: string, input: Tensor, weight: Tensor, paddingIdx: number | null): number | null {
  if (!isWhole(input)) throw new DTypeError(`${name}: expected the indices to be int64 or int32, got ${input.dtype}`)
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

/** The rows that `input` names, one after the other: [n, columns]. */
export const rowsOf = (input: Tensor, weight: Tensor, options: RenormOptions): Tensor => {
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
