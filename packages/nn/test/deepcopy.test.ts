/* deepcopy does what copy.deepcopy does to PyTorch's modules: each `it` was tried there, but for those on private fields. */
import {
  ArgumentError,
  cpu,
  type Device,
  defaultGenerator,
  manualSeed,
  memoryStats,
  meta,
  ones,
  type Tensor,
  tensor,
} from '@torchlet/tensor-core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as nn from '../src/index'
import {
  build,
  call,
  classesOf,
  closeness,
  expectResult,
  hasClass,
  isError,
  type ModuleCase,
  readTable,
} from './goldens'

/** What modules may hold: what is shared, what goes round in a circle, what is not registered. */
class Holder extends nn.Module {
  first = new nn.Linear(2, 2)
  again = this.first
  tied = this.first.weight
  mask = new nn.Buffer(ones([2]), { persistent: false })
  start = new nn.Buffer(this.mask.narrow(0, 0, 1))
  plain = tensor([1, 2])
  list = [this.first, new nn.Linear(1, 1)]
  table = new Map<string, unknown>([['weight', this.first.weight]])
  names = new Set(['a', 'b'])
  config = { sizes: [1, 2], at: new Date(5), codes: new Uint8Array([1, 2]), nothing: null }
  device = cpu
  shape = this.plain.shape
  self: nn.AnyModule[] = [this]
  act = (x: Tensor): Tensor => x
  seen = 0
  handle = this.registerForwardHook((module) => void (module as Holder).seen++)
  get size(): number {
    return this.list.length
  }
  override forward(x: Tensor): Tensor {
    return this.again(this.act(x))
  }
}

describe('a deep copy of a module', () => {
  const holder = new Holder().eval()
  holder.first.train()
  holder.tied.requiresGrad = false
  const copy = nn.deepcopy(holder)
  expectTypeOf(copy).toEqualTypeOf<Holder>()

  it('shares nothing with it, and within itself what the original shares', () => {
    expect(copy).toBeInstanceOf(Holder)
    expect(copy).not.toBe(holder)
    expect(String(copy)).toBe(String(holder))
    expect(copy.first).not.toBe(holder.first)
    expect([copy.again, copy.list[0]]).toEqual([copy.first, copy.first])
    expect([copy.tied, copy.table.get('weight')]).toEqual([copy.first.weight, copy.first.weight])
    expect(copy.self[0]).toBe(copy)
    expect(copy.start.storage).toBe(copy.mask.storage)
    for (const [name, values] of Object.entries(copy.stateDict())) {
      expect(values.data).toEqual(holder.stateDict()[name]!.data)
      expect(values.storage).not.toBe(holder.stateDict()[name]!.storage)
    }
  })

  it('has its modes, flags and fields, in their order', () => {
    expect([copy.training, copy.first.training, copy.list[1]!.training]).toEqual([false, true, true])
    expect([copy.tied.requiresGrad, copy.first.bias!.requiresGrad]).toEqual([false, true])
    expect(Object.keys(copy.stateDict())).toEqual(Object.keys(holder.stateDict()))
    expect(Object.keys(copy)).toEqual(Object.keys(holder))
    expect(copy.mask).toBeInstanceOf(nn.Buffer)
    expect(copy.config).toEqual(holder.config)
    expect([copy.names, [...copy.shape], copy.size]).toEqual([holder.names, [2], 2])
    for (const part of ['config', 'plain', 'names', 'list', 'table', 'shape'] as const)
      expect(copy[part]).not.toBe(holder[part])
    expect(copy.config.sizes).not.toBe(holder.config.sizes)
    expect([copy.device, copy.act]).toEqual([cpu, holder.act])
    expect(String(copy.shape)).toBe('torch.Size([2])')
  })

  it('checks what is assigned to it, as the original does', () => {
    const linear = nn.deepcopy(new nn.Linear(1, 1))
    expect(() => (linear.weight = 5 as never)).toThrow("cannot assign 'int' as parameter 'weight'")
    linear.bias = null
    expect(Object.keys(linear.stateDict())).toEqual(['weight'])
  })

  it('runs the same hooks, from a list of its own', () => {
    const one = nn.deepcopy(holder)
    one(ones([2]))
    expect([one.seen, holder.seen]).toEqual([1, 0])
    one.handle.remove()
    one(ones([2]))
    holder(ones([2]))
    expect([one.seen, holder.seen]).toEqual([1, 1])
  })

  it('draws no random numbers', () => {
    const before = defaultGenerator.getState()
    nn.deepcopy(new nn.Sequential())
    nn.deepcopy(holder)
    expect(defaultGenerator.getState()).toEqual(before)
  })

  it('gives parameters values of their own, even where they were views of one tensor', () => {
    const values = tensor([0, 1, 2, 3])
    const [a, b] = nn.deepcopy([new nn.Parameter(values), new nn.Parameter(values.narrow(0, 0, 2))])
    expect(b!.storage).not.toBe(a!.storage)
    const [x, y] = nn.deepcopy([values, values.narrow(0, 1, 2)])
    expect(y!.storage).toBe(x!.storage)
    expect([y!.toArray(), y!.offset]).toEqual([[1, 2], 1])
  })
})

