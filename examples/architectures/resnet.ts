/* ResNet (He et al., 2015) with torchvision's names: its resnet18 and resnet50 checkpoints load as they are. */
import * as nn from '@torchlet/nn'
import * as F from '@torchlet/nn/functional'
import type { Tensor } from '@torchlet/tensor-core'
import { withSizes } from './with-sizes'

const conv = (inputs: number, outputs: number, kernelSize: number, stride = 1) =>
  new nn.Conv2d(inputs, outputs, kernelSize, { stride, padding: (kernelSize - 1) / 2, bias: false })

/** y = relu(f(x) + x); where their shapes differ, x goes through one more convolution. */
abstract class Block extends withSizes({ inputs: 64, width: 64, stride: 1 }) {
  shortcut(outputs: number): nn.Sequential | null {
    const { inputs, stride } = this.sizes
    if (stride === 1 && inputs === outputs) return null
    return new nn.Sequential(conv(inputs, outputs, 1, stride), new nn.BatchNorm2d(outputs))
  }
}

class BasicBlock extends Block {
  static readonly expansion = 1
  conv1 = conv(this.sizes.inputs, this.sizes.width, 3, this.sizes.stride)
  bn1 = new nn.BatchNorm2d(this.sizes.width)
  conv2 = conv(this.sizes.width, this.sizes.width, 3)
  bn2 = new nn.BatchNorm2d(this.sizes.width)
  downsample = this.shortcut(this.sizes.width)

  override forward(x: Tensor): Tensor {
    const y = F.relu(this.bn1(this.conv1(x)))
    return F.relu(this.bn2(this.conv2(y)).add(this.downsample?.(x) ?? x))
  }
}

/** Narrow in the middle, four times as wide at the end. */
class Bottleneck extends Block {
  static readonly expansion = 4
  conv1 = conv(this.sizes.inputs, this.sizes.width, 1)
  bn1 = new nn.BatchNorm2d(this.sizes.width)
  conv2 = conv(this.sizes.width, this.sizes.width, 3, this.sizes.stride)
  bn2 = new nn.BatchNorm2d(this.sizes.width)
  conv3 = conv(this.sizes.width, 4 * this.sizes.width, 1)
  bn3 = new nn.BatchNorm2d(4 * this.sizes.width)
  downsample = this.shortcut(4 * this.sizes.width)

  override forward(x: Tensor): Tensor {
    const y = F.relu(this.bn2(this.conv2(F.relu(this.bn1(this.conv1(x))))))
    return F.relu(this.bn3(this.conv3(y)).add(this.downsample?.(x) ?? x))
  }
}

export interface ResNetOptions {
  /** Channels of the first layer and stage; each stage is twice as wide as the one before. Default 64. */
  width?: number
  /** Default 1000. */
  numClasses?: number
}

/** Images [N, 3, H, W] → logits [N, numClasses]. `depths`: how many blocks each stage has. */
export class ResNet extends nn.Sequential {
  constructor(block: typeof BasicBlock | typeof Bottleneck, depths: number[], options: ResNetOptions = {}) {
    const { width = 64, numClasses = 1000 } = options
    const stem = { conv1: conv(3, width, 7, 2), bn1: new nn.BatchNorm2d(width), relu: new nn.ReLU() }
    super({ ...stem, maxpool: new nn.MaxPool2d(3, { stride: 2, padding: 1 }) })
    let inputs = width
    for (const [i, depth] of depths.entries()) {
      const stage = new nn.Sequential()
      for (let n = 0; n < depth; n++) {
        stage.append(new block({ inputs, width: width * 2 ** i, stride: i > 0 && n === 0 ? 2 : 1 }))
        inputs = width * 2 ** i * block.expansion
      }
      this.registerModule(`layer${i + 1}`, stage)
    }
    this.registerModule('avgpool', new nn.AdaptiveAvgPool2d(1))
    this.registerModule('flatten', new nn.Flatten())
    this.registerModule('fc', new nn.Linear(inputs, numClasses))
  }
}

export const resnet18 = (options?: ResNetOptions): ResNet => new ResNet(BasicBlock, [2, 2, 2, 2], options)
export const resnet50 = (options?: ResNetOptions): ResNet => new ResNet(Bottleneck, [3, 4, 6, 3], options)
