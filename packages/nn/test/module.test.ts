/* The module itself: members, traversal, state, hooks, modes, and what bad input is told. */
import { ArgumentError, arange, CheckpointError, meta, ones, type Tensor, tensor, zeros } from '@torchlet/tensor-core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import * as nn from '../src/index'

class Pair extends nn.Module<[Tensor, Tensor], [Tensor, Tensor]> {
  readonly #scale: number
  left = new nn.Linear(2, 2)
  right = new nn.Linear(2, 2)
  constructor(scale = 2) {
    super()
    this.#scale = scale
  }
  get scale(): number {
    return this.#scale
  }
  override forward(a: Tensor, b: Tensor): [Tensor, Tensor] {
    return [this.left(a).mul(this.#scale), this.right(b)]
  }
}

/** A module that shares a parameter, a module, and holds what is neither. */
class Shared extends nn.Module {
  first = new nn.Linear(2, 2)
  again = this.first
  tied = this.first.weight
  mask = new nn.Buffer(ones([2]))
  scratch = new nn.Buffer(zeros([2]), { persistent: false })
  plain = ones([2])
  list = [new nn.Linear(1, 1)]
  absent: nn.Linear | null = null
  override forward(x: Tensor): Tensor {
    return this.again(this.first(x))
  }
}

describe('a module is an object that can be called', () => {
  it('with private fields, getters, several arguments and results', () => {
    const pair = new Pair(3)
    const [a] = pair(ones([2]), ones([2]))
    expect(a.toArray()).toEqual(
      pair
        .left(ones([2]))
        .mul(3)
        .toArray(),
    )
    expect(pair.scale).toBe(3)
    expect(pair).toBeInstanceOf(Pair)
    expect(pair).toBeInstanceOf(nn.Module)
    expectTypeOf(pair).parameters.toEqualTypeOf<[Tensor, Tensor]>()
    expectTypeOf(pair).returns.toEqualTypeOf<[Tensor, Tensor]>()
    // @ts-expect-error: one argument is missing
    expect(() => pair(ones([2]))).toThrow()
  })

  it('whose fields may be called name and length', () => {
    class Named extends nn.Module {
      override name = 'mine'
      override length = 7
      override forward(x: Tensor): Tensor {
        return x
      }
    }
    const named = new Named()
    expect([named.name, named.length, String(named)]).toEqual(['mine', 7, 'Named()'])
  })
})

describe('members', () => {
  const network = new Shared()

  it('are listed once, in the order of assignment', () => {
    expect([...network.namedParameters()].map(([name]) => name)).toEqual(['tied', 'first.bias'])
    expect([...network.namedBuffers()].map(([name]) => name)).toEqual(['mask', 'scratch'])
    expect([...network.namedChildren()].map(([name]) => name)).toEqual(['first'])
    expect([...network.namedModules()].map(([name]) => name)).toEqual(['', 'first'])
    expect([...network.namedParameters({ prefix: 'net', recurse: false })].map(([name]) => name)).toEqual(['net.tied'])
  })

  it('are all in the state, shared ones under each name, without what is not persistent', () => {
    expect(Object.keys(network.stateDict())).toEqual([
      'tied',
      'mask',
      'first.weight',
      'first.bias',
      'again.weight',
      'again.bias',
    ])
    expect(Object.keys(network.first.stateDict({ prefix: 'x.' }))).toEqual(['x.weight', 'x.bias'])
    expect(network.stateDict({ keepVars: true }).tied).toBe(network.first.weight)
    expect(network.stateDict().tied).not.toBeInstanceOf(nn.Parameter)
    expect(network.stateDict().tied!.storage).toBe(network.first.weight.storage)
  })

  it('are found by path', () => {
    expect(network.getSubmodule('')).toBe(network)
    expect(network.getSubmodule('first')).toBe(network.first)
    expect(network.getParameter('first.bias')).toBe(network.first.bias)
    expect(network.getBuffer('mask')).toBe(network.mask)
    expect(() => network.getSubmodule('first.second')).toThrow('Linear has no attribute `second`')
    expect(() => network.getSubmodule('plain')).toThrow('`plain` is not an nn.Module')
    expect(() => network.getParameter('mask')).toThrow('`mask` is not an nn.Parameter')
  })

  it('can be added, replaced and taken away', () => {
    const fc = new nn.Linear(2, 2)
    fc.registerModule('extra', new nn.ReLU())
    fc.registerBuffer('count', tensor(3n))
    fc.registerParameter('none', null)
    expect(Object.keys(fc.stateDict())).toEqual(['weight', 'bias', 'count'])
    fc.bias = null
    expect(Object.keys(fc.stateDict())).toEqual(['weight', 'count'])
    expect(String(fc)).toBe('Linear(\n  in_features=2, out_features=2, bias=False\n  (extra): ReLU()\n)')
    const fields = fc as unknown as { count: unknown; extra: unknown }
    fields.count = ones([2])
    expect(fields.count).toBeInstanceOf(nn.Buffer)
    expect(() => (fields.count = 5)).toThrow("cannot assign 'int' as buffer 'count' (torch.Tensor or None expected)")
    expect(() => (fields.extra = 'x')).toThrow(
      "cannot assign 'str' as child module 'extra' (torch.nn.Module or None expected)",
    )
  })

  const NAMES: [string, RegExp][] = [
    ['', /can't be empty string/],
    ['a.b', /can't contain "\."/],
    ['forward', /attribute 'forward' already exists/],
  ]
  it.each(NAMES)('are not called %j', (name, message) => {
    expect(() => new nn.Linear(1, 1).registerParameter(name, null)).toThrow(message)
    expect(() => new nn.Linear(1, 1).registerModule(name, null)).toThrow(message)
  })

  it('may go round in a circle', () => {
    class Node extends nn.Module {
      weight = new nn.Parameter(ones([1]))
      next: Node | null = null
      override forward(x: Tensor): Tensor {
        return x
      }
    }
    const node = new Node()
    node.next = new Node()
    expect([...node.namedParameters()].map(([name]) => name)).toEqual(['weight', 'next.weight'])
    node.next.next = node
    expect([...node.namedModules()].map(([name]) => name)).toEqual(['', 'next'])
    expect(String(node)).toContain('Node(...)')
  })
})

describe('hooks', () => {
  it('replace arguments and results', () => {
    const fc = new nn.Identity()
    fc.registerForwardPreHook((_, [x]) => [x.add(1)])
    fc.registerForwardPreHook((_, [x]) => x.mul(10))
    fc.registerForwardHook((_, [x], y) => y.add(x))
    expect(fc(tensor([1])).toArray()).toEqual([40])
  })

  it('registered or removed while they run change the next call', () => {
    const seen: string[] = []
    const fc = new nn.Identity()
    const first = fc.registerForwardHook(() => {
      seen.push('first')
      first.remove()
      fc.registerForwardHook(() => void seen.push('late'))
    })
    fc.registerForwardHook(() => void seen.push('second'))
    fc(ones([1]))
    fc(ones([1]))
    expect(seen).toEqual(['first', 'second', 'second', 'late'])
  })

  it('are taken away at the end of a block', () => {
    const fc = new nn.Identity()
    let count = 0
    {
      using _handle = fc.registerForwardHook(() => void count++)
      fc(ones([1]))
    }
    fc(ones([1]))
    expect(count).toBe(1)
    expect(() => fc.registerForwardHook(5 as never)).toThrow('expected a function as hook, got number')
  })

  it('change what is saved and what is read', () => {
    const fc = new nn.Linear(1, 1)
    fc.registerStateDictHook((_, state, prefix) => {
      state[`${prefix}version`] = tensor(2n)
    })
    expect(Object.keys(fc.stateDict())).toEqual(['weight', 'bias', 'version'])
    const old = { w: ones([1, 1]), bias: zeros([1]) }
    fc.registerLoadStateDictPreHook((_, state, prefix) => {
      state[`${prefix}weight`] ??= state[`${prefix}w`]!
      delete state[`${prefix}w`]
    })
    fc.loadStateDict(old)
    expect(fc.weight.toArray()).toEqual([[1]])
    expect(Object.keys(old)).toEqual(['w', 'bias'])
  })
})

describe('loading', () => {
  const state = () => ({ weight: ones([2, 2]), bias: ones([2]) })

  it('copies into the tensors that are there, or puts others in their place', () => {
    const fc = new nn.Linear(2, 2)
    const { weight } = fc
    fc.loadStateDict(state())
    expect(fc.weight).toBe(weight)
    const given = state()
    fc.loadStateDict(given, { assign: true })
    expect(fc.weight).not.toBe(weight)
    expect(fc.weight.storage).toBe(given.weight.storage)
    expect(fc.weight.requiresGrad).toBe(true)
  })

  it('casts to what is there', () => {
    const half = new nn.Linear(2, 2).half()
    half.loadStateDict(state())
    expect([half.weight.dtype, half.weight.toArray()]).toEqual([
      'float16',
      [
        [1, 1],
        [1, 1],
      ],
    ])
  })

  it('without strict takes what fits by name', () => {
    const fc = new nn.Linear(2, 2)
    expect(fc.loadStateDict({ weight: ones([2, 2]), other: ones([1]) }, { strict: false })).toEqual({
      missingKeys: ['bias'],
      unexpectedKeys: ['other'],
    })
    expect(() => fc.loadStateDict({ weight: ones([3, 2]) }, { strict: false })).toThrow(/size mismatch for weight/)
  })

  it('takes a vector of one for a 0-d tensor, as checkpoints once held it', () => {
    class Scalar extends nn.Module {
      value = new nn.Parameter(tensor(0))
      override forward(x: Tensor): Tensor {
        return x.mul(this.value)
      }
    }
    const scalar = new Scalar()
    scalar.loadStateDict({ value: tensor([5]) })
    expect(scalar.value.item()).toBe(5)
  })

  it('takes a batch norm that does not count its batches, as old checkpoints hold it', () => {
    const norm = new nn.BatchNorm2d(3)
    const { num_batches_tracked: _, ...old } = norm.stateDict()
    expect(norm.loadStateDict(old)).toEqual({ missingKeys: [], unexpectedKeys: [] })
  })

  const BAD: [string, unknown, string][] = [
    ['nothing', null, 'Expected state_dict to be dict-like, got NoneType.'],
    ['a tensor', ones([1]), 'Expected state_dict to be dict-like, got torch.FloatTensor.'],
    [
      'a number for a tensor',
      { weight: 5, bias: zeros([2]) },
      'While copying the parameter named "weight", expected torch.Tensor or Tensor-like object from checkpoint but received int',
    ],
    [
      'values that are not there',
      { weight: zeros([2, 2], { device: meta }), bias: zeros([2]) },
      'is not read synchronously',
    ],
  ]
  it.each(BAD)('of %s is an error, and nothing is written', (_, given, message) => {
    const fc = new nn.Linear(2, 2)
    const before = fc.bias!.data.slice()
    expect(() => fc.loadStateDict(given as never)).toThrow(message)
    expect(fc.bias!.data).toEqual(before)
  })

  it('tells of every module at once', () => {
    const attempt = () => new Pair().loadStateDict({ 'left.weight': ones([1]), 'right.weight': ones([2]) })
    expect(attempt).toThrow(CheckpointError)
    expect(attempt).toThrow(
      /Missing key\(s\) in state_dict: "left.bias", "right.bias"\. \n\tsize mismatch for left.weight[^\n]*\n\tsize mismatch for right.weight/,
    )
  })
})

describe('modes and casts reach the whole tree', () => {
  it('train, eval, requiresGrad_, apply', () => {
    const network = new nn.Sequential(new nn.Linear(1, 1), new nn.Sequential(new nn.Dropout()))
    expect([...network.eval().modules()].every((module) => !module.training)).toBe(true)
    expect([...network.train().modules()].every((module) => module.training)).toBe(true)
    expect([...network.requiresGrad_(false).parameters()].some((parameter) => parameter.requiresGrad)).toBe(false)
    const seen: string[] = []
    network.apply((module) => void seen.push(module.constructor.name))
    expect(seen).toEqual(['Linear', 'Dropout', 'Sequential', 'Sequential'])
    expect(() => network.train('yes' as never)).toThrow('training mode is expected to be boolean')
  })

  it('to(dtype) casts floats, leaves integers, and what was shared stays shared', () => {
    const network = new Shared()
    network.registerBuffer('steps', tensor(3n))
    network.double()
    expect(network.first.weight).toBe(network.tied)
    expect(Object.values(network.stateDict()).map((values) => values.dtype)).toEqual([
      'float64',
      'float64',
      'int64',
      ...new Array(4).fill('float64'),
    ])
    expect(network.tied.requiresGrad).toBe(true)
    expect(() => network.to('int32')).toThrow(ArgumentError)
  })

  it('to(device) moves', () => {
    const network = new nn.Linear(2, 2).to(meta)
    expect(network.weight.device).toBe(meta)
    expect(String(network(zeros([3, 2], { device: meta })).shape)).toBe('torch.Size([3, 2])')
  })
})

describe('containers', () => {
  it('Sequential is edited like a list', () => {
    const model = new nn.Sequential(new nn.Linear(1, 1), new nn.ReLU())
    model.append(new nn.Tanh()).insert(1, new nn.Sigmoid())
    expect([...model].map((module) => module.constructor.name)).toEqual(['Linear', 'Sigmoid', 'ReLU', 'Tanh'])
    expect([model.length, model[1], model.at(-1)]).toEqual([4, model.at(1), model[3]])
    expect([...model.namedChildren()].map(([name]) => name)).toEqual(['0', '1', '2', '3'])
    expect(() => model.at(4)).toThrow('index 4 is out of range')
    expect(() => model.append(5 as never)).toThrow('int is not a Module subclass')
  })

  it('with ten and more keep their order, named or not', () => {
    const many = new nn.Sequential(...Array.from({ length: 12 }, () => new nn.Linear(1, 1, { bias: false })))
    expect(Object.keys(many.stateDict())).toEqual(Array.from({ length: 12 }, (_, i) => `${i}.weight`))
    const named = new nn.Sequential({ conv: new nn.Conv2d(1, 1, 1), act: new nn.ReLU() })
    expect(String(named)).toBe(
      'Sequential(\n  (conv): Conv2d(1, 1, kernel_size=(1, 1), stride=(1, 1))\n  (act): ReLU()\n)',
    )
    expect(named(arange(4).reshape([1, 1, 2, 2])).shape).toEqual([1, 1, 2, 2])
  })

  it('ModuleList registers and is not called', () => {
    const list = new nn.ModuleList([new nn.Linear(1, 1)])
    expect(Object.keys(list.stateDict())).toEqual(['0.weight', '0.bias'])
    expect(() => (list as unknown as () => void)()).toThrow('missing the required "forward" function')
  })
})
