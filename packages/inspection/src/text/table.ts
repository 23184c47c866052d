export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
  /** Numbers stand at the right edge of their column. */
  readonly right?: boolean
  /** Where there is not room for all columns, those with the greatest number go first; those without stay. */
  readonly dispensable?: number
}

export interface TableOptions {
  /** Lines under a rule at the end, cell by cell. */
  readonly footer?: readonly (readonly string[])[]
  /** Columns of the terminal. Where lines are wider, dispensable columns go, and then the first one gives way. */
  readonly width?: number
}

const pad = (text: string, width: number, right: boolean | undefined): string =>
  right ? text.padStart(width) : text.padEnd(width)

/** `text` in at most `width` characters: its middle gives way, since names differ at both ends. */
export function shorten(text: string, width: number): string {
  if (text.length <= width) return text
  const tail = Math.floor((width - 1) / 2)
  return `${text.slice(0, Math.max(0, width - 1 - tail))}…${tail > 0 ? text.slice(-tail) : ''}`
}

/** How far the first column, of names, is shortened before another one goes, and at last. */
const [READABLE, NARROWEST] = [16, 8]
const GAP = 2

/** Rows as aligned text: titles, a rule, the rows, and a footer under another rule. */
export function textTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { footer = [], width = Number.POSITIVE_INFINITY }: TableOptions = {},
): string {
  const body = rows.map((row) => columns.map((column) => column.cell(row)))
  const lines = [columns.map((column) => column.title), ...body, ...footer]
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)))
  const kept = fitting(columns, widths, width)
  const sum = (): number => kept.reduce((total, i) => total + widths[i]! + GAP, -GAP)
  // What the footer says is not shortened.
  const least = Math.max(NARROWEST, ...footer.map(([first = '']) => first.length))
  if (sum() > width) widths[0] = Math.min(widths[0]!, Math.max(least, widths[0]! - (sum() - width)))
  const print = (line: readonly string[]): string =>
    kept
      .map((i) => pad(i === 0 ? shorten(line[i] ?? '', widths[0]!) : (line[i] ?? ''), widths[i]!, columns[i]!.right))
      .join(' '.repeat(GAP))
      .trimEnd()
  const rule = '─'.repeat(sum())
  const printed = [print(lines[0]!), rule, ...body.map(print)]
  return (footer.length > 0 ? [...printed, rule, ...footer.map(print)] : printed).join('\n')
}

/** Which columns there is room for, with the first one still readable. */
function fitting<Row>(columns: readonly Column<Row>[], widths: readonly number[], width: number): number[] {
  let kept = columns.map((_, i) => i)
  const rank = (i: number): number => columns[i]!.dispensable ?? 0
  while (kept.reduce((sum, i) => sum + (i === 0 ? Math.min(READABLE, widths[0]!) : widths[i]!) + GAP, -GAP) > width) {
    const next = kept.reduce((most, i) => (rank(i) > rank(most) ? i : most), 0)
    if (rank(next) === 0) break
    kept = kept.filter((i) => i !== next)
  }
  return kept
}
