/* What a class or a user gives a container beside its entries, what is printed twice, and what is refused with nothing lost. */
import { ArgumentError, ones, type Tensor, tensor, zeros } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import * as nn from '../src/index'

class Stack extends nn.ModuleList {
  scale = new nn.Parameter(ones([2]))
  head = new nn.Linear(1, 1)
}
class Table extends nn.ModuleDict {
  scale = new nn.Parameter(ones([2]))
  head = new nn.Linear(1, 1)
}
class Chain extends nn.Sequential {
  scale = new nn.Parameter(ones([2]))
  head = new nn.Linear(1, 1)
}
class Weights extends nn.ParameterList {
  scale = new nn.Parameter(ones([2]))
  head = new nn.Linear(1, 1)
}

describe.each<[string, () => nn.AnyModule, string[]]>([
  ['ModuleList', () => new Stack([new nn.PReLU()]), ['scale', '0.weight', 'head.weight', 'head.bias']],
  ['ModuleDict', () => new Table({ a: new nn.PReLU() }), ['scale', 'a.weight', 'head.weight', 'head.bias']],
  ['Sequential', () => new Chain(new nn.PReLU()), ['scale', '0.weight', 'head.weight', 'head.bias']],
  ['ParameterList', () => new Weights([zeros([1])]), ['0', 'scale', 'head.weight', 'head.bias']],
])("fields of a %s's subclass", (_, make, keys) => {
  it('are saved, loaded, moved and copied', () => {
    const container = make()
    expect(Object.keys(container.stateDict())).toEqual(keys)
    const state = Object.fromEntries(
      Object.entries(container.stateDict()).map(([key, x]) => [key, zeros([...x.shape])]),
    )
    container.loadStateDict(state)
    const copy = nn.deepcopy(container)
    container.double()
    const [scale] = [container, copy].map((one) => (one as unknown as { scale: nn.Parameter }).scale)
    expect([scale!.dtype, scale!.sum().item()]).toEqual(['float64', 0])
    expect(Object.values(copy.stateDict()).map((x) => x.dtype)).toEqual(keys.map(() => 'float32'))
    expect(container.getParameter('head.weight').dtype).toBe('float64')
  })
})

it("a Sequential calls its subclass's fields behind its entries, in order", () => {
  class Double extends nn.Module {
    forward(x: Tensor): Tensor {
      return x.mul(2)
    }
  }
  class Affine extends nn.Sequential {
    relu = new nn.ReLU()
    twice = new Double()
    note = 'no module'
    nothing = null
  }
  expect([...new Affine(new Double())(tensor([-1, 3])).data]).toEqual([0, 12])
})

it('what is registered in a container, or put beside its entries, is not lost', () => {
  const list = new nn.ModuleList([new nn.ReLU()])
  list.registerBuffer('mask', ones([1]))
  list.registerParameter('gain', new nn.Parameter(ones([1])))
  list[5] = new nn.PReLU()
  expect(Object.keys(list.stateDict())).toEqual(['gain', 'mask', '5.weight'])
  expect(String(list)).toBe('ModuleList(\n  (0): ReLU()\n  (5): PReLU(num_parameters=1)\n)')
})

it('a shared module is printed under each of its names, as PyTorch prints it', () => {
  class Tied extends nn.Module {
    encode = new nn.Linear(1, 1)
    decode = this.encode
    forward(x: Tensor): Tensor {
      return this.decode(this.encode(x))
    }
  }
  const line = 'Linear(in_features=1, out_features=1, bias=True)'
  expect(String(new Tied())).toBe(`Tied(\n  (encode): ${line}\n  (decode): ${line}\n)`)
  const relu = new nn.ReLU()
  expect(String(new nn.ModuleList([relu, relu]))).toBe('ModuleList(\n  (0): ReLU()\n  (1): ReLU()\n)')
})

it('an insertion that is refused takes nothing out', () => {
  const list = new nn.ModuleList([new nn.ReLU(), new nn.Tanh()])
  expect(() => list.insert(0, 3 as never)).toThrow('int is not a Module subclass')
  expect(list.length).toBe(2)
})

it('a member of the same role may be registered again', () => {
  class Layer extends nn.Module {
    weight = new nn.Parameter(ones([1]))
    forward(x: Tensor): Tensor {
      return x.mul(this.weight)
    }
  }
  const layer = new Layer()
  layer.registerParameter('weight', new nn.Parameter(zeros([3])))
  expect([...layer.weight.shape]).toEqual([3])
  expect(() => layer.registerBuffer('weight', ones([1]))).toThrow("attribute 'weight' already exists")
})

describe('is refused, and says what to do', () => {
  class NoForward extends (nn.Module as unknown as new () => nn.Linear) {}
  it.each<[string, () => unknown, new (...args: never[]) => Error, string]>([
    [
      'a promise of a state',
      () => new nn.ReLU().loadStateDict(Promise.resolve({}) as never),
      TypeError,
      'Expected state_dict to be dict-like, got Promise. Await it first.',
    ],
    ['a Map', () => new nn.ReLU().loadStateDict(new Map() as never), TypeError, 'got Map. Object.fromEntries makes it'],
    ['an array', () => new nn.ReLU().loadStateDict([] as never), TypeError, 'got Array.'],
    ['no forward', () => new NoForward()(ones([1])), TypeError, 'Module [NoForward] is missing the required "forward"'],
    ['no dtype', () => new nn.ReLU().to('float33' as never), ArgumentError, "no dtype is called 'float33'"],
    ['nothing', () => new nn.ReLU().to(undefined as never), ArgumentError, 'got undefined'],
    ['no buffer', () => new nn.Linear(1, 1).getBuffer('weight'), ArgumentError, '`weight` is not a buffer'],
  ])('%s', (_, act, error, message) => {
    expect(act).toThrow(error)
    expect(act).toThrow(message)
  })
})