describe('also copied are', () => {
  it('states and lists', () => {
    const fc = new nn.Linear(2, 1)
    const best = nn.deepcopy(fc.stateDict())
    fc.weight.fill_(7)
    expect(best.weight!.toArray()).not.toEqual(fc.weight.toArray())
    const layers = nn.deepcopy([fc, fc])
    expect(layers[0]).toBe(layers[1])
  })

  it('containers, with entries that can be read and replaced', () => {
    const model = new nn.Sequential(new nn.Linear(1, 2), new nn.ReLU())
    const copy = nn.deepcopy(model)
    expect(copy[0]).toBe(copy.at(0))
    expect(copy[0]).not.toBe(model[0])
    copy.append(new nn.Tanh())
    ;(copy as unknown as Record<number, nn.AnyModule>)[1] = new nn.Sigmoid()
    expect([...copy].map(String)).toEqual([String(model[0]), 'Sigmoid()', 'Tanh()'])
    expect([...model].map(String)).toEqual([String(model[0]), 'ReLU()'])
    const dict = nn.deepcopy(new nn.ModuleDict({ a: model }))
    expect((dict as unknown as Record<string, unknown>).a).toBe(dict.get('a'))
  })

  it('lazy layers, each of which settles by itself', () => {
    const lazy = new nn.Sequential(new nn.LazyLinear(2), new nn.LazyBatchNorm1d())
    const copy = nn.deepcopy(lazy)
    copy(ones([2, 3]))
    expect(String(copy[0])).toBe('Linear(in_features=3, out_features=2, bias=True)')
    expect(String(lazy[0])).toBe('LazyLinear(in_features=0, out_features=2, bias=True)')
    lazy.loadStateDict(new nn.Sequential(new nn.Linear(4, 2), new nn.BatchNorm1d(2)).stateDict())
    expect(String(lazy[0])).toBe('Linear(in_features=4, out_features=2, bias=True)')
  })

  const COMPUTED: [string, (layer: nn.Linear) => nn.Linear, string][] = [
    ['weightNorm', nn.utils.weightNorm, 'weight_g'],
    ['spectralNorm', (layer) => nn.utils.spectralNorm(layer).eval(), 'weight_orig'],
    ['parametrizations.weightNorm', nn.utils.parametrizations.weightNorm, 'parametrizations.weight.original0'],
    [
      'parametrizations.spectralNorm',
      (layer) => nn.utils.parametrizations.spectralNorm(layer).eval(),
      'parametrizations.weight.original',
    ],
  ]
  it.each(COMPUTED)('weights that are computed, by %s', (_, compute, original) => {
    const layer = compute(new nn.Linear(3, 2))
    const before = layer.weight.toArray()
    const copy = nn.deepcopy(layer)
    expect(copy.weight.toArray()).toEqual(before)
    copy.getParameter(original).zero_()
    expect(copy.weight.toArray()).not.toEqual(before)
    expect(layer.weight.toArray()).toEqual(before)
    expect(String(copy)).toBe(String(layer))
  })
})

