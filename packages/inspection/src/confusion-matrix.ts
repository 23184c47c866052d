import { checkOptions, describe } from '@torchlet/tensor-core/fused'
import { ArgumentError, cpu, fromTypedArray, Tensor } from '@torchlet/tensor-core/ops'
import { type Numbers, numbersOf } from './numbers'
import type { Picture } from './pictures/picture'
import { type ImageOptions, toImage } from './pictures/to-image'
import { type HeatmapSvgOptions, heatmapSvg } from './svg/heatmap'
import { printable } from './text/printable'
import { shorten } from './text/table'

export interface ConfusionOptions {
  /** Names of the classes, in order. Default: their numbers, up to the greatest that occurs. */
  classes?: readonly string[]
}

/** What `confusionMatrix` counts. Prints as a table. */
export interface ConfusionMatrix {
  readonly classes: readonly string[]
  /** counts[actual][predicted]. */
  readonly counts: readonly (readonly number[])[]
  readonly total: number
  /** Part of all that is on the diagonal; NaN of nothing. */
  readonly accuracy: number
  /** For each class: of those that are it, the part that was found. NaN where there are none. */
  readonly recall: readonly number[]
  /** For each class: of those that were called it, the part that is. NaN where there are none. */
  readonly precision: readonly number[]
  /** A table: a row for each actual class, a column for each predicted one. */
  toString(): string
  toSvg(options?: HeatmapSvgOptions): string
  /** One pixel for each count (`scale` enlarges). */
  toImage(options?: ImageOptions): Picture
}

/** Class numbers out of a list or tensor. */
function labelsOf(labels: unknown, what: string): Numbers {
  if (labels instanceof Tensor) return numbersOf(labels, `confusionMatrix: ${what}`)
  if (Array.isArray(labels) || ArrayBuffer.isView(labels))
    return Array.from(labels as Iterable<number | bigint>, Number)
  throw new ArgumentError(`confusionMatrix: ${what} are class numbers in a list or tensor, got ${describe(labels)}`)
}

function checkLabels(labels: Numbers, count: number, what: string): void {
  for (let i = 0; i < labels.length; i++)
    if (!Number.isInteger(labels[i]) || labels[i]! < 0 || labels[i]! >= count)
      throw new ArgumentError(
        `confusionMatrix: ${what} are whole numbers from 0 below ${count}, got ${labels[i]} at ${i}`,
      )
}

/**
 * How often each class was taken for each: `counts[actual][predicted]`, with accuracy, recall and precision. Labels are class
 * numbers, in lists or tensors of the same length. Prints as a table; `toSvg` and `toImage` draw it.
 */
export function confusionMatrix(actual: unknown, predicted: unknown, options: ConfusionOptions = {}): ConfusionMatrix {
  checkOptions(options, ['classes'], 'confusionMatrix')
  const [truth, guess] = [labelsOf(actual, 'actual labels'), labelsOf(predicted, 'predicted labels')]
  if (truth.length !== guess.length)
    throw new ArgumentError(`confusionMatrix: ${truth.length} actual labels, but ${guess.length} predicted ones`)
  const greatest = [truth, guess].reduce(
    (most, labels) => Array.from(labels).reduce((a, b) => Math.max(a, b), most),
    -1,
  )
  const classes = options.classes ?? Array.from({ length: greatest + 1 }, (_, i) => String(i))
  checkLabels(truth, classes.length, 'actual labels')
  checkLabels(guess, classes.length, 'predicted labels')
  const counts = classes.map(() => new Array<number>(classes.length).fill(0))
  for (let i = 0; i < truth.length; i++) counts[truth[i]!]![guess[i]!]!++
  const right = counts.map((row, i) => row[i]!)
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
  const matrix = (): Tensor =>
    fromTypedArray(Float32Array.from(counts.flat()), [classes.length, classes.length], { device: cpu })
  const result = {
    classes,
    counts,
    total: truth.length,
    accuracy: sum(right) / truth.length,
    recall: right.map((count, i) => count / sum(counts[i]!)),
    precision: right.map((count, i) => count / sum(counts.map((row) => row[i]!))),
    toSvg: (given: HeatmapSvgOptions = {}) => heatmapSvg(matrix(), { rows: classes, columns: classes, ...given }),
    toImage: (given: ImageOptions = {}) => toImage(matrix(), given),
  }
  return printable(
    result,
    () => print(result),
    () => result.toSvg(),
  )
}

/** Longer names are shortened in the table's head, so that ten classes fit in a terminal. */
const LONGEST = 10

function print({ classes, counts, recall, accuracy }: Omit<ConfusionMatrix, 'toString'>): string {
  const names = classes.map((name) => shorten(name, LONGEST))
  const width = Math.max(3, ...counts.flat().map((count) => String(count).length))
  const first = Math.max(0, ...names.map((name) => name.length))
  // Heads of columns are cut to the width of their numbers: the rows tell the full names in the same order.
  const head = names.map((name) => name.slice(0, width).padStart(width)).join(' ')
  const rows = counts.map((row, i) => {
    const cells = row.map((count) => (count === 0 ? '·' : String(count)).padStart(width)).join(' ')
    const found = recall[i]!
    return `${names[i]!.padStart(first)} ${cells}  ${Number.isNaN(found) ? '--' : `${(found * 100).toFixed(1)}%`}`
  })
  const share = Number.isNaN(accuracy) ? '--' : `${(accuracy * 100).toFixed(2)}%`
  return [`${' '.repeat(first)} ${head}`, ...rows, `accuracy ${share}`].join('\n')
}
