/* ResNet (He et al., 2015) with torchvision's names: its resnet18 and resnet50 checkpoints load as they are. */
import * as nn from '@torchlet/nn'
import * as F from '@torchlet/nn/functional'
import type { Tensor } from '@torchlet/tensor-core'

const conv = (inputs: number, outputs: number, kernelSize: number, stride = 1) =>
  new nn.Conv2d(inputs, outputs, kernelSize, { stride, padding: (kernelSize - 1) / 2, bias: false })

/** y = relu(f(x) + x); where their shapes differ, x goes through one more convolution. */
abstract class Block extends nn.Module {
  constructor(
    readonly inputs: number,
    readonly width: number,
    readonly stride: number,
  ) {
    super()
  }

  shortcut(outputs: number): nn.Sequential | null {
    if (this.stride === 1 && this.inputs === outputs) return null
    return new nn.Sequential(conv(this.inputs, outputs, 1, this.stride), new nn.BatchNorm2d(outputs))
  }
}

class BasicBlock extends Block {
  static readonly expansion = 1
  conv1 = conv(this.inputs, this.width, 3, this.stride)
  bn1 = new nn.BatchNorm2d(this.width)
  conv2 = conv(this.width, this.width, 3)
  bn2 = new nn.BatchNorm2d(this.width)
  downsample = this.shortcut(this.width)

  override forward(x: Tensor): Tensor {
    const y = F.relu(this.bn1(this.conv1(x)))
    return F.relu(this.bn2(this.conv2(y)).add(this.downsample?.(x) ?? x))
  }
}

/** Narrow in the middle, four times as wide at the end. */
class Bottleneck extends Block {
  static readonly expansion = 4
  conv1 = conv(this.inputs, this.width, 1)
  bn1 = new nn.BatchNorm2d(this.width)
  conv2 = conv(this.width, this.width, 3, this.stride)
  bn2 = new nn.BatchNorm2d(this.width)
  conv3 = conv(this.width, 4 * this.width, 1)
  bn3 = new nn.BatchNorm2d(4 * this.width)
  downsample = this.shortcut(4 * this.width)

  override forward(x: Tensor): Tensor {
    const y = F.relu(this.bn2(this.conv2(F.relu(this.bn1(this.conv1(x))))))
    return F.relu(this.bn3(this.conv3(y)).add(this.downsample?.(x) ?? x))
  }
}

/** `depth` blocks; the first takes what there is, the others take what a block gives. */
const stage = (
  block: typeof BasicBlock | typeof Bottleneck,
  depth: number,
  inputs: number,
  width: number,
  stride = 1,
) =>
  new nn.Sequential(
    ...Array.from({ length: depth }, (_, i) =>
      i === 0 ? new block(inputs, width, stride) : new block(width * block.expansion, width, 1),
    ),
  )

export interface ResNetOptions {
  /** Channels of the first layer and stage; each stage is twice as wide as the one before. Default 64. */
  width?: number
  /** Default 1000. */
  numClasses?: number
}

/** Images [N, 3, H, W] → logits [N, numClasses]. `depths`: how many blocks each of the four stages has. */
export class ResNet extends nn.Sequential {
  constructor(block: typeof BasicBlock | typeof Bottleneck, depths: number[], options: ResNetOptions = {}) {
    const { width = 64, numClasses = 1000 } = options
    const stages = depths.map((depth, i) => {
      const inputs = i === 0 ? width : width * 2 ** (i - 1) * block.expansion
      return [`layer${i + 1}`, stage(block, depth, inputs, width * 2 ** i, i === 0 ? 1 : 2)]
    })
    super({
      conv1: conv(3, width, 7, 2),
      bn1: new nn.BatchNorm2d(width),
      relu: new nn.ReLU(),
      maxpool: new nn.MaxPool2d(3, { stride: 2, padding: 1 }),
      ...Object.fromEntries(stages),
      avgpool: new nn.AdaptiveAvgPool2d(1),
      flatten: new nn.Flatten(),
      fc: new nn.Linear(width * 2 ** (depths.length - 1) * block.expansion, numClasses),
    })
  }
}

export const resnet18 = (options?: ResNetOptions): ResNet => new ResNet(BasicBlock, [2, 2, 2, 2], options)
export const resnet50 = (options?: ResNetOptions): ResNet => new ResNet(Bottleneck, [3, 4, 6, 3], options)
