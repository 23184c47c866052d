import { CLASSES } from '../network'
import type { Evaluation } from './evaluate'

/** Accuracy, confusion matrix and speed as text. */
export function report({ confusion, right, images, seconds }: Evaluation): string {
  const accuracy = images === 0 ? 'no images' : `${((100 * right) / images).toFixed(1)} % (${right} of ${images})`
  const speed = seconds > 0 ? `${Math.round(images / seconds)} images per second` : 'no time measured'
  return [`accuracy: ${accuracy}`, '', confusionTable(confusion), '', speed].join('\n')
}

/** One row a class: what it is, and how often it was taken for which. The diagonal is what was right. */
function confusionTable(confusion: readonly (readonly number[])[]): string {
  const width = Math.max(4, ...confusion.flat().map((count) => String(count).length + 1))
  const name = Math.max(...CLASSES.map((label) => label.length))
  const head = `${'is \\ taken for'.padEnd(name + 4)}${CLASSES.map((_, i) => String(i).padStart(width)).join('')}`
  const rows = confusion.map((row, label) => {
    const counts = row.map((count) => (count === 0 ? '·' : String(count)).padStart(width)).join('')
    return `${String(label).padStart(2)}  ${CLASSES[label]!.padEnd(name)}${counts}`
  })
  return [head, ...rows].join('\n')
}
