import type { OwnKernels } from '@torchlet/tensor-core/ops'
import type { Instance, MakeKernel } from '../instance'
import { scaledDotProductAttention } from './attention'
import { conv2d } from './conv2d'
import { copy } from './copy'
import { fill } from './fill'
import { gather } from './gather'
import { linear } from './linear'
import { matmul } from './matmul'
import { batchNorm, layerNorm } from './norms'
import { map } from './pointwise'
import { avgPool2d, maxPool2d } from './pool'
import { argReduce, reduce } from './reduce'
import { logSoftmax, softmax } from './softmax'

/** Every kernel of the device by its name. What is not here runs on the host. */
const MAKERS: { [K in keyof OwnKernels]?: MakeKernel<K> } = {
  conv2d,
  scaledDotProductAttention,
  copy,
  fill,
  map,
  softmax,
  reduce,
  logSoftmax,
  layerNorm,
  gather,
  batchNorm,
  argReduce,
  avgPool2d,
  maxPool2d,
  linear,
  matmul,
}

export const makeKernels = (wasm: Instance): Partial<OwnKernels> =>
  Object.fromEntries(Object.entries(MAKERS).map(([name, make]) => [name, make(wasm as never)]))
