/* What a PyTorch user does first. Run it: node --import tsx examples/walkthrough.ts */
import * as nn from '@torchlet/nn'
import { load, save } from '@torchlet/serialization'
import { manualSeed, rand, tensor } from '@torchlet/tensor-core'
import { Network } from './network'

manualSeed(0)
const network = new Network()
console.log(network)
console.log(network.conv1.weight.at(0))
console.log(network.out.bias)
for (const [name, parameter] of network.namedParameters()) console.log(name, parameter.shape)

// A layer is a matrix.
const weightMatrix = tensor([
  [1, 2, 3, 4],
  [2, 3, 4, 5],
  [3, 4, 5, 6],
])
const inFeatures = tensor([1, 2, 3, 4])
console.log(weightMatrix.matmul(inFeatures))
const fc = new nn.Linear(4, 3, { bias: false })
fc.weight = new nn.Parameter(weightMatrix)
console.log(fc(inFeatures))

// A hook sees what goes in and comes out, and may replace it.
const handle = network.conv1.registerForwardHook((_layer, [image], output) => {
  console.log(`conv1: ${(image as typeof output).shape} -> ${output.shape}`)
})
console.log(network(rand([1, 1, 28, 28])).shape)
handle.remove()

// One line saves, one line loads; the file opens in PyTorch too.
const file = process.argv[2] ?? 'network.pt'
await save(network.stateDict(), file)
console.log(network.loadStateDict(await load(file)))
