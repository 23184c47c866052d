import type { Network } from '@torchlet/examples/network'
import { capture } from '@torchlet/inspection'
import * as F from '@torchlet/nn/functional'
import { fromTypedArray, type Tensor } from '@torchlet/tensor-core/ops'
import { isBlank, type Picture, SIZE } from '../raster/picture'
import { type Answer, answerOf } from './answer'

export interface Look {
  readonly answer: Answer
  /** What each layer, and each function between the layers, made of the picture: `conv1`, `relu`, `maxPool2d`, `conv2`, `relu#2`, … */
  readonly activations: Readonly<Record<string, Tensor>>
  /** How long a pass takes without anyone watching. */
  readonly milliseconds: number
}

/** A picture as the network takes it: [1, 1, 28, 28]. */
const inputOf = (picture: Picture): Tensor => fromTypedArray(picture, [1, 1, SIZE, SIZE], { dtype: 'float32' })

/** Runs the network on a picture: the answer, the time, and what happened on the way. */
export function look(network: Network, picture: Picture): Look {
  const input = inputOf(picture)
  const start = performance.now()
  const logits = network(input)
  const milliseconds = performance.now() - start
  const probabilities = Array.from(F.softmax(logits, 1).data, Number)
  return {
    answer: answerOf(probabilities, isBlank(picture)),
    activations: capture(network, input, { ops: true }),
    milliseconds,
  }
}