it('leaves nothing behind on a device whose memory nobody collects', () => {
  const lent: Device = { ...cpu, name: 'lent', collected: false }
  const model = new nn.BatchNorm1d(3).to(lent)
  const before = memoryStats(lent).bytes
  const copy = nn.deepcopy(model)
  expect(memoryStats(lent).bytes).toBeGreaterThan(before)
  for (const held of [...copy.parameters(), ...copy.buffers()]) held.dispose()
  expect(memoryStats(lent).bytes).toBe(before)
})

it('stays on its device', () => {
  expect(nn.deepcopy(new nn.Linear(2, 2).to(meta)).weight.device).toBe(meta)
})

/** Keeps a number and one of its own layers where only it can see them. */
class Scaled extends nn.Module implements nn.Remakable {
  readonly #scale: number
  readonly #layers: nn.AnyModule[]
  fc = new nn.Linear(1, 1)
  constructor(scale: number) {
    super()
    this.#scale = scale
    this.#layers = [this.fc]
  }
  override forward(x: Tensor): Tensor {
    return this.#layers[0]!(x).mul(this.#scale)
  }
  remake(copy: nn.Copier): nn.AnyModule {
    const made = new Scaled(this.#scale)
    made.#layers[0] = copy(this.#layers[0]!)
    return made
  }
}
class Inherited extends Scaled {}
class Round extends Scaled {
  override remake(copy: nn.Copier): nn.AnyModule {
    return copy(this)
  }
}
class Method extends nn.Identity {
  #same = (x: Tensor): Tensor => x
  override forward(x: Tensor): Tensor {
    return this.#same(x)
  }
}
/** A plain object with a private field. */
class Counter {
  #count = 0
  next(): number {
    return this.#count++
  }
}

describe('a class with private fields', () => {
  const BAD: [string, () => unknown, string][] = [
    [
      'has to say how',
      () => new nn.Sequential(new Method()),
      'Method keeps #private fields, which only its own code can',
    ],
    ['has to, where it is no module too', () => ({ counter: new Counter() }), 'Counter keeps #private fields'],
    [
      'must make one of its class',
      () => new Inherited(2),
      'remake() of Inherited must give another Inherited, got Scaled',
    ],
    ['must not copy itself', () => new Round(2), 'Round.remake() copies what leads back to the Round'],
  ]
  it.each(BAD)('%s', (_, make, message) => {
    const attempt = () => nn.deepcopy(make())
    expect(attempt).toThrow(ArgumentError)
    expect(attempt).toThrow(message)
  })

  it('is copied by its own hand', () => {
    const model = new Scaled(3)
    model.fc.weight.fill_(2)
    model.fc.bias!.fill_(0)
    model.training = false
    const before = defaultGenerator.getState()
    const [copy, fc] = nn.deepcopy([model, model.fc] as const)
    expect(defaultGenerator.getState()).toEqual(before)
    expect([copy.training, copy.fc === fc, copy.fc === model.fc]).toEqual([false, true, false])
    copy.fc.weight.fill_(5)
    expect(copy(ones([1])).toArray()).toEqual([15])
    expect(model(ones([1])).toArray()).toEqual([6])
  })

  it('is not one that only writes of them', () => {
    class Comment extends nn.Identity {
      // #nothing
      text = '#f00'
    }
    expect(nn.deepcopy(new Comment()).text).toBe('#f00')
  })
})

describe('a copy of every module of the goldens gives the golden, whatever becomes of the original', () => {
  const table = readTable<ModuleCase>('nn_modules')
  const rows = table.cases.filter((row) => row.inputs?.length && !isError(row.output) && classesOf(row).every(hasClass))
  it.each(rows.map((row) => [row.name, row] as const))('%s', (_, row) => {
    manualSeed(row.seed)
    const module = build(row)
    const copy = nn.deepcopy(module)
    for (const held of [...module.parameters(), ...module.buffers()]) if (held.numel() > 0) held.zero_()
    expect(String(copy)).toBe(row.repr)
    manualSeed(row.seed)
    expectResult(call(copy.eval(), row), row.output, ...closeness(row, table))
  })
})
