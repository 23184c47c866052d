/* A summary as text, character for character as torchinfo prints it. */
import { type Layer, leftover, type Sizes } from './layer'
import type { Look } from './options'
import type { Totals } from './totals'

const list = (sizes: Sizes): string =>
  `[${sizes.map((size) => (typeof size === 'number' ? size : list(size))).join(', ')}]`
const shown = (value: Sizes | number = 0): string =>
  typeof value === 'object' && value.length > 0 ? list(value) : Number(value) > 0 ? String(value) : '--'

/** Commas between thousands; the text has at most two decimals. */
const commas = (value: number | string): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',')

/** Two decimals as Python rounds them: what lies exactly between goes to the even digit. */
const fixed = (value: number): string =>
  // Eighths are the only numbers that end exactly in 5 at the third decimal; of these, JavaScript rounds 1/8 and 5/8 the other way.
  ((value * 8) % 4 === 1 ? value - 0.005 : value).toFixed(2)

/** The layer's parameters that its row stands for: all where nothing is shown below it, else those that no row below has. */
const shownParams = (layer: Layer, last: boolean): number => (last || layer.leaf ? layer.params : leftover(layer))

function paramText(layer: Layer, last: boolean): string {
  if (layer.params === 0) return '--'
  if (layer.recursive) return '(recursive)'
  const count = shownParams(layer, last)
  if (last || layer.leaf) return layer.trainable > 0 ? commas(count) : `(${commas(count)})`
  return count > 0 ? commas(count) : '--'
}

function percentText(layer: Layer, last: boolean, total: number): string {
  if (total > 0 && layer.recursive) return '(recursive)'
  const count = shownParams(layer, last)
  return count === 0 ? '     --' : `${fixed((count / total) * 100)}%`.padStart(7)
}

function multAddText(layer: Layer, last: boolean): string {
  if (layer.multAdds <= 0 || !(last || layer.leaf)) return '--'
  return commas(layer.leaf ? layer.multAdds : layer.below.reduce((sum, row) => sum + (row.leaf ? row.multAdds : 0), 0))
}

function trainableText({ params, trainable }: Layer): string {
  if (params === 0) return '--'
  return trainable === 0 ? 'False' : trainable === params ? 'True' : 'Partial'
}

type Cell = (layer: Layer, last: boolean, total: number) => string

/** Every column: its title and its cells. `last` says that rows below are not shown, `total` how many parameters there are. */
export const COLUMNS = {
  kernelSize: ['Kernel Shape', ({ kernelSize }) => shown(kernelSize)],
  groups: ['Groups', ({ groups }) => shown(groups)],
  inputSize: ['Input Shape', ({ inputSize }) => shown(inputSize)],
  outputSize: ['Output Shape', ({ outputSize }) => shown(outputSize)],
  numParams: ['Param #', paramText],
  paramsPercent: ['Param %', percentText],
  multAdds: ['Mult-Adds', multAddText],
  trainable: ['Trainable', trainableText],
} as const satisfies Record<string, readonly [title: string, cell: Cell]>

function title(layer: Layer, { has }: Look): string {
  const name = has('varNames') && layer.name ? ` (${layer.name})` : ''
  return layer.type + name + (has('depth') && layer.depth > 0 ? `: ${layer.depth}-${layer.index}` : '')
}

function branch(depth: number, { has }: Look): string {
  if (depth === 0) return ''
  const ascii = has('asciiOnly')
  if (depth === 1) return ascii ? '+ ' : '├─'
  return (ascii ? '|    ' : '│    ').repeat(depth - 1) + (ascii ? '+ ' : '└─')
}

/** The titles and the rows as cells, the layer's name first. */
export function cells(rows: readonly Layer[], look: Look, total: number): string[][] {
  const { columns, depth, has } = look
  const header = `Layer (type${has('varNames') ? ' (var_name)' : ''}${has('depth') ? ':depth-idx' : ''})`
  const table = [[header, ...columns.map((name) => COLUMNS[name][0])]]
  for (const row of rows) {
    if (row.depth > depth || (has('hideRecursiveLayers') && row.recursive)) continue
    const last = row.depth === depth
    const values = columns.map((name) => (COLUMNS[name][1] as Cell)(row, last, total))
    table.push([branch(row.depth, look) + title(row, look), ...values])
    if (look.verbose < 2) continue
    row.parameters.forEach(([name, shape, count], i) => {
      const text = { kernelSize: list(shape), numParams: (i < row.parameters.length - 1 ? '├─' : '└─') + commas(count) }
      const inner = columns.map((column) => (text as Record<string, string>)[column] ?? '')
      table.push([branch(row.depth + 1, look) + name, ...inner])
    })
  }
  return table
}

/** A number in steps of 1000 with its unit: ' (k): 236.85'. */
function quantity(value: number, unit: string): string {
  const step = [1e3, 1e6, 1e9, 1e12].filter((size) => value >= size).length
  const scaled = value / 1000 ** step
  const text = commas(Number.isInteger(scaled) ? scaled : fixed(scaled))
  return `${step > 0 ? ` (${' kMGT'[step]}${unit})` : ''}: ${text}`
}

/** The lines under the table, in their blocks. */
export function totalLines(totals: Totals): string[][] {
  const { params, trainable, multAdds, inputBytes, outputBytes, paramBytes } = totals
  const counts = [
    `Total params: ${commas(params)}`,
    `Trainable params: ${commas(trainable)}`,
    `Non-trainable params: ${commas(params - trainable)}`,
  ]
  if (inputBytes === undefined) return [counts]
  return [
    [...counts, `Total mult-adds${quantity(multAdds, '')}`],
    [
      `Input size${quantity(inputBytes, 'B')}`,
      `Forward/backward pass size${quantity(outputBytes, 'B')}`,
      `Params size${quantity(paramBytes, 'B')}`,
      `Estimated Total Size${quantity(inputBytes + outputBytes + paramBytes, 'B')}`,
    ],
  ]
}

/** The first column is 40 wide, or as wide as its longest title (5 for each depth) rounded up to a multiple of 5. */
function nameWidth(rows: readonly Layer[], look: Look): number {
  const longest = Math.max(0, ...rows.map((row) => title(row, look).length + row.depth * 5 + 1))
  return longest >= 40 ? Math.ceil(longest / 5) * 5 : 40
}

export function format(rows: readonly Layer[], look: Look, totals: Totals): string {
  const { colWidth } = look
  const first = nameWidth(rows, look)
  const rule = '='.repeat(look.columns.length * colWidth + first)
  const lines = cells(rows, look, totals.params).map((row) =>
    row
      .map((cell, i) => `${cell.padEnd(i === 0 ? first : colWidth)} `)
      .join('')
      .trimEnd(),
  )
  const blocks = [lines.slice(0, 1), lines.slice(1), ...totalLines(totals)]
  return [rule, ...blocks.flatMap((block) => [...block, rule])].join('\n')
}
