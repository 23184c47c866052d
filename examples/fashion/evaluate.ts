import { type Tensor, tidy } from '@torchlet/tensor-core'
import type { Network } from '../network'
import type { Dataset } from './idx'

export interface Evaluation {
  /** How often class i (row) was taken for class j (column). */
  readonly confusion: number[][]
  readonly right: number
  readonly images: number
  readonly seconds: number
}

export interface EvaluateOptions {
  /** Images at a time. Default 50. */
  batch?: number
  onProgress?: (done: number, total: number) => void
  signal?: AbortSignal
}

/** Runs the network over a dataset. Between batches it lets others work, reports progress, and stops when the signal says so. */
export async function evaluate(
  network: Network,
  { images, labels }: Dataset,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { batch = 50, onProgress, signal } = options
  const confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0))
  const total = labels.length
  let seconds = 0
  for (let start = 0; start < total; start += batch) {
    signal?.throwIfAborted()
    const end = Math.min(start + batch, total)
    const begun = performance.now()
    const guesses = tidy(() => classesOf(network, images.at(`${start}:${end}`)))
    seconds += (performance.now() - begun) / 1000
    guesses.forEach((guess, i) => confusion[labels[start + i]!]![guess]!++)
    onProgress?.(end, total)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const right = confusion.reduce((sum, row, label) => sum + row[label]!, 0)
  return { confusion, right, images: total, seconds }
}

const classesOf = (network: Network, images: Tensor): number[] => network(images).argmax(1).toArray() as number[]
