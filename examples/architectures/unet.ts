/* The U-Net (Ronneberger et al., 2015) as milesial/Pytorch-UNet names it. */
import * as nn from '@torchlet/nn'
import * as F from '@torchlet/nn/functional'
import { cat, type Tensor } from '@torchlet/tensor-core'

const convNormActivation = (inputs: number, outputs: number) => [
  new nn.Conv2d(inputs, outputs, 3, { padding: 1, bias: false }),
  new nn.BatchNorm2d(outputs),
  new nn.ReLU(),
]

class DoubleConv extends nn.Sequential {
  constructor(inputs: number, outputs: number, middle = outputs) {
    super({
      double_conv: new nn.Sequential(...convNormActivation(inputs, middle), ...convNormActivation(middle, outputs)),
    })
  }
}

class Down extends nn.Sequential {
  constructor(inputs: number, outputs: number) {
    super({ maxpool_conv: new nn.Sequential(new nn.MaxPool2d(2), new DoubleConv(inputs, outputs)) })
  }
}

/** Brings `x` to twice the size, and joins it with what the way down knew at that size. */
class Up extends nn.Module<[x: Tensor, skip: Tensor]> {
  up: nn.AnyModule
  conv: DoubleConv

  constructor(inputs: number, outputs: number, bilinear: boolean) {
    super()
    this.up = bilinear
      ? new nn.Upsample({ scaleFactor: 2, mode: 'bilinear', alignCorners: true })
      : new nn.ConvTranspose2d(inputs, inputs / 2, 2, { stride: 2 })
    this.conv = new DoubleConv(inputs, outputs, bilinear ? inputs / 2 : outputs)
  }

  override forward(x: Tensor, skip: Tensor): Tensor {
    x = this.up(x)
    // Sizes that do not halve evenly lost a row or column on the way down.
    const [dy, dx] = [skip.shape[2]! - x.shape[2]!, skip.shape[3]! - x.shape[3]!]
    const [left, top] = [Math.floor(dx / 2), Math.floor(dy / 2)]
    return this.conv(cat([skip, F.pad(x, [left, dx - left, top, dy - top])], 1))
  }
}

export interface UNetOptions {
  /** Channels at full size, twice as many at each size below. Default 64. */
  width?: number
  /** Whether images are enlarged by interpolation, not by a transposed convolution. Default false. */
  bilinear?: boolean
}

/** Images [N, channels, H, W] → logits [N, classes, H, W]. */
export class UNet extends nn.Module {
  inc: DoubleConv
  down1: Down
  down2: Down
  down3: Down
  down4: Down
  up1: Up
  up2: Up
  up3: Up
  up4: Up
  outc: nn.Sequential

  constructor(channels: number, classes: number, { width: w = 64, bilinear = false }: UNetOptions = {}) {
    super()
    const half = bilinear ? 0.5 : 1
    this.inc = new DoubleConv(channels, w)
    this.down1 = new Down(w, 2 * w)
    this.down2 = new Down(2 * w, 4 * w)
    this.down3 = new Down(4 * w, 8 * w)
    this.down4 = new Down(8 * w, 16 * w * half)
    this.up1 = new Up(16 * w, 8 * w * half, bilinear)
    this.up2 = new Up(8 * w, 4 * w * half, bilinear)
    this.up3 = new Up(4 * w, 2 * w * half, bilinear)
    this.up4 = new Up(2 * w, w, bilinear)
    this.outc = new nn.Sequential({ conv: new nn.Conv2d(w, classes, 1) })
  }

  override forward(x: Tensor): Tensor {
    const x1 = this.inc(x)
    const x2 = this.down1(x1)
    const x3 = this.down2(x2)
    const x4 = this.down3(x3)
    const x5 = this.down4(x4)
    return this.outc(this.up4(this.up3(this.up2(this.up1(x5, x4), x3), x2), x1))
  }
}
