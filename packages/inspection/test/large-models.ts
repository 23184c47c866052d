/* The larger models that torchinfo was asked about. Made on meta, they need no memory for their weights. */
import * as nn from '@torchlet/nn'
import { add, flatten, mean, type Tensor } from '@torchlet/tensor-core/ops'

type AnyModule = nn.AnyModule

function block(inChannels: number, channels: number, stride: number): AnyModule {
  const conv = (from: number, kernel: number, step: number) =>
    new nn.Conv2d(from, channels, kernel, { stride: step, padding: (kernel - 1) / 2, bias: false })
  class BasicBlock extends nn.Module {
    conv1 = conv(inChannels, 3, stride)
    bn1 = new nn.BatchNorm2d(channels)
    relu = new nn.ReLU({ inplace: true })
    conv2 = conv(channels, 3, 1)
    bn2 = new nn.BatchNorm2d(channels)
    downsample =
      inChannels === channels ? null : new nn.Sequential(conv(inChannels, 1, stride), new nn.BatchNorm2d(channels))
    forward(x: Tensor): Tensor {
      const y = this.bn2(this.conv2(this.relu(this.bn1(this.conv1(x)))))
      return this.relu(add(y, this.downsample ? this.downsample(x) : x))
    }
  }
  return new BasicBlock()
}

function resnet18(): AnyModule {
  const stage = (from: number, to: number, stride: number) =>
    new nn.Sequential(block(from, to, stride), block(to, to, 1))
  class ResNet extends nn.Module {
    conv1 = new nn.Conv2d(3, 64, 7, { stride: 2, padding: 3, bias: false })
    bn1 = new nn.BatchNorm2d(64)
    relu = new nn.ReLU({ inplace: true })
    maxpool = new nn.MaxPool2d(3, { stride: 2, padding: 1 })
    layer1 = stage(64, 64, 1)
    layer2 = stage(64, 128, 2)
    layer3 = stage(128, 256, 2)
    layer4 = stage(256, 512, 2)
    avgpool = new nn.AdaptiveAvgPool2d([1, 1])
    fc = new nn.Linear(512, 1000)
    forward(x: Tensor): Tensor {
      const first = this.maxpool(this.relu(this.bn1(this.conv1(x))))
      const last = this.layer4(this.layer3(this.layer2(this.layer1(first))))
      return this.fc(flatten(this.avgpool(last), 1))
    }
  }
  return new ResNet()
}

function mobilenet(): AnyModule {
  class Conv2dNormActivation extends nn.Sequential {
    constructor(from: number, to: number, kernelSize: number, stride: number, groups: number) {
      const padding = (kernelSize - 1) / 2
      super(
        new nn.Conv2d(from, to, kernelSize, { stride, padding, groups, bias: false }),
        new nn.BatchNorm2d(to),
        new nn.ReLU6({ inplace: true }),
      )
    }
  }
  class InvertedResidual extends nn.Module {
    readonly #shortcut: boolean
    conv: nn.Sequential
    constructor(from: number, to: number, stride: number, expand: number) {
      super()
      const hidden = from * expand
      this.#shortcut = stride === 1 && from === to
      this.conv = new nn.Sequential(
        ...(expand === 1 ? [] : [new Conv2dNormActivation(from, hidden, 1, 1, 1)]),
        new Conv2dNormActivation(hidden, hidden, 3, stride, hidden),
        new nn.Conv2d(hidden, to, 1, { bias: false }),
        new nn.BatchNorm2d(to),
      )
    }
    forward(x: Tensor): Tensor {
      return this.#shortcut ? add(x, this.conv(x)) : this.conv(x)
    }
  }
  const settings = [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ] as const
  const features: AnyModule[] = [new Conv2dNormActivation(3, 32, 3, 2, 1)]
  let from = 32
  for (const [expand, to, count, stride] of settings)
    for (let i = 0; i < count; i++) {
      features.push(new InvertedResidual(from, to, i === 0 ? stride : 1, expand))
      from = to
    }
  features.push(new Conv2dNormActivation(320, 1280, 1, 1, 1))
  class MobileNetV2 extends nn.Module {
    features = new nn.Sequential(...features)
    classifier = new nn.Sequential(new nn.Dropout({ p: 0.2 }), new nn.Linear(1280, 1000))
    forward(x: Tensor): Tensor {
      return this.classifier(mean(this.features(x), [2, 3]))
    }
  }
  return new MobileNetV2()
}

function charLstm(): AnyModule {
  class CharLSTM extends nn.Module {
    embedding = new nn.Embedding(20, 300)
    encoder = new nn.LSTM(300, 512, { numLayers: 2, batchFirst: true })
    decoder = new nn.Linear(512, 20)
    forward(x: Tensor): Tensor {
      return this.decoder(this.encoder(this.embedding(x))[0])
    }
  }
  return new CharLSTM()
}

function nested(): AnyModule {
  const one = () => new nn.Sequential(new nn.Linear(6, 6), new nn.GELU())
  class Nested extends nn.Module<[Tensor], [Tensor, Tensor]> {
    blocks = new nn.ModuleList([one(), one(), one()])
    d = new nn.ModuleDict({ a: new nn.Linear(6, 2), b: new nn.Linear(6, 3) })
    forward(x: Tensor): [Tensor, Tensor] {
      let y = x
      for (const each of this.blocks) y = each(y)
      return [this.d.getSubmodule('a')(y), this.d.getSubmodule('b')(y)]
    }
  }
  return new Nested()
}

const encoder = (): AnyModule =>
  new nn.TransformerEncoder(new nn.TransformerEncoderLayer(32, 4, { dimFeedforward: 64, batchFirst: true }), 2)

export const LARGE_MODELS: Record<string, () => AnyModule> = {
  resnet18,
  mobilenet_v2: mobilenet,
  CharLSTM: charLstm,
  TransformerEncoder: encoder,
  Nested: nested,
}
