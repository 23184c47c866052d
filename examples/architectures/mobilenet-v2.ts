/* MobileNetV2 (Sandler et al., 2018) with torchvision's names: its mobilenet_v2 checkpoints load as they are. */
import * as nn from '@torchlet/nn'
import type { Tensor } from '@torchlet/tensor-core'

/** Each stage: how much wider its blocks are inside, their channels, how many there are, the first one's stride. */
const STAGES = [
  { expansion: 1, channels: 16, depth: 1, stride: 1 },
  { expansion: 6, channels: 24, depth: 2, stride: 2 },
  { expansion: 6, channels: 32, depth: 3, stride: 2 },
  { expansion: 6, channels: 64, depth: 4, stride: 2 },
  { expansion: 6, channels: 96, depth: 3, stride: 1 },
  { expansion: 6, channels: 160, depth: 3, stride: 2 },
  { expansion: 6, channels: 320, depth: 1, stride: 1 },
] as const

const convNormActivation = (inputs: number, outputs: number, kernelSize: number, stride = 1, groups = 1) =>
  new nn.Sequential(
    new nn.Conv2d(inputs, outputs, kernelSize, { stride, padding: (kernelSize - 1) / 2, groups, bias: false }),
    new nn.BatchNorm2d(outputs),
    new nn.ReLU6(),
  )

/** Widens, filters each channel by itself, narrows; adds x where the shape is still the same. */
class InvertedResidual extends nn.Module {
  conv: nn.Sequential
  readonly isResidual: boolean

  constructor(inputs: number, outputs: number, stride: number, expansion: number) {
    super()
    const inside = inputs * expansion
    this.isResidual = stride === 1 && inputs === outputs
    this.conv = new nn.Sequential(
      ...(expansion === 1 ? [] : [convNormActivation(inputs, inside, 1)]),
      convNormActivation(inside, inside, 3, stride, inside),
      new nn.Conv2d(inside, outputs, 1, { bias: false }),
      new nn.BatchNorm2d(outputs),
    )
  }

  override forward(x: Tensor): Tensor {
    return this.isResidual ? x.add(this.conv(x)) : this.conv(x)
  }
}

/** The multiple of `divisor` that is nearest, but not less than nine tenths. */
function divisible(channels: number, divisor: number): number {
  const rounded = Math.max(divisor, Math.floor((channels + divisor / 2) / divisor) * divisor)
  return rounded < 0.9 * channels ? rounded + divisor : rounded
}

/** `widthMult` times as many channels, in multiples of `roundNearest`. */
const DEFAULTS = { widthMult: 1, roundNearest: 8, numClasses: 1000 }

/** Images [N, 3, H, W] → logits [N, numClasses]. */
export class MobileNetV2 extends nn.Module {
  features: nn.Sequential
  classifier: nn.Sequential

  constructor(options: Partial<typeof DEFAULTS> = {}) {
    super()
    const { widthMult, roundNearest, numClasses } = { ...DEFAULTS, ...options }
    let width = divisible(32 * widthMult, roundNearest)
    const last = divisible(1280 * Math.max(1, widthMult), roundNearest)
    this.features = new nn.Sequential(convNormActivation(3, width, 3, 2))
    for (const { expansion, channels, depth, stride } of STAGES)
      for (let i = 0; i < depth; i++) {
        const outputs = divisible(channels * widthMult, roundNearest)
        this.features.append(new InvertedResidual(width, outputs, i === 0 ? stride : 1, expansion))
        width = outputs
      }
    this.features.append(convNormActivation(width, last, 1))
    this.classifier = new nn.Sequential(new nn.Dropout({ p: 0.2 }), new nn.Linear(last, numClasses))
  }

  override forward(x: Tensor): Tensor {
    return this.classifier(this.features(x).mean([2, 3]))
  }
}
