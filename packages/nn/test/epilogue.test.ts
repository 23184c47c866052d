/* Layers that take the activation behind them along: where they do, where they must not, and that nobody can tell. */
import {
  type ActivationName,
  cpu,
  type Device,
  manualSeed,
  memoryStats,
  observe,
  randn,
  type Tensor,
  tidy,
} from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import * as nn from '../src'

/** cpu as a device with kernels of its own, which write down what activations they are asked for and leave the work to the host. */
function asking(): { device: Device; asked: (ActivationName | undefined)[] } {
  const asked: (ActivationName | undefined)[] = []
  const declined = (activation: ActivationName | undefined): false => {
    asked.push(activation)
    return false
  }
  const kernels: Device['kernels'] = {
    linear: (_x, _weight, _bias, _out, activation) => declined(activation),
    conv2d: (_x, _weight, _bias, _geometry, _out, activation) => declined(activation),
    batchNorm: (_x, _mean, _variance, _weight, _bias, _eps, _out, activation) => declined(activation),
  }
  return { device: { ...cpu, kernels }, asked }
}

const bits = (x: Tensor): number[] => [...new Uint8Array(x.data.slice().buffer as ArrayBuffer)]
/** One module after the other, as a Sequential did it that takes nothing along. */
const oneByOne = (network: Iterable<nn.AnyModule>, x: Tensor): Tensor => {
  for (const module of network) x = module(x)
  return x
}

const image = (): Tensor => randn([2, 3, 6, 5])
const rows = (): Tensor => randn([4, 3])
const conv = (): nn.Conv2d => new nn.Conv2d(3, 4, 3)

interface Case {
  readonly modules: () => nn.AnyModule[]
  readonly input: () => Tensor
  /** What kernels are asked for, in order. */
  readonly asked: (ActivationName | undefined)[]
}
const one = (
  layer: () => nn.AnyModule,
  activation: () => nn.AnyModule,
  input: () => Tensor,
  name?: ActivationName,
): Case => ({
  modules: () => [layer(), activation()],
  input,
  asked: [name],
})

const CASES: Record<string, Case> = {
  'Linear, ReLU': one(
    () => new nn.Linear(3, 4),
    () => new nn.ReLU(),
    rows,
    'relu',
  ),
  'Linear, GELU': one(
    () => new nn.Linear(3, 4, { bias: false }),
    () => new nn.GELU(),
    rows,
    'gelu',
  ),
  'Linear, ReLU6': one(
    () => new nn.Linear(3, 4),
    () => new nn.ReLU6(),
    rows,
    'relu6',
  ),
  'Conv1d, ReLU': one(
    () => new nn.Conv1d(3, 4, 2),
    () => new nn.ReLU(),
    () => randn([2, 3, 6]),
    'relu',
  ),
  'Conv2d, ReLU in place': one(conv, () => new nn.ReLU({ inplace: true }), image, 'relu'),
  'Conv2d, ReLU6 in place': one(conv, () => new nn.ReLU6({ inplace: true }), image, 'relu6'),
  'Conv2d with other padding, GELU': one(
    () => new nn.Conv2d(3, 4, 3, { padding: 1, paddingMode: 'reflect' }),
    () => new nn.GELU(),
    image,
    'gelu',
  ),
  'BatchNorm1d, ReLU': one(
    () => new nn.BatchNorm1d(3),
    () => new nn.ReLU(),
    rows,
    'relu',
  ),
  'BatchNorm2d, ReLU6': one(
    () => new nn.BatchNorm2d(3),
    () => new nn.ReLU6(),
    image,
    'relu6',
  ),
  'Conv2d, BatchNorm2d, ReLU, Conv2d, ReLU': {
    modules: () => [conv(), new nn.BatchNorm2d(4), new nn.ReLU(), new nn.Conv2d(4, 2, 1), new nn.ReLU()],
    input: image,
    asked: [undefined, 'relu', 'relu'],
  },
  'two activations': {
    modules: () => [new nn.Linear(3, 4), new nn.ReLU(), new nn.GELU()],
    input: rows,
    asked: ['relu'],
  },
  'GELU by tanh': one(
    () => new nn.Linear(3, 4),
    () => new nn.GELU({ approximate: 'tanh' }),
    rows,
  ),
  'another activation': one(
    () => new nn.Linear(3, 4),
    () => new nn.SiLU(),
    rows,
  ),
  'something between': {
    modules: () => [new nn.Linear(3, 4), new nn.Dropout(), new nn.ReLU()],
    input: rows,
    asked: [undefined],
  },
  'classes made of the layer': one(
    () =>
      new (class extends nn.Linear {
        override forward(x: Tensor): Tensor {
          return super.forward(x).neg()
        }
      })(3, 4),
    () => new nn.ReLU(),
    rows,
  ),
  'classes made of the activation': one(
    () => new nn.Linear(3, 4),
    () =>
      new (class extends nn.ReLU {
        override forward(x: Tensor): Tensor {
          return super.forward(x).neg()
        }
      })(),
    rows,
  ),
  'an object with another forward': one(
    () => {
      const layer = new nn.Linear(3, 4)
      const { forward } = layer
      return Object.assign(layer, { forward: (x: Tensor) => forward.call(layer, x).neg() })
    },
    () => new nn.ReLU(),
    rows,
  ),
}

