/* The U-Net (Ronneberger et al., 2015) as milesial/Pytorch-UNet names it. */
import * as nn from '@torchlet/nn'
import * as F from '@torchlet/nn/functional'
import { cat, type Tensor } from '@torchlet/tensor-core'
import { withSizes } from './with-sizes'

const convNormActivation = (inputs: number, outputs: number) => [
  new nn.Conv2d(inputs, outputs, 3, { padding: 1, bias: false }),
  new nn.BatchNorm2d(outputs),
  new nn.ReLU(),
]

const doubleConv = (inputs: number, outputs: number, middle = outputs) =>
  new nn.Sequential({
    double_conv: new nn.Sequential(...convNormActivation(inputs, middle), ...convNormActivation(middle, outputs)),
  })

/** Half the size, other channels. */
const down = (inputs: number, outputs: number) =>
  new nn.Sequential({ maxpool_conv: new nn.Sequential(new nn.MaxPool2d(2), doubleConv(inputs, outputs)) })

/** Brings `x` to twice the size, and joins it with what the way down knew at that size. */
class Up extends nn.Module<[x: Tensor, skip: Tensor]> {
  up: nn.AnyModule
  conv: nn.Sequential

  constructor(inputs: number, outputs: number, bilinear: boolean) {
    super()
    this.up = bilinear
      ? new nn.Upsample({ scaleFactor: 2, mode: 'bilinear', alignCorners: true })
      : new nn.ConvTranspose2d(inputs, inputs / 2, 2, { stride: 2 })
    this.conv = doubleConv(inputs, outputs, bilinear ? inputs / 2 : outputs)
  }

  override forward(x: Tensor, skip: Tensor): Tensor {
    x = this.up(x)
    // Sizes that do not halve evenly lost a row or column on the way down.
    const [dy, dx] = [skip.shape[2]! - x.shape[2]!, skip.shape[3]! - x.shape[3]!]
    const [left, top] = [Math.floor(dx / 2), Math.floor(dy / 2)]
    return this.conv(cat([skip, F.pad(x, [left, dx - left, top, dy - top])], 1))
  }
}

/** Images [N, channels, H, W] → logits [N, classes, H, W]. */
export class UNet extends withSizes({ channels: 3, classes: 2, width: 64, bilinear: false }) {
  readonly w = this.sizes.width
  // Interpolation keeps the channels, where a transposed convolution halves them: then there are half as many from the start.
  readonly share = this.sizes.bilinear ? 0.5 : 1
  inc = doubleConv(this.sizes.channels, this.w)
  down1 = down(this.w, 2 * this.w)
  down2 = down(2 * this.w, 4 * this.w)
  down3 = down(4 * this.w, 8 * this.w)
  down4 = down(8 * this.w, 16 * this.w * this.share)
  up1 = new Up(16 * this.w, 8 * this.w * this.share, this.sizes.bilinear)
  up2 = new Up(8 * this.w, 4 * this.w * this.share, this.sizes.bilinear)
  up3 = new Up(4 * this.w, 2 * this.w * this.share, this.sizes.bilinear)
  up4 = new Up(2 * this.w, this.w, this.sizes.bilinear)
  outc = new nn.Sequential({ conv: new nn.Conv2d(this.w, this.sizes.classes, 1) })

  override forward(x: Tensor): Tensor {
    const x1 = this.inc(x)
    const x2 = this.down1(x1)
    const x3 = this.down2(x2)
    const x4 = this.down3(x3)
    const x5 = this.down4(x4)
    return this.outc(this.up4(this.up3(this.up2(this.up1(x5, x4), x3), x2), x1))
  }
}
