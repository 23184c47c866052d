import { percent } from '../model/answer'
import { CLASSES } from '../model/classes'

/** Columns of a whole bar, and the blocks for an eighth of a column, two eighths, … */
const WIDTH = 24
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

function bar(share: number): string {
  const eighths = Math.round((Number.isFinite(share) ? share : 0) * WIDTH * 8)
  return ('█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8]).padEnd(WIDTH)
}

/** A line for each class: its name, a bar, its probability. */
export function barLines(probabilities: readonly number[]): string[] {
  return CLASSES.map(
    ({ name }, i) => `${name.padEnd(12)} ${bar(probabilities[i]!)} ${percent(probabilities[i]!).padStart(7)}`,
  )
}