describe.each(Object.entries(CASES))('%s', (_, { modules, input, asked: expected }) => {
  it('is what one by one gives, bit for bit, in training and without', () => {
    manualSeed(0)
    const { device, asked } = asking()
    const network = new nn.Sequential(...modules()).to(device)
    const x = input().to(device)
    for (const training of [true, false]) {
      network.train(training)
      manualSeed(1)
      const together = network(x)
      expect(asked.splice(0)).toEqual(expected)
      manualSeed(1)
      expect(bits(together)).toEqual(bits(oneByOne(network, x)))
      asked.length = 0
    }
  })

  it('is asked for by nobody where somebody looks', () => {
    const { device, asked } = asking()
    const network = new nn.Sequential(...modules()).to(device)
    const x = input().to(device)
    const names = (run: () => Tensor): string[] => {
      const heard: string[] = []
      observe({ before: ({ name, depth }) => heard.push(`${depth} ${name}`) }, run)
      return heard
    }
    expect(names(() => network(x))).toEqual(names(() => oneByOne(network, x)))
    expect(asked.filter(Boolean)).toEqual([])
    for (const module of network)
      for (const add of [
        (heard: () => void) => module.registerForwardHook(heard),
        (heard: () => void) => module.registerForwardPreHook(heard),
      ]) {
        let calls = 0
        using _hook = add(() => void calls++)
        asked.length = 0
        network(x)
        expect(calls).toBe(1)
        if (network.length === 2) expect(asked).toEqual([undefined])
      }
  })
})

describe('a hook', () => {
  it.each([0, 1])('on module %i sees its values, and may change them', (at) => {
    manualSeed(0)
    const { device, asked } = asking()
    const network = new nn.Sequential(new nn.Linear(3, 4), new nn.ReLU()).to(device)
    const x = rows().to(device)
    const seen: Tensor[] = []
    using _hook = network.at(at).registerForwardHook((_module, _args, output) => {
      seen.push(output as Tensor)
      return (output as Tensor).neg()
    })
    const y = network(x)
    expect(asked).toEqual([undefined])
    const before = network.at(0).forward(x) as Tensor
    expect(bits(seen[0]!)).toEqual(bits(at === 0 ? before : before.relu()))
    expect(bits(y)).toEqual(bits(at === 0 ? before.neg().relu() : before.relu().neg()))
  })
})

it('a prototype that was given another forward is called', () => {
  const { forward } = nn.Linear.prototype
  const { device, asked } = asking()
  const network = new nn.Sequential(new nn.Linear(3, 4), new nn.ReLU()).to(device)
  try {
    nn.Linear.prototype.forward = function (x) {
      return forward.call(this, x).neg()
    }
    const x = rows().to(device)
    expect(bits(network(x))).toEqual(bits(oneByOne(network, x)))
    expect(asked).toEqual([undefined, undefined])
  } finally {
    nn.Linear.prototype.forward = forward
  }
})

it('a deep copy, a slice and a lazy layer that has settled take part', () => {
  const { device, asked } = asking()
  const network = new nn.Sequential(new nn.LazyLinear(4), new nn.ReLU()).to(device)
  const x = rows().to(device)
  network(x)
  asked.length = 0
  for (const each of [network, nn.deepcopy(network), network.slice(0, 2)]) each(x)
  expect(asked).toEqual(['relu', 'relu', 'relu'])
})

describe("the transformer's layers", () => {
  const make = {
    encoder: (activation: nn.TransformerActivation) => {
      const layer = new nn.TransformerEncoderLayer(4, 2, { dimFeedforward: 6, activation })
      return { layer, run: (x: Tensor) => layer(x) }
    },
    decoder: (activation: nn.TransformerActivation) => {
      const layer = new nn.TransformerDecoderLayer(4, 2, { dimFeedforward: 6, activation })
      return { layer, run: (x: Tensor) => layer(x, x) }
    },
  }

  it.each(Object.entries(make).flatMap(([name, of]) => (['relu', 'gelu'] as const).map((a) => [name, a, of] as const)))(
    '%s with %s: the first linear layer takes it',
    (_, activation, of) => {
      manualSeed(0)
      const { device, asked } = asking()
      const { layer, run } = of(activation)
      layer.eval().to(device)
      const x = randn([3, 2, 4]).to(device)
      const y = run(x)
      expect(asked.filter(Boolean)).toEqual([activation])
      asked.length = 0
      using _hook = layer.linear1.registerForwardHook(() => undefined)
      expect(bits(run(x))).toEqual(bits(y))
      expect(asked.filter(Boolean)).toEqual([])
    },
  )

  it('a function as activation is called', () => {
    const { device, asked } = asking()
    const { layer, run } = make.encoder((x) => x.tanh())
    layer.to(device)
    run(randn([3, 2, 4]).to(device))
    expect(asked.filter(Boolean)).toEqual([])
  })
})

it('leaves nothing behind on a device that frees nothing by itself', () => {
  const { device, asked } = asking()
  const lent: Device = { ...device, collected: false }
  const network = new nn.Sequential(new nn.Linear(3, 4), new nn.ReLU()).to(lent)
  const x = rows().to(lent)
  const before = memoryStats(lent).bytes
  tidy(() => network(x)).dispose()
  expect(memoryStats(lent).bytes).toBe(before)
  expect(asked).toEqual(['relu'])
})
