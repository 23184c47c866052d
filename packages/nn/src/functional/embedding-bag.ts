/* Sums, means and maxima of bags of rows of a table. */
import { checkOptions, isOptions } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  amax,
  arange,
  clamp,
  DTypeError,
  div,
  eq,
  expand,
  full,
  IndexError,
  indexAdd_,
  maskedFill,
  mul,
  narrow,
  ne,
  ones,
  reshape,
  ShapeError,
  scatterReduce_,
  searchsorted,
  sub,
  sum,
  type Tensor,
  to,
  unsqueeze,
  where,
  zeros,
} from '@torchlet/tensor-core/ops'
import { checkTable, isWhole, RENORM, type RenormOptions, rowsOf } from './embedding'
import { lean } from './lean'

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

/** What the rows of each bag that count come to. */
interface Bags {
  sums(): Tensor
  /** −∞ where no row counts. */
  maxima(): Tensor
  /** How many rows count: [bags, 1]. */
  sizes(): Tensor
}

const BAGS: Record<BagMode, (bags: Bags) => Tensor> = {
  sum: (bags) => bags.sums(),
  mean: (bags) => div(bags.sums(), clamp(bags.sizes(), 1)),
  max: (bags) => {
    const greatest = bags.maxima()
    return maskedFill(greatest, eq(greatest, Number.NEGATIVE_INFINITY), 0)
  },
}

/** Bags of one size, rows: [bags, size, columns]; `counts`, [bags, size, 1], says which of them count. */
const evenBags = (rows: Tensor, counts: Tensor): Bags => ({
  sums: () => sum(where(counts, rows, 0), -2),
  maxima: () => amax(where(counts, rows, Number.NEGATIVE_INFINITY), -2),
  sizes: () => sum(to(counts, rows.dtype), -2),
})

/** Bags of any sizes, rows: [n, columns]; `places`, [n], says which bag each row is in: one behind the last where it does not count. */
function looseBags(rows: Tensor, places: Tensor, bags: number): Bags {
  const { dtype, device } = rows
  const start = (value: number, columns: number): Tensor => full([bags + 1, columns], value, { dtype, device })
  const counted = (all: Tensor): Tensor => narrow(all, 0, 0, bags)
  const [n, columns] = rows.shape as unknown as [number, number]
  return {
    sums: () => counted(indexAdd_(start(0, columns), 0, places, rows)),
    maxima: () => {
      const index = expand(unsqueeze(places, 1), [n, columns])
      return counted(scatterReduce_(start(Number.NEGATIVE_INFINITY, columns), 0, index, rows, 'amax'))
    },
    sizes: () => counted(indexAdd_(start(0, 1), 0, places, ones([n, 1], { dtype, device }))),
  }
}

/** Throws unless the offsets of `length` indices can begin bags; what they hold is looked at only where it can be read now. */
function checkOffsets(offsets: Tensor, length: number, includeLast: boolean): void {
  if (!isWhole(offsets))
    throw new DTypeError(`embeddingBag: expected the offsets to be int64 or int32, got ${offsets.dtype}`)
  if (offsets.ndim !== 1) throw new ShapeError(`embeddingBag: offsets has to be a 1D Tensor, got ${offsets.shape}`)
  if (includeLast && offsets.shape[0] === 0)
    throw new ArgumentError('embeddingBag: includeLastOffset: number of offsets should be at least 1, got 0')
  if (!offsets.device.array || offsets.shape[0] === 0) return
  const starts = Array.from(offsets.data as ArrayLike<number | bigint>, Number)
  if (starts[0] !== 0) throw new ArgumentError(`embeddingBag: offsets[0] has to be 0, but got ${starts[0]}`)
  if (starts.some((start, i) => start > length || start < (starts[i - 1] ?? 0)))
    throw new IndexError(`embeddingBag: offsets [${starts}] must rise and not exceed the ${length} indices`)
}

/** The bag of each index, [n]: the last one that begins at or before it. */
function placesOf(offsets: Tensor, input: Tensor, padding: number | null, bags: number): Tensor {
  const positions = arange(input.shape[0]!, { dtype: 'int64', device: input.device })
  const places = sub(searchsorted(to(offsets, 'int64'), positions, { right: true }), 1)
  return padding === null ? places : where(ne(input, BigInt(padding)), places, bags)
}

/**
 * Sums, means or maxima of bags of rows. input: [bags, size], or [n] with offsets: [bags], where each bag begins; weight:
 * [rows, columns] → [bags, columns]; an empty bag gives zeros. Throws IndexError, ShapeError, DTypeError, ArgumentError; for what
 * the offsets hold only where they can be read at once.
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
    if (starts) checkOffsets(starts, input.shape[0]!, includeLastOffset)
    const plain = reshape(rowsOf(input, weight, options), [...input.shape, weight.shape[1]!])
    const rows = perSampleWeights ? mul(plain, unsqueeze(perSampleWeights, -1)) : plain
    if (!starts) return BAGS[mode](evenBags(rows, unsqueeze(ne(input, BigInt(padding ?? -1)), -1)))
    const bags = starts.shape[0]! - (includeLastOffset ? 1 : 0)
    // Without a bag there is no place for an index.
    if (bags === 0) return zeros([0, weight.shape[1]!], { dtype: weight.dtype, device: weight.device })
    return BAGS[mode](looseBags(rows, placesOf(starts, input, padding, bags), bags))
  },
)
