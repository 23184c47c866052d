import { confusionMatrix } from '@torchlet/inspection'
import { CLASSES } from '../network'
import type { Evaluation } from './evaluate'

/** Accuracy, confusion matrix (a row for what an image is, a column for what it was taken for) and speed as text. */
export function report(labels: Uint8Array, { guesses, seconds }: Evaluation): string {
  const matrix = confusionMatrix(labels, guesses, { classes: CLASSES })
  const right = matrix.counts.reduce((sum, row, label) => sum + row[label]!, 0)
  const { total } = matrix
  const accuracy = total === 0 ? 'no images' : `${((100 * right) / total).toFixed(1)} % (${right} of ${total})`
  const speed = seconds > 0 ? `${Math.round(total / seconds)} images per second` : 'no time measured'
  return [`accuracy: ${accuracy}`, '', String(matrix), '', speed].join('\n')
}
