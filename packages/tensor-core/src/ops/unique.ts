/* Elements without repeats. How many there are depends on the values, so that they are read on the host. */
import { op } from '../dispatch'
import { computeDType } from '../dtype'
import { normalizeDim } from '../shape'
import type { Tensor } from '../tensor'
import { cast, parted } from './allocate'
import { indexSelect } from './index-select'
import { wholeNumbers } from './make'
import { sortAlong } from './sort'
import { reshape, transpose } from './views'

export interface ConsecutiveOptions {
  /** Also gives, for each element of x (or each part along the dim), its place in the result. Default false. */
  returnInverse?: boolean
  /** Also gives how often each stands there. Default false. */
  returnCounts?: boolean
}
export interface UniqueOptions extends ConsecutiveOptions {
  /** In ascending order. It always is. */
  sorted?: boolean
}

type Values = ArrayLike<number | bigint>

/** The order of `count` rows of numbers: −1, 0 or 1 as the row at a comes before, is equal to, or comes after that at b. */
function compareRows(values: Values, width: number, a: number, b: number): number {
  for (let i = 0; i < width; i++) {
    const x = values[a * width + i]!
    const y = values[b * width + i]!
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}

/** The rows' positions in ascending order of the rows. */
const rowOrder = (values: Values, count: number, width: number): ArrayLike<number | bigint> =>
  Array.from({ length: count }, (_, i) => i).sort((a, b) => compareRows(values, width, a, b))

type Unique<Options> = {
  (x: Tensor, dim?: number | null): Tensor
  (x: Tensor, dim: number | null | Options, options?: Options): Tensor | Tensor[]
}

const uniqueOf = <Options extends UniqueOptions>(
  name: string,
  known: readonly (keyof UniqueOptions)[],
  isOrdered: boolean,
): Unique<Options> =>
  op(name, ((x: Tensor, dim?: number | null | Options, options?: Options) => {
    const [[over], given] = parted<number | null, UniqueOptions>([dim, options], known)
    const isFlat = over === undefined || over === null
    const line = isFlat ? reshape(x, [-1]) : x
    const axis = isFlat ? 0 : normalizeDim(over, x.ndim)
    const count = line.shape[axis] ?? 1
    const width = count === 0 ? 1 : line.numel() / count
    const rows = cast(line.ndim > 1 ? transpose(line, 0, axis) : line, computeDType(x.dtype))
    // Sorted before the values are read: memory that is allocated from may move.
    const sorted = isOrdered && width === 1 ? sortAlong(reshape(rows, [-1]), 0).indices.data : undefined
    const values = rows.data as unknown as Values
    const order = sorted ?? (isOrdered ? rowOrder(values, count, width) : undefined)
    const firsts: number[] = []
    const counts: number[] = []
    const inverse = new Array<number>(count)
    let before = -1
    for (let i = 0; i < count; i++) {
      const row = order ? Number(order[i]!) : i
      if (before < 0 || compareRows(values, width, before, row) !== 0) {
        firsts.push(row)
        counts.push(0)
      }
      counts[counts.length - 1]!++
      inverse[row] = firsts.length - 1
      before = row
    }
    const { device } = x
    const out = [indexSelect(line, axis, wholeNumbers(firsts, device))]
    if (given.returnInverse) out.push(wholeNumbers(inverse, device, isFlat ? x.shape : [count]))
    if (given.returnCounts) out.push(wholeNumbers(counts, device))
    return out.length === 1 ? out[0] : out
  }) as Unique<Options>)

/**
 * The elements of x (or its parts along `dim`), each once, in ascending order; with options, [values, inverse, counts] of
 * which those that were not asked for are left out.
 */
export const unique = /* @__PURE__ */ uniqueOf<UniqueOptions>(
  'unique',
  ['sorted', 'returnInverse', 'returnCounts'],
  true,
)
/** x's elements (or its parts along `dim`) less each that equals the one before it; options and results as `unique`'s. */
export const uniqueConsecutive = /* @__PURE__ */ uniqueOf<ConsecutiveOptions>(
  'uniqueConsecutive',
  ['returnInverse', 'returnCounts'],
  false,
)
