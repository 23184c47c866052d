import { checkOptions, describe } from '@torchlet/tensor-core/fused'
import { ArgumentError, ShapeError, type Tensor } from '@torchlet/tensor-core/ops'
import { checkWhole } from '../arguments'
import { numbersOf } from '../numbers'
import { type Colormap, colormap, isDiverging } from '../pictures/colormaps'
import { checkRange, type Range, rangeOf } from '../pictures/range'
import { short } from '../text/units'
import { drawing, element, escape } from './markup'

export interface HeatmapSvgOptions {
  /** Default 'viridis'. */
  colormap?: Colormap
  /** Which values get the first and the last colour. Default: the least and the greatest. */
  range?: Range
  /** Pixels of a cell's side. Default 28. */
  cell?: number
  /** Names of the rows and of the columns. */
  rows?: readonly string[]
  columns?: readonly string[]
  /** Numbers in the cells, to two digits. Default: where there are at most 400 cells, and they have room. */
  values?: boolean
  /** Above the cells, and what a screen reader says. */
  title?: string
}

const OPTIONS = ['colormap', 'range', 'cell', 'rows', 'columns', 'values', 'title']
/** Pixels of a letter, about, at the drawing's font size. */
const LETTER = 6.2
/** Width of a digit, about, as part of its font size; and the smallest font that can be read. */
const [LETTER_SHARE, SMALLEST] = [0.58, 7]

const checkNames = (names: readonly string[] | undefined, count: number, what: string): void => {
  if (names !== undefined && !(Array.isArray(names) && names.length === count))
    throw new ArgumentError(
      `heatmapSvg: ${what} names ${count}, got ${Array.isArray(names) ? names.length : describe(names)}`,
    )
}

/** A matrix [rows, columns] as coloured cells: an SVG text. Throws ShapeError for other shapes, ArgumentError for wrong options. */
export function heatmapSvg(x: Tensor, options: HeatmapSvgOptions = {}): string {
  checkOptions(options, OPTIONS, 'heatmapSvg')
  const { colormap: map = 'viridis', cell = 28, rows, columns, title = '' } = options
  const color = colormap(map)
  checkWhole(cell, 1, 'heatmapSvg: cell')
  if (options.range !== undefined) checkRange(options.range, 'heatmapSvg')
  const values = numbersOf(x, 'heatmapSvg')
  const [down, across] = x.shape as unknown as [number, number]
  if (x.ndim !== 2 || values.length === 0)
    throw new ShapeError(`heatmapSvg: expected a matrix, got [${x.shape.join(', ')}]`)
  checkNames(rows, down, 'rows')
  checkNames(columns, across, 'columns')
  const [low, high] = options.range ?? rangeOf(values, isDiverging(map))
  const left = rows ? Math.max(...rows.map((name) => name.length)) * LETTER + 10 : 2
  const above = (title ? 20 : 2) + (columns ? Math.max(...columns.map((name) => name.length)) * LETTER * 0.71 + 10 : 0)
  const texts = Array.from(values, (value) =>
    Number.isInteger(value) ? short(value) : short(Number(value.toPrecision(2))),
  )
  const fontSize = Math.min(11, (cell - 4) / (LETTER_SHARE * Math.max(...texts.map((text) => text.length))))
  const withValues = options.values ?? (values.length <= 400 && fontSize >= SMALLEST)
  const cells: string[] = []
  for (let i = 0; i < values.length; i++) {
    const [row, column] = [Math.floor(i / across), i % across]
    const value = values[i]!
    const rgb = Number.isFinite(value)
      ? color(high > low ? (value - low) / (high - low) : 0.5)
      : ([255, 0, 255] as const)
    const place = { x: left + column * cell, y: above + row * cell }
    const name = `${rows?.[row] ?? row}, ${columns?.[column] ?? column}: ${short(value)}`
    const fill = `rgb(${rgb.join(',')})`
    cells.push(element('rect', { ...place, width: cell, height: cell, fill }, element('title', {}, escape(name))))
    if (!withValues) continue
    // Dark ink on light cells, light ink on dark ones (brightness as ITU-R BT.601 weighs it).
    const ink = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2] > 140 ? '#111' : '#fff'
    const middle = {
      x: place.x + cell / 2,
      y: place.y + cell / 2 + fontSize * 0.36,
      'text-anchor': 'middle',
      fill: ink,
    }
    cells.push(element('text', { ...middle, 'font-size': fontSize }, texts[i]!))
  }
  const rowNames = (rows ?? []).map((name, i) =>
    element('text', { x: left - 6, y: above + (i + 0.5) * cell + 4, 'text-anchor': 'end' }, escape(name)),
  )
  const columnNames = (columns ?? []).map((name, i) => {
    const at = { x: left + (i + 0.5) * cell, y: above - 6 }
    return element('text', { ...at, transform: `rotate(-45 ${at.x} ${at.y})` }, escape(name))
  })
  const heading = title ? [element('text', { x: 2, y: 13, 'font-weight': 600 }, escape(title))] : []
  // The last column's name leans out to the right.
  const lean = columns ? columns.at(-1)!.length * LETTER * 0.71 : 2
  const [width, height] = [Math.ceil(left + across * cell + lean), Math.ceil(above + down * cell + 2)]
  return drawing(width, height, title || `matrix of ${down} × ${across}`, [
    ...heading,
    ...columnNames,
    ...rowNames,
    ...cells,
  ])
}
