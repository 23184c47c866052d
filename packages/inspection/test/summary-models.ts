/* The models of goldens/inspection, as their Python definitions say. */
import * as nn from '@torchlet/nn'
import { add, mul, narrow, ones, type Tensor } from '@torchlet/tensor-core/ops'
import { LeNet, Shared } from './networks'

class Block extends nn.Module {
  convolutions: nn.ModuleList
  a_rather_long_name_for_an_activation: nn.ReLU

  constructor(groups: number) {
    super()
    const first = new nn.Conv2d(4, 4, 3, { padding: 1, groups })
    this.convolutions = new nn.ModuleList([first, new nn.Conv2d(4, 4, 1, { bias: false })])
    this.a_rather_long_name_for_an_activation = new nn.ReLU()
  }

  forward(x: Tensor): Tensor {
    let y = x
    for (const conv of this.convolutions) y = this.a_rather_long_name_for_an_activation(conv(y))
    return y
  }
}

class Deep extends nn.Module {
  blocks = new nn.ModuleList([new Block(1), new Block(2)])
  pool = new nn.MaxPool2d(2, { stride: 2 })
  head = new nn.Sequential(new nn.Sequential(new nn.Flatten(), new nn.Linear(64, 8)), new nn.Softmax({ dim: 1 }))

  constructor() {
    super()
    this.getSubmodule('blocks.0.convolutions.0').requiresGrad_(false)
  }

  forward(x: Tensor): Tensor {
    const [first, second] = [this.blocks.at(0), this.blocks.at(1)]
    return this.head(this.pool(first(second(first(x)))))
  }
}

class Half extends nn.Module {
  own = new nn.Linear(6, 6)
  shared: nn.Linear

  constructor(shared: nn.Linear) {
    super()
    this.shared = shared
  }

  forward(x: Tensor): Tensor {
    return this.shared(this.own(x))
  }
}

class Tied extends nn.Module {
  left: Half
  right: Half
  again: nn.Linear

  constructor() {
    super()
    const shared = new nn.Linear(6, 6)
    this.left = new Half(shared)
    this.right = new Half(shared)
    this.again = new nn.Linear(6, 6, { bias: false })
    this.again.weight = this.left.own.weight
  }

  forward(x: Tensor): Tensor {
    return this.again(this.right(this.left(x)))
  }
}

class Pair extends nn.Module<[Tensor, Tensor], [Tensor, Tensor]> {
  fc = new nn.Linear(3, 5)
  forward(x: Tensor, y: Tensor): [Tensor, Tensor] {
    return [this.fc(x), y]
  }
}

class Named extends nn.Module<[Tensor], { first: Tensor; second: Tensor }> {
  forward(x: Tensor): { first: Tensor; second: Tensor } {
    return { first: x, second: narrow(x, 1, 0, 2) }
  }
}

class Several extends nn.Module<[Tensor, Tensor]> {
  pair = new Pair()
  named = new Named()
  never = new nn.Conv2d(1, 1, 3)
  scale = new nn.Parameter(ones([7]))
  forward(x: Tensor, y: Tensor): Tensor {
    const [first, second] = this.pair(x, y)
    return add(this.named(first).second, second)
  }
}

class Alternating extends nn.Module {
  a = new nn.ModuleList([new nn.Linear(4, 4), new nn.Linear(4, 4)])
  b = new nn.ModuleList([new nn.Linear(4, 4), new nn.ModuleList([new nn.Linear(4, 4), new nn.Tanh()])])
  forward(x: Tensor): Tensor {
    const inner = this.b.at(1) as unknown as nn.ModuleList
    return inner.at(1)(this.a.at(1)(inner.at(0)(this.a.at(0)(this.b.at(0)(x)))))
  }
}

class Plain extends nn.Module {
  forward(x: Tensor): Tensor {
    return mul(x, 2)
  }
}

class Loose extends nn.Module {
  scale = new nn.Parameter(ones([5]))
  fc = new nn.Linear(5, 3)
  unused = new nn.Linear(7, 7)
  forward(x: Tensor): Tensor {
    return this.fc(mul(x, this.scale))
  }
}

class Frozen extends nn.Module {
  backbone = new nn.Sequential(new nn.Linear(8, 16), new nn.ReLU(), new nn.Linear(16, 16)).requiresGrad_(false)
  head = new nn.Linear(16, 2)
  forward(x: Tensor): Tensor {
    return this.head(this.backbone(x))
  }
}

export const MODELS: Record<string, () => nn.AnyModule> = {
  LeNet: () => new LeNet(),
  Shared: () => new Shared(),
  Loose: () => new Loose(),
  Frozen: () => new Frozen(),
  Deep: () => new Deep(),
  Tied: () => new Tied(),
  Several: () => new Several(),
  Alternating: () => new Alternating(),
  Plain: () => new Plain(),
}
