/* SqueezeNet 1.1 (Iandola et al., 2016) with torchvision's names: its squeezenet1_1 checkpoints load as they are. */
import * as nn from '@torchlet/nn'
import * as F from '@torchlet/nn/functional'
import { cat, type Tensor } from '@torchlet/tensor-core'

/** Squeezes the channels, then expands them in two ways, four times as wide each. */
class Fire extends nn.Module {
  squeeze: nn.Conv2d
  expand1x1: nn.Conv2d
  expand3x3: nn.Conv2d

  constructor(inputs: number, squeezed: number) {
    super()
    this.squeeze = new nn.Conv2d(inputs, squeezed, 1)
    this.expand1x1 = new nn.Conv2d(squeezed, 4 * squeezed, 1)
    this.expand3x3 = new nn.Conv2d(squeezed, 4 * squeezed, 3, { padding: 1 })
  }

  override forward(x: Tensor): Tensor {
    x = F.relu(this.squeeze(x))
    return cat([F.relu(this.expand1x1(x)), F.relu(this.expand3x3(x))], 1)
  }
}

const pool = () => new nn.MaxPool2d(3, { stride: 2, ceilMode: true })

export interface SqueezeNetOptions {
  /** Channels that the first fire squeezes to. Default 16. */
  width?: number
  /** Default 1000. */
  numClasses?: number
}

/** Images [N, 3, H, W] → logits [N, numClasses]. */
export class SqueezeNet extends nn.Sequential {
  constructor({ width = 16, numClasses = 1000 }: SqueezeNetOptions = {}) {
    // What comes from a fire that squeezed to n widths is 8n widths.
    const fire = (from: number, to: number) => new Fire(8 * from * width, to * width)
    super({
      features: new nn.Sequential(
        new nn.Conv2d(3, 4 * width, 3, { stride: 2 }),
        new nn.ReLU(),
        pool(),
        new Fire(4 * width, width),
        fire(1, 1),
        pool(),
        fire(1, 2),
        fire(2, 2),
        pool(),
        fire(2, 3),
        fire(3, 3),
        fire(3, 4),
        fire(4, 4),
      ),
      classifier: new nn.Sequential(
        new nn.Dropout(),
        new nn.Conv2d(32 * width, numClasses, 1),
        new nn.ReLU(),
        new nn.AdaptiveAvgPool2d(1),
      ),
      flatten: new nn.Flatten(),
    })
  }
}
