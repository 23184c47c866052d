/* Networks that several tests look into. */
import * as nn from '@torchlet/nn'
import { add, flatten, manualSeed, matmul, mul, rand, type Tensor, transpose } from '@torchlet/tensor-core/ops'

const F = nn.functional

/** The walkthrough's CNN. */
export class LeNet extends nn.Module {
  conv1 = new nn.Conv2d(1, 6, 5)
  conv2 = new nn.Conv2d(6, 12, 5)
  fc1 = new nn.Linear(12 * 4 * 4, 120)
  fc2 = new nn.Linear(120, 60)
  out = new nn.Linear(60, 10)

  forward(t: Tensor): Tensor {
    const pooled = F.maxPool2d(F.relu(this.conv1(t)), 2)
    const again = F.maxPool2d(F.relu(this.conv2(pooled)), 2)
    return this.out(F.relu(this.fc2(F.relu(this.fc1(flatten(again, 1))))))
  }
}

/** One convolution and one activation, called three times. */
export class Shared extends nn.Module {
  conv = new nn.Conv2d(4, 4, 3, { padding: 1 })
  act = new nn.ReLU()
  head = new nn.Sequential(new nn.Flatten(), new nn.Linear(256, 10))

  forward(x: Tensor): Tensor {
    let y = x
    for (let i = 0; i < 3; i++) y = this.act(this.conv(y))
    return this.head(y)
  }
}

export function lenet(): { network: LeNet; image: Tensor } {
  manualSeed(0)
  return { network: new LeNet(), image: rand([1, 1, 28, 28]) }
}

const projection = (inFeatures: number, outFeatures: number): nn.Linear =>
  new nn.Linear(inFeatures, outFeatures, { bias: false })

class DecoderLayer extends nn.Module {
  q = projection(4096, 4096)
  k = projection(4096, 4096)
  v = projection(4096, 4096)
  o = projection(4096, 4096)
  gate = projection(4096, 11008)
  up = projection(4096, 11008)
  down = projection(11008, 4096)
  forward(x: Tensor): Tensor {
    const [q, k, v] = [this.q(x), this.k(x), this.v(x)]
    const attended = matmul(F.softmax(matmul(q, transpose(k, -2, -1)), -1), v)
    const y = add(x, this.o(attended))
    return add(y, this.down(mul(F.sigmoid(this.gate(y)), this.up(y))))
  }
}

/** The size of a 7-billion-parameter language model: 32 blocks. */
export class SevenBillion extends nn.Module {
  layers = new nn.ModuleList(Array.from({ length: 32 }, () => new DecoderLayer()))
  head = projection(4096, 32000)
  forward(x: Tensor): Tensor {
    let y = x
    for (const layer of this.layers) y = layer(y)
    return this.head(y)
  }
}
