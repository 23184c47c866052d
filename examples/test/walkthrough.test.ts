/* What a PyTorch user does first: every text is what PyTorch's print prints, character for character. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import * as nn from '@torchlet/nn'
import { load, save } from '@torchlet/serialization'
import { CheckpointError, manualSeed, ShapeError, type Tensor, tensor, zeros } from '@torchlet/tensor-core'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import { Network } from '../network'

const NETWORK = `Network(
  (conv1): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))
  (conv2): Conv2d(6, 12, kernel_size=(5, 5), stride=(1, 1))
  (fc1): Linear(in_features=192, out_features=120, bias=True)
  (fc2): Linear(in_features=120, out_features=60, bias=True)
  (out): Linear(in_features=60, out_features=10, bias=True)
)`

const SHAPES = [
  ['conv1.weight', 'torch.Size([6, 1, 5, 5])'],
  ['conv1.bias', 'torch.Size([6])'],
  ['conv2.weight', 'torch.Size([12, 6, 5, 5])'],
  ['conv2.bias', 'torch.Size([12])'],
  ['fc1.weight', 'torch.Size([120, 192])'],
  ['fc1.bias', 'torch.Size([120])'],
  ['fc2.weight', 'torch.Size([60, 120])'],
  ['fc2.bias', 'torch.Size([60])'],
  ['out.weight', 'torch.Size([10, 60])'],
  ['out.bias', 'torch.Size([10])'],
]

function seededNetwork(): Network {
  manualSeed(0)
  return new Network()
}

describe('a network prints', () => {
  const network = seededNetwork()

  const PRINTED: [string, unknown, string][] = [
    ['the network', network, NETWORK],
    ['one layer', network.conv1, 'Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))'],
    [
      'one filter',
      network.conv1.weight.at(0),
      `tensor([[[-0.0015,  0.1073, -0.1646, -0.1472, -0.0770],
         [ 0.0536, -0.0040,  0.1586, -0.0177,  0.0529],
         [-0.0604, -0.0393, -0.1911, -0.1325, -0.0824],
         [ 0.0074,  0.0791,  0.1200, -0.1356, -0.0871],
         [ 0.0726,  0.1661, -0.0412,  0.1497, -0.0322]]])`,
    ],
    [
      'a parameter',
      network.out.bias,
      `Parameter containing:
tensor([ 0.0319,  0.1039,  0.0818,  0.0773, -0.0764,  0.0563, -0.0363, -0.0459,
         0.0277,  0.0190], requires_grad=True)`,
    ],
    ['a shape', network.conv1.weight.shape, 'torch.Size([6, 1, 5, 5])'],
    ['the shape of conv2.weight', network.conv2.weight.shape, 'torch.Size([12, 6, 5, 5])'],
    ['the shape of fc1.weight', network.fc1.weight.shape, 'torch.Size([120, 192])'],
  ]

  it.each(PRINTED)('%s', (_, value, text) => {
    expect(String(value)).toBe(text)
    // console.log prints what util.inspect gives.
    expect(inspect(value)).toBe(text)
    expect(`${value}`).toBe(text)
  })

  it('the first parameter begins with "Parameter containing:"', () => {
    expect(String(network.conv1.weight)).toMatch(/^Parameter containing:\ntensor\(\[\[\[\[-0\.0015/)
  })

  it('what a class overrides, also inside its parent', () => {
    class Lizard extends nn.Module {
      layer = new nn.Linear(2, 2)
      override forward(x: Tensor): Tensor {
        return this.layer(x)
      }
      override toString(): string {
        return 'lizardnet'
      }
    }
    class Parent extends nn.Module {
      lizard = new Lizard()
      override forward(x: Tensor): Tensor {
        return this.lizard(x)
      }
    }
    expect(inspect(new Lizard())).toBe('lizardnet')
    expect(inspect(new Parent())).toBe('Parent(\n  (lizard): lizardnet\n)')
  })

  it('its parameters by name and shape, in order', () => {
    const listed = [...network.namedParameters()].map(([name, parameter]) => [name, String(parameter.shape)])
    expect(listed).toEqual(SHAPES)
    expect([...network.parameters()].map((parameter) => String(parameter.shape))).toEqual(
      SHAPES.map(([, shape]) => shape),
    )
  })
})

describe('a layer is a matrix', () => {
  const weightMatrix = tensor([
    [1, 2, 3, 4],
    [2, 3, 4, 5],
    [3, 4, 5, 6],
  ])
  const inFeatures = tensor([1, 2, 3, 4])

  it('that multiplies', () => {
    expect(String(weightMatrix.matmul(inFeatures))).toBe('tensor([30., 40., 50.])')
    const fc = new nn.Linear(4, 3, { bias: false })
    fc.weight = new nn.Parameter(weightMatrix)
    expect(String(fc(inFeatures))).toBe('tensor([30., 40., 50.])')
  })

  it("whose first weights are PyTorch's for the same seed", () => {
    manualSeed(50)
    const fc = new nn.Linear(4, 3, { bias: false })
    expect(String(fc(inFeatures))).toBe('tensor([-2.9151, -0.9783, -0.4925])')
    const next = new nn.Linear(4, 3)
    next.weight = new nn.Parameter(weightMatrix)
    expect(String(next(inFeatures))).toBe('tensor([29.7395, 39.9233, 49.5022])')
  })

  it('which refuses what is no parameter, and keeps its own', () => {
    const fc = new nn.Linear(4, 3, { bias: false })
    const own = fc.weight
    const refusal = new TypeError(
      "cannot assign 'torch.FloatTensor' as parameter 'weight' (torch.nn.Parameter or None expected)",
    )
    expect(() => {
      fc.weight = weightMatrix as nn.Parameter
    }).toThrow(refusal)
    expect(fc.weight).toBe(own)
  })

  it('and what does not fit it, showing both shapes', () => {
    const fc = new nn.Linear(4, 3, { bias: false })
    const attempt = () => fc(tensor([1, 2, 3, 4, 5]))
    expect(attempt).toThrow(ShapeError)
    expect(attempt).toThrow('linear: input [5] needs last axis 4 (weight [3, 4])')
  })
})

describe('a call', () => {
  it('runs pre-hooks, forward and hooks in this order, until they are removed', () => {
    const fc = new nn.Linear(2, 2)
    const seen: string[] = []
    class Watched extends nn.Module {
      override forward(x: Tensor): Tensor {
        seen.push('forward')
        return fc(x)
      }
    }
    const network = new Watched()
    const before = network.registerForwardPreHook(() => void seen.push('before'))
    const after = network.registerForwardHook(() => void seen.push('after'))
    network(tensor([1, 2]))
    before.remove()
    network(tensor([1, 2]))
    after.remove()
    network(tensor([1, 2]))
    expect(seen).toEqual(['before', 'forward', 'after', 'forward', 'after', 'forward'])
  })

  it("is typed by forward's arguments and result", () => {
    const network = new Network()
    expectTypeOf(network).parameters.toEqualTypeOf<[Tensor]>()
    expectTypeOf(network).returns.toEqualTypeOf<Tensor>()
    // @ts-expect-error: a number is no Tensor
    expect(() => network(5)).toThrow()
  })

  it('of the network takes [1, 1, 28, 28] by way of [1, 12, 4, 4] and 192 to ten numbers', () => {
    const network = new Network()
    const shapes: string[] = []
    for (const layer of [network.conv1, network.conv2, network.fc1, network.out])
      layer.registerForwardHook((_, [x], y) => void shapes.push(`${x!.shape} ${y.shape}`))
    network(zeros([1, 1, 28, 28]))
    expect(shapes).toEqual([
      'torch.Size([1, 1, 28, 28]) torch.Size([1, 6, 24, 24])',
      'torch.Size([1, 6, 12, 12]) torch.Size([1, 12, 8, 8])',
      'torch.Size([1, 192]) torch.Size([1, 120])',
      'torch.Size([1, 60]) torch.Size([1, 10])',
    ])
  })
})

describe('layers one after the other', () => {
  const model = new nn.Sequential(new nn.Linear(1, 13), new nn.Tanh(), new nn.Linear(13, 1))

  it('print, count and name their parameters', () => {
    expect(inspect(model)).toBe(`Sequential(
  (0): Linear(in_features=1, out_features=13, bias=True)
  (1): Tanh()
  (2): Linear(in_features=13, out_features=1, bias=True)
)`)
    let count = 0
    for (const parameter of model.parameters()) count += parameter.numel()
    expect(count).toBe(40)
    expect(Object.keys(model.stateDict())).toEqual(['0.weight', '0.bias', '2.weight', '2.bias'])
  })

  it('a tensor in a field is no parameter and is not saved', () => {
    class Recurrent extends nn.Module {
      layer = new nn.Linear(2, 2)
      hidden: Tensor = zeros([2])
      override forward(x: Tensor): Tensor {
        this.hidden = this.layer(x)
        return this.hidden
      }
    }
    const network = new Recurrent()
    network(tensor([1, 2]))
    expect(Object.keys(network.stateDict())).toEqual(['layer.weight', 'layer.bias'])
    expect([...network.parameters()]).toHaveLength(2)
  })
})

describe('one line saves, one line loads', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'torchlet-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each(['network.pt', 'network.safetensors'])('%s', async (name) => {
    const network = seededNetwork()
    const file = join(folder, name)
    await save(network.stateDict(), file)
    class OtherName extends Network {}
    manualSeed(1)
    const other = new OtherName()
    expect(other.loadStateDict(await load(file))).toEqual({ missingKeys: [], unexpectedKeys: [] })
    for (const [key, values] of Object.entries(network.stateDict()))
      expect(other.stateDict()[key]!.data).toEqual(values.data)
  })

  it("what does not fit is told all at once, in PyTorch's words, and nothing is written", () => {
    const network = seededNetwork()
    const attempt = () =>
      network.loadStateDict({ x: tensor([1]), 'conv1.weight': tensor([1]), 'conv1.bias': zeros([6]) })
    const missing = SHAPES.slice(2).map(([name]) => `"${name}"`)
    expect(attempt).toThrow(CheckpointError)
    expect(attempt).toThrow(
      new CheckpointError(`Error(s) in loading state_dict for Network:
\tMissing key(s) in state_dict: ${missing.join(', ')}. 
\tUnexpected key(s) in state_dict: "x". 
\tsize mismatch for conv1.weight: copying a param with shape torch.Size([1]) from checkpoint, the shape in current model is torch.Size([6, 1, 5, 5]).`),
    )
    expect(network.conv1.bias!.data).toEqual(seededNetwork().conv1.bias!.data)
  })
})
