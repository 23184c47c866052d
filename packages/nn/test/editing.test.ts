/* Members and containers that are edited, and what bad input is told, in the words of PyTorch 1.13. */
import {
  ArgumentError,
  CheckpointError,
  cpu,
  type Device,
  IndexError,
  ones,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '@torchlet/tensor-core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as nn from '../src/index'

const names = (module: nn.AnyModule): string[] => [...module.namedChildren()].map(([name]) => name)
const classes = (modules: Iterable<nn.AnyModule>): string[] => Array.from(modules, (module) => module.constructor.name)
const activations = (): nn.AnyModule[] => [new nn.ReLU(), new nn.Tanh(), new nn.GELU()]

describe('sequences', () => {
  const LISTS: [string, () => nn.Sequential | nn.ModuleList][] = [
    ['Sequential', () => new nn.Sequential<[Tensor], Tensor>(...activations())],
    ['ModuleList', () => new nn.ModuleList(activations())],
    [
      'a named Sequential',
      () => new nn.Sequential<[Tensor], Tensor>({ a: new nn.ReLU(), b: new nn.Tanh(), c: new nn.GELU() }),
    ],
  ]
  it.each(LISTS)('%s: modules are read, replaced and taken out by position', (_, make) => {
    const list = make()
    expect([list[0], list[2], list[3]]).toEqual([list.at(0), list.at(-1), undefined])
    list[1] = new nn.Sigmoid()
    list.set(-1, new nn.SiLU())
    expect(classes(list)).toEqual(['ReLU', 'Sigmoid', 'SiLU'])
    const before = names(list)
    expect(list.pop(1).constructor.name).toBe('Sigmoid')
    expect([before.length, names(list)]).toEqual([3, ['0', '1']])
    expect([classes(list), list[1]!.constructor.name, list[2]]).toEqual([['ReLU', 'SiLU'], 'SiLU', undefined])
    expect(list.pop().constructor.name).toBe('SiLU')
    expect(() => list.set(5, new nn.ReLU())).toThrow(IndexError)
    expect(() => list.pop(1)).toThrow('index 1 is out of range')
    expect(() => {
      list[0] = 5 as never
    }).toThrow('int is not a Module subclass')
  })

  it('are cut: a Sequential keeps the names, a ModuleList counts anew', () => {
    const model = new nn.Sequential(...activations())
    const part = model.slice(1)
    expectTypeOf(part(ones([1]))).toEqualTypeOf<Tensor>()
    expect([names(part), part[0], part.at(1)]).toEqual([['1', '2'], model[1], model[2]])
    expect(String(part)).toBe("Sequential(\n  (1): Tanh()\n  (2): GELU(approximate='none')\n)")
    expect(names(new nn.ModuleList(activations()).slice(-2))).toEqual(['0', '1'])
    expect(names(new nn.Sequential({ a: new nn.ReLU(), b: new nn.Tanh() }).slice(1))).toEqual(['b'])
  })

  it.each<[string, () => Record<string, unknown>]>([
    ...LISTS.map(([name, make]): [string, () => Record<string, unknown>] => [`${name} 0`, make as never]),
    ['a ModuleDict a', () => new nn.ModuleDict({ a: new nn.ReLU() }) as never],
    ['a ParameterList 0', () => new nn.ParameterList([ones([1])]) as never],
    ['a ParameterDict a', () => new nn.ParameterDict({ a: ones([1]) }) as never],
  ])('%s: `delete` does not pass for taking an entry out', (name, make) => {
    const container = make()
    const field = name.slice(-1)
    const before = container[field]
    expect(() => delete container[field]).toThrow(TypeError)
    expect(container[field]).toBe(before)
    // A copy keeps as strictly to it.
    expect(() => delete nn.deepcopy(container)[field]).toThrow(TypeError)
  })

  it('are read by position again once they have grown again', () => {
    const dict = new nn.ModuleDict({ a: new nn.ReLU() }) as nn.ModuleDict & { a?: nn.AnyModule }
    dict.pop('a')
    expect([dict.a, names(dict)]).toEqual([undefined, []])
    dict.a = new nn.Tanh()
    expect([dict.get('a'), names(dict)]).toEqual([dict.a, ['a']])
    const list = new nn.ModuleList(activations())
    list.pop(0)
    const copy = nn.deepcopy(list).append(new nn.SiLU())
    expect([list[2], copy[2]!.constructor.name]).toEqual([undefined, 'SiLU'])
  })

  it('replace by name, with registerModule', () => {
    const model = new nn.Sequential({ conv: new nn.ReLU(), act: new nn.Tanh() })
    model.registerModule('conv', new nn.Sigmoid())
    expect([names(model), model[0]!.constructor.name]).toEqual([['conv', 'act'], 'Sigmoid'])
  })
})

it('ParameterDict is edited by name, ParameterList by position', () => {
  const dict = new nn.ParameterDict({ a: ones([1]), b: ones([2]) })
  const { b } = dict as unknown as { b: nn.Parameter }
  expect(dict.pop('b')).toBe(b)
  expect([...dict]).toEqual(['a'])
  expect(() => dict.pop('b')).toThrow("no parameter 'b'")
  dict.clear()
  expect(dict.length).toBe(0)
  const list = new nn.ParameterList([ones([1]), ones([2])])
  ;(list as unknown as Record<number, Tensor>)[0] = zeros([3])
  expect(list.at(0)).toBeInstanceOf(nn.Parameter)
  expect([...list.at(0).shape]).toEqual([3])
})

describe('a member that does not fit', () => {
  class Net extends nn.Module {
    count = 3
    fc = new nn.Linear(1, 1)
    declared: nn.Parameter | null = null
    override forward(x: Tensor): Tensor {
      return x
    }
  }
  const BAD: [string, (net: Net) => void, string][] = [
    ['a number as module', (net) => net.registerModule('x', 5 as never), 'int is not a Module subclass'],
    [
      'a tensor as parameter',
      (net) => net.registerParameter('x', ones([1]) as never),
      "cannot assign 'torch.FloatTensor' object to parameter 'x' (torch.nn.Parameter or None required)",
    ],
    [
      'a number as buffer',
      (net) => net.registerBuffer('x', 5 as never),
      "cannot assign 'int' object to buffer 'x' (torch.Tensor or None required)",
    ],
    ["a field's name", (net) => net.registerBuffer('count', ones([1])), "attribute 'count' already exists"],
    ["a module's name", (net) => net.registerParameter('fc', null), "attribute 'fc' already exists"],
    ["a parameter's name", (net) => net.fc.registerModule('bias', new nn.ReLU()), "attribute 'bias' already exists"],
    ["a method's name", (net) => net.registerModule('forward', null), "attribute 'forward' already exists"],
    ['no text', (net) => net.registerBuffer(5 as never, null), 'buffer name should be a string. Got int'],
  ]
  it.each(BAD)('%s', (_, act, message) => {
    expect(() => act(new Net())).toThrow(TypeError)
    expect(() => act(new Net())).toThrow(message)
  })

  it('but the same may be registered again, and a field that is declared and empty', () => {
    const net = new Net()
    net.registerBuffer('state', ones([1]))
    net.registerBuffer('state', ones([2]))
    net.registerParameter('declared', new nn.Parameter(ones([3])))
    expect(Object.entries(net.stateDict()).map(([key, x]) => [key, ...x.shape])).toEqual([
      ['declared', 3],
      ['state', 2],
      ['fc.weight', 1, 1],
      ['fc.bias', 1],
    ])
  })

  it('a submodule is taken away with delete', () => {
    const net = new Net()
    delete (net as { fc?: nn.Linear }).fc
    expect([names(net), Object.keys(net.stateDict())]).toEqual([[], []])
  })
})

it('what is shared is listed once, or under each of its names', () => {
  const fc = new nn.Linear(1, 1)
  const model = new nn.Sequential({ a: fc, b: new nn.Sequential(fc) })
  const each = { prefix: 'net', removeDuplicate: false }
  const listed = (found: Iterable<[string, unknown]>): string[] => Array.from(found, ([name]) => name)
  expect(listed(model.namedModules())).toEqual(['', 'a', 'b'])
  expect(listed(model.namedModules(each))).toEqual(['net', 'net.a', 'net.b', 'net.b.0'])
  expect(listed(model.namedParameters())).toEqual(['a.weight', 'a.bias'])
  expect(listed(model.namedParameters(each))).toEqual(['net.a.weight', 'net.a.bias', 'net.b.0.weight', 'net.b.0.bias'])
  // One that contains itself ends all the same.
  model.append(model)
  expect(listed(model.namedModules({ removeDuplicate: false }))).toEqual(['', 'a', 'b', 'b.0'])
})

describe('unknown options are errors, wherever there are options', () => {
  const x = ones([1, 1, 4])
  const typo = { typo: 1 } as never
  const layer = new nn.TransformerEncoderLayer(4, 2)
  const CALLS: [string, () => unknown][] = [
    ['MultiheadAttention', () => new nn.MultiheadAttention(4, 2)(x, x, x, typo)],
    ['TransformerEncoderLayer', () => layer(x, typo)],
    ['TransformerEncoder', () => new nn.TransformerEncoder(layer, 1)(x, typo)],
    ['TransformerDecoderLayer', () => new nn.TransformerDecoderLayer(4, 2)(x, x, typo)],
    ['TransformerDecoder', () => new nn.TransformerDecoder(new nn.TransformerDecoderLayer(4, 2), 1)(x, x, typo)],
    [
      'Transformer',
      () => new nn.Transformer({ dModel: 4, nhead: 2, numEncoderLayers: 1, numDecoderLayers: 1 })(x, x, typo),
    ],
    ['ConvTranspose1d', () => new nn.ConvTranspose1d(1, 1, 2)(x, typo)],
    ['MaxUnpool1d', () => new nn.MaxUnpool1d(2)(x, zeros([1, 1, 4], { dtype: 'int64' }), typo)],
    ['UpsamplingNearest2d', () => new nn.UpsamplingNearest2d(typo)],
    ['UpsamplingBilinear2d', () => new nn.UpsamplingBilinear2d(typo)],
    ['Parameter', () => new nn.Parameter(x, typo)],
    ['Buffer', () => new nn.Buffer(x, typo)],
    ['registerBuffer', () => layer.registerBuffer('b', x, typo)],
    ['registerForwardHook', () => layer.registerForwardHook(() => undefined, typo)],
    ['namedParameters', () => [...layer.namedParameters(typo)]],
    ['stateDict', () => layer.stateDict(typo)],
    ['loadStateDict', () => layer.loadStateDict({}, typo)],
    ['weightNorm', () => nn.utils.weightNorm(new nn.Linear(1, 1), typo)],
    ['spectralNorm', () => nn.utils.spectralNorm(new nn.Linear(1, 1), typo)],
    ['parametrizations.weightNorm', () => nn.utils.parametrizations.weightNorm(new nn.Linear(1, 1), typo)],
    ['parametrizations.spectralNorm', () => nn.utils.parametrizations.spectralNorm(new nn.Linear(1, 1), typo)],
    ['fuseConvBn', () => nn.utils.fuseConvBn(new nn.Conv1d(1, 1, 1), new nn.BatchNorm1d(1).eval(), typo)],
  ]
  it.each(CALLS)('%s', (_, call) => {
    expect(call).toThrow(ArgumentError)
    expect(call).toThrow(/typo/)
  })
})

describe('checks of a constructor', () => {
  const CHECKS: [string, () => unknown, string][] = [
    ['Hardtanh', () => new nn.Hardtanh({ minVal: 2, maxVal: 1 }), 'maxVal must be greater than minVal'],
    ['MultiMarginLoss', () => new nn.MultiMarginLoss({ p: 3 }), 'only p == 1 and p == 2 supported'],
    ['Unflatten', () => new nn.Unflatten(1, 3 as never), 'unflattenedSize is an array of whole numbers, got number 3'],
    ['Conv1d', () => new nn.Conv1d(1, 1, 3, { paddingMode: 'x' as 'zeros' }), 'paddingMode must be one of'],
    ['ConvTranspose1d', () => new nn.ConvTranspose1d(1, 1, 2, { paddingMode: 'reflect' as 'zeros' }), 'Only "zeros"'],
    ['RNN', () => new nn.RNN(1, 1, { nonlinearity: 'x' as 'relu' }), "Unknown nonlinearity 'x'"],
    ['GRU', () => new nn.GRU(2, 3, { projSize: 1 } as object), 'projSize'],
    ['LSTM', () => new nn.LSTM(2, 3, { projSize: 3 }), 'proj_size has to be from 0 to less than hidden_size'],
    [
      'TransformerEncoderLayer',
      () => new nn.TransformerEncoderLayer(4, 2, { activation: 'x' as 'relu' }),
      'activation should be relu/gelu, not x',
    ],
    ['BCELoss', () => new nn.BCELoss({ reduction: 'x' as 'sum' }), 'x is not a valid value for reduction'],
  ]
  it.each(CHECKS)('%s', (_, make, message) => {
    expect(make).toThrow(ArgumentError)
    expect(make).toThrow(message)
  })
})

describe('attention', () => {
  const x = ones([3, 1, 4])
  it('says what embedding it was expecting', () => {
    const layer = new nn.TransformerEncoderLayer(4, 2)
    expect(() => layer(ones([3, 1, 5]))).toThrow(ShapeError)
    expect(() => layer(ones([3, 1, 5]))).toThrow('was expecting embedding dimension of 4, but got 5')
  })

  const mask = nn.Transformer.generateSquareSubsequentMask(3)
  const STACKS: [string, (options: object) => Tensor][] = (() => {
    const attention = new nn.MultiheadAttention(4, 2)
    const encoder = new nn.TransformerEncoder(new nn.TransformerEncoderLayer(4, 2, { dropout: 0 }), 2)
    const decoder = new nn.TransformerDecoder(new nn.TransformerDecoderLayer(4, 2, { dropout: 0 }), 2)
    return [
      ['attnMask isCausal', (options) => attention(x, x, x, options)[0]],
      ['mask isCausal', (options) => encoder(x, options)],
      ['tgtMask tgtIsCausal', (options) => decoder(x, x, options)],
      ['memoryMask memoryIsCausal', (options) => decoder(x, x, options)],
    ]
  })()
  it.each(STACKS)('%s: the hint changes nothing, and needs the mask', (options, call) => {
    const [maskName, hint] = options.split(' ') as [string, string]
    expect(call({ [maskName]: mask, [hint]: true }).data).toEqual(call({ [maskName]: mask }).data)
    expect(() => call({ [hint]: true })).toThrow('Need attn_mask if specifying the is_causal hint.')
  })
})

it('hooks may be put before those that are there', () => {
  const seen: string[] = []
  const module = new nn.Identity()
  module.registerForwardPreHook(() => void seen.push('second'))
  const first = module.registerForwardPreHook(() => void seen.push('first'), { prepend: true })
  module.registerForwardHook(() => void seen.push('last'))
  module.registerForwardHook(() => void seen.push('third'), { prepend: true })
  module(ones([1]))
  expect(seen).toEqual(['first', 'second', 'third', 'last'])
  first.remove()
  module(ones([1]))
  expect(seen.slice(4)).toEqual(['second', 'third', 'last'])
})

describe('what does not load is told as PyTorch tells it', () => {
  class Net extends nn.Module {
    lin = new nn.Linear(1, 1)
    buf = new nn.Buffer(ones([1]))
    override forward(x: Tensor): Tensor {
      return x
    }
  }
  const ERRORS: [string, () => nn.AnyModule, Record<string, unknown>, string][] = [
    [
      'all at once',
      () => new Net(),
      { 'lin.weight': ones([2, 2]), zz: ones([1]), 'lin.x': ones([1]), buf: ones([3]), 'a.b': ones([1]) },
      'Error(s) in loading state_dict for Net:\n\tMissing key(s) in state_dict: "lin.bias". \n\tUnexpected key(s) in state_dict: "zz", "a.b", "lin.x". \n\tsize mismatch for buf: copying a param with shape torch.Size([3]) from checkpoint, the shape in current model is torch.Size([1]).\n\tsize mismatch for lin.weight: copying a param with shape torch.Size([2, 2]) from checkpoint, the shape in current model is torch.Size([1, 1]).',
    ],
    [
      "unexpected keys in the modules' order",
      () => new nn.Sequential(new nn.Linear(1, 1), new nn.Linear(1, 1)),
      { '1.x': ones([1]), '0.x': ones([1]), q: ones([1]), '0.weight': ones([1, 1]) },
      'Error(s) in loading state_dict for Sequential:\n\tMissing key(s) in state_dict: "0.bias", "1.weight", "1.bias". \n\tUnexpected key(s) in state_dict: "q", "0.x", "1.x". ',
    ],
  ]
  it.each(ERRORS)('%s', (_, make, state, message) => {
    const module = make()
    const before = nn.deepcopy(module.stateDict())
    let error: unknown
    try {
      module.loadStateDict(state as nn.StateDict)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(CheckpointError)
    expect((error as Error).message).toBe(message)
    for (const [key, values] of Object.entries(module.stateDict())) expect(values.data).toEqual(before[key]!.data)
  })
})

it('to(device) moves whole trees: integers, what is not saved and what is shared, on to what they share there', () => {
  const lent: Device = { ...cpu, name: 'lent', collected: false }
  const bn = new nn.BatchNorm1d(2)
  const model = new nn.Sequential(bn, new nn.Sequential(bn, new nn.LazyLinear(3)))
  bn.registerBuffer('scratch', tensor([true]), { persistent: false })
  model.to(lent)
  const held = [...model.parameters(), ...model.buffers()]
  expect(new Set(held.map((x) => x.device))).toEqual(new Set([lent]))
  expect(bn.num_batches_tracked!.dtype).toBe('int64')
  expect(bn.num_batches_tracked).toBeInstanceOf(nn.Buffer)
  expect([...bn.namedBuffers()].map(([name]) => name)).toContain('scratch')
  expect(Object.keys(bn.stateDict())).not.toContain('scratch')
  const lazy = model.getSubmodule('1.1') as nn.LazyLinear
  expect(String(lazy.weight)).toBe('<UninitializedParameter>')
  expect(model(ones([2, 2], { device: lent })).device).toBe(lent)
  expect(lazy.weight.device).toBe(lent)
})
