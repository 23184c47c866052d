import * as nn from '@torchlet/nn'
import * as F from '@torchlet/nn/functional'
import { flatten, type Tensor } from '@torchlet/tensor-core/ops'

/** Two convolutions and three linear layers: [n, 1, 28, 28] in 0…1 → [n, 10] logits. The fields' names are the checkpoint's keys. */
export class Network extends nn.Module {
  conv1 = new nn.Conv2d({ inChannels: 1, outChannels: 6, kernelSize: 5 })
  conv2 = new nn.Conv2d({ inChannels: 6, outChannels: 12, kernelSize: 5 })
  fc1 = new nn.Linear({ inFeatures: 12 * 4 * 4, outFeatures: 120 })
  fc2 = new nn.Linear({ inFeatures: 120, outFeatures: 60 })
  out = new nn.Linear({ inFeatures: 60, outFeatures: 10 })

  forward(t: Tensor): Tensor {
    t = F.maxPool2d(F.relu(this.conv1(t)), 2)
    t = F.maxPool2d(F.relu(this.conv2(t)), 2)
    // As a function and not as t.flatten(1), so that the page carries no method that nobody calls.
    t = flatten(t, 1)
    t = F.relu(this.fc1(t))
    t = F.relu(this.fc2(t))
    return this.out(t)
  }
}

/** What the ten outputs stand for, in the order of Fashion-MNIST's labels. */
export const CLASSES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
] as const
