import { type Tensor, tidy } from '@torchlet/tensor-core'
import type { Network } from '../network'
import type { Dataset } from './idx'

export interface Evaluation {
  /** What each image was taken for. */
  readonly guesses: readonly number[]
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
  const guesses: number[] = []
  const total = labels.length
  let seconds = 0
  for (let start = 0; start < total; start += batch) {
    signal?.throwIfAborted()
    const end = Math.min(start + batch, total)
    const begun = performance.now()
    guesses.push(...tidy(() => classesOf(network, images.at(`${start}:${end}`))))
    seconds += (performance.now() - begun) / 1000
    onProgress?.(end, total)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { guesses, seconds }
}

const classesOf = (network: Network, images: Tensor): number[] => network(images).argmax(1).toArray() as number[]
