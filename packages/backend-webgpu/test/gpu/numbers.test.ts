/* How far every layer's numbers are from cpu's, told in the test's output. */

import { compareDevices } from '@torchlet/inspection'
import type { AnyModule } from '@torchlet/nn'
import * as nn from '@torchlet/nn'
import { cpu, manualSeed, randn, type Tensor } from '@torchlet/tensor-core'
import { expect, it } from 'vitest'
import { resnet18 } from '../../../../examples/architectures/resnet'
import { testDevice } from './device'
import { lenet } from './networks'

const gpu = await testDevice()

const NETWORKS: [string, () => AnyModule, () => Tensor][] = [
  ['LeNet', lenet, () => randn([4, 1, 28, 28])],
  ['ResNet-18 of width 16', () => resnet18({ width: 16, numClasses: 10 }), () => randn([2, 3, 64, 64])],
  ['LSTM', () => new nn.LSTM(12, 16, { numLayers: 2, bidirectional: true }), () => randn([7, 3, 12])],
  [
    'Transformer layer',
    () => new nn.TransformerEncoderLayer(32, 4, { dimFeedforward: 64, batchFirst: true }),
    () => randn([2, 9, 32]),
  ],
]

it.each(NETWORKS)('%s', async (name, make, input) => {
  manualSeed(0)
  const module = make().eval()
  const compared = await compareDevices(module, [input()], [cpu, gpu])
  const largest = Math.max(...compared.rows.map(({ differences }) => differences[0]!.max))
  console.log(`${name}: at most ${largest.toExponential(1)} from cpu\n${compared}`)
  expect(compared.rows.length).toBeGreaterThan(0)
  expect(largest).toBeLessThan(1e-4)
})
