import { checkOptions } from '@torchlet/tensor-core/fused'
import { ArgumentError, type DType, type Tensor } from '@torchlet/tensor-core/ops'
import { checkWhole } from './arguments'
import { type Numbers, numbersOf } from './numbers'
import { printable } from './text/printable'
import { short, thousands } from './text/units'

/** How many values lie where, in bins of one width. */
export interface Histogram {
  /** Numbers in each bin; a bin holds its lower edge, the last one its upper edge too. */
  readonly counts: readonly number[]
  /** One more than counts. */
  readonly edges: readonly number[]
}

export interface StatsOptions {
  /** Bins of the histogram, of equal width. Default 20. */
  bins?: number
  /** From where to where the histogram reaches. Default: from the least to the greatest finite value. */
  range?: readonly [number, number]
}

/** What `stats` finds. Prints as lines of text. */
export interface Stats {
  readonly shape: readonly number[]
  readonly dtype: DType
  readonly count: number
  /** These four are of the finite values; NaN where there are none. */
  readonly min: number
  readonly max: number
  readonly mean: number
  /** Divided by n − 1, as PyTorch's `std`. */
  readonly std: number
  readonly zeros: number
  readonly nan: number
  readonly inf: number
  /** Where the first NaN or infinity stands, as an index into the tensor; null where all is finite. */
  readonly firstNonFinite: readonly number[] | null
  readonly histogram: Histogram
  toString(): string
}

interface Moments {
  finite: number
  min: number
  max: number
  sum: number
  zeros: number
  nan: number
  inf: number
  first: number
}

function momentsOf(values: Numbers): Moments {
  const found = { finite: 0, min: Infinity, max: -Infinity, sum: 0, zeros: 0, nan: 0, inf: 0, first: -1 }
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (Number.isFinite(value)) {
      found.finite++
      found.sum += value
      if (value < found.min) found.min = value
      if (value > found.max) found.max = value
      if (value === 0) found.zeros++
      continue
    }
    if (found.first < 0) found.first = i
    if (Number.isNaN(value)) found.nan++
    else found.inf++
  }
  return found
}

function deviation(values: Numbers, mean: number, count: number): number {
  if (count < 2) return Number.NaN
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (Number.isFinite(value)) sum += (value - mean) ** 2
  }
  return Math.sqrt(sum / (count - 1))
}

/** How many values fall in each of `bins` equal parts of [low, high]; what is outside, or NaN, is in none. */
export function histogram(values: Numbers, bins: number, low: number, high: number): Histogram {
  // One value alone gets a range around it, of width 1 where numbers of its size are fine enough for that.
  const half = Math.max(0.5, Math.abs(low) * 2 ** -20)
  const [from, to] = low === high ? [low - half, high + half] : [low, high]
  const scale = bins / (to - from)
  // At the ends of what float64 holds, the width or its inverse has no number: there it is done in other units.
  if (!(scale > 0 && scale < Infinity)) return inUnits(scale > 0 ? 2 ** -1000 : 4, values, bins, from, to)
  const counts = new Array<number>(bins).fill(0)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value >= from && value <= to) counts[Math.min(bins - 1, Math.floor((value - from) * scale))]!++
  }
  return { counts, edges: Array.from({ length: bins + 1 }, (_, i) => from + ((to - from) * i) / bins) }
}

/** The histogram of the values counted in a power of two, so that nothing is rounded. */
function inUnits(unit: number, values: Numbers, bins: number, from: number, to: number): Histogram {
  const { counts, edges } = histogram(
    Float64Array.from(values, (value) => value / unit),
    bins,
    Math.max(from, -Number.MAX_VALUE) / unit,
    Math.min(to, Number.MAX_VALUE) / unit,
  )
  return { counts, edges: edges.map((edge) => edge * unit) }
}

/** The index in each axis of the element at a position in logical order. */
export function indexOf(position: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length)
  let rest = position
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % shape[axis]!
    rest = Math.floor(rest / shape[axis]!)
  }
  return index
}

/**
 * A tensor's numbers at a glance: least, greatest, mean, standard deviation, zeros, NaNs and infinities with where the first of
 * them stands, and a histogram. Computed in float64. Throws DeviceError on a device that is not read synchronously.
 */
export function stats(x: Tensor, options: StatsOptions = {}): Stats {
  checkOptions(options, ['bins', 'range'], 'stats')
  const { bins = 20, range } = options
  checkWhole(bins, 1, 'stats: bins')
  if (range && !(Number.isFinite(range[0]) && Number.isFinite(range[1]) && range[0] <= range[1]))
    throw new ArgumentError(`stats: range goes from a number to one that is not less, got [${range.join(', ')}]`)
  const values = numbersOf(x, 'stats')
  const { finite, min, max, sum, zeros, nan, inf, first } = momentsOf(values)
  const mean = sum / finite
  const [low, high] = range ?? (finite > 0 ? [min, max] : [0, 1])
  const result = {
    shape: [...x.shape],
    dtype: x.dtype,
    count: values.length,
    min: finite > 0 ? min : Number.NaN,
    max: finite > 0 ? max : Number.NaN,
    mean,
    std: deviation(values, mean, finite),
    zeros,
    nan,
    inf,
    firstNonFinite: first < 0 ? null : indexOf(first, x.shape),
    histogram: histogram(values, bins, low, high),
  }
  return printable(result, () => print(result))
}

const BARS = ' ▁▂▃▄▅▆▇█'

/** Counts as one line of bars; a bin that holds anything shows. */
export function sparkline(counts: readonly number[]): string {
  const most = Math.max(1, ...counts)
  return counts.map((count) => BARS[Math.ceil((count / most) * (BARS.length - 1))]).join('')
}

function print(s: Omit<Stats, 'toString'>): string {
  const odd = s.firstNonFinite
    ? `  nan ${thousands(s.nan)}  inf ${thousands(s.inf)}  first at [${s.firstNonFinite.join(', ')}]`
    : ''
  return [
    `${s.dtype} [${s.shape.join(', ')}]  min ${short(s.min)}  max ${short(s.max)}  mean ${short(s.mean)}  std ${short(s.std)}  zeros ${thousands(s.zeros)}${odd}`,
    `${short(s.histogram.edges[0]!)} ${sparkline(s.histogram.counts)} ${short(s.histogram.edges.at(-1)!)}`,
  ].join('\n')
}
