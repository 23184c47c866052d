import type { Network } from '@torchlet/examples/network'
import { capture } from '@torchlet/inspection'
import * as F from '@torchlet/nn/functional'
import { cpu, type Device, fromTypedArray, type Tensor, tidy } from '@torchlet/tensor-core/ops'
import { isBlank, type Picture, SIZE } from '../raster/picture'
import { type Answer, answerOf } from './answer'
import { fetched } from './on-device'

export interface Look {
  readonly answer: Answer
  /**
   * What each layer, and each function between the layers, made of the picture, on cpu: `conv1`, `relu`, `maxPool2d`, `conv2`,
   * `relu#2`, …
   */
  readonly activations: Readonly<Record<string, Tensor>>
  /** How long a pass takes without anyone watching. */
  readonly milliseconds: number
}

/** A picture as the network takes it: [1, 1, 28, 28]. */
export const inputOf = (picture: Picture, device: Device = cpu): Tensor =>
  fromTypedArray(picture, [1, 1, SIZE, SIZE], { dtype: 'float32', device })

interface Pass {
  readonly probabilities: readonly number[]
  /** From the call of the network until the probabilities are there to be read. */
  readonly milliseconds: number
}

async function pass(network: Network, input: Tensor): Promise<Pass> {
  const start = performance.now()
  const shares = await fetched(tidy(() => F.softmax(network(input), 1)))
  return { milliseconds: performance.now() - start, probabilities: Array.from(shares.data, Number) }
}

/** Runs the network, which is on `device`, on a picture: the answer, the time, and what happened on the way. */
export async function look(network: Network, picture: Picture, device: Device = cpu): Promise<Look> {
  const input = inputOf(picture, device)
  try {
    const { probabilities, milliseconds } = await pass(network, input)
    const captured = Object.entries(tidy(() => capture(network, input, { ops: true })))
    const activations = await Promise.all(captured.map(async ([name, x]) => [name, await fetched(x)] as const))
    return {
      answer: answerOf(probabilities, isBlank(picture)),
      activations: Object.fromEntries(activations),
      milliseconds,
    }
  } finally {
    input.dispose()
  }
}

/** Passes until the engine has compiled the kernels for good; fewer where they take long. */
const MOST_PASSES = 60
const MOST_MILLISECONDS = 200

/** The times of passes over a picture, one after the other; without the first one, which waits for kernels to be made. */
export async function warmUp(network: Network, picture: Picture, device: Device): Promise<number[]> {
  const input = inputOf(picture, device)
  try {
    await pass(network, input)
    const times: number[] = []
    const end = performance.now() + MOST_MILLISECONDS
    do times.push((await pass(network, input)).milliseconds)
    while (times.length < MOST_PASSES && performance.now() < end)
    return times
  } finally {
    input.dispose()
  }
}

/** How many of the last times the median is of. */
const REMEMBERED = 15

/** The last times, and their median; NaN of none. */
export function typical(times: readonly number[]): { readonly last: readonly number[]; readonly median: number } {
  const last = times.slice(-REMEMBERED)
  const sorted = last.toSorted((a, b) => a - b)
  return { last, median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN }
}
