import * as nn from '@torchlet/nn'
import {
  ArgumentError,
  add,
  div,
  mul,
  observe,
  ones,
  relu,
  ShapeError,
  softmax,
  type Tensor,
  tensor,
  tidy,
} from '@torchlet/tensor-core/ops'
import { describe, expect, it } from 'vitest'
import { capture, firstNonFinite, type TraceOptions, trace } from '../src'
import { LeNet, lenet, Shared } from './networks'

const shapes = (found: Record<string, Tensor>) =>
  Object.fromEntries(Object.entries(found).map(([k, v]) => [k, [...v.shape]]))

describe('capture: which activations', () => {
  const { network, image } = lenet()
  const cases: [string, TraceOptions, Record<string, number[]>][] = [
    [
      'every layer without layers of its own, by default',
      {},
      { conv1: [1, 6, 24, 24], conv2: [1, 12, 8, 8], fc1: [1, 120], fc2: [1, 60], out: [1, 10] },
    ],
    ['a list of names', { layers: ['fc2', 'conv1'] }, { conv1: [1, 6, 24, 24], fc2: [1, 60] }],
    ['a pattern', { layers: 'fc*' }, { fc1: [1, 120], fc2: [1, 60] }],
    ['an expression', { layers: /conv\d/g }, { conv1: [1, 6, 24, 24], conv2: [1, 12, 8, 8] }],
    ['the whole network, whose name is empty', { layers: '' }, { '': [1, 10] }],
    [
      'ops between the layers, in order',
      { ops: true },
      {
        conv1: [1, 6, 24, 24],
        relu: [1, 6, 24, 24],
        maxPool2d: [1, 6, 12, 12],
        conv2: [1, 12, 8, 8],
        'relu#2': [1, 12, 8, 8],
        'maxPool2d#2': [1, 12, 4, 4],
        flatten: [1, 192],
        fc1: [1, 120],
        'relu#3': [1, 120],
        fc2: [1, 60],
        'relu#4': [1, 60],
        out: [1, 10],
      },
    ],
    [
      'ops by pattern, inside layers too',
      { layers: 'out', ops: ['conv2d', 'fc1.*'] },
      { 'conv1.conv2d': [1, 6, 24, 24], 'conv2.conv2d': [1, 12, 8, 8], 'fc1.linear': [1, 120], out: [1, 10] },
    ],
  ]
  it.each(cases)('%s', (_, options, expected) => {
    const found = capture(network, image, options)
    expect(Object.keys(found)).toEqual(Object.keys(expected))
    expect(shapes(found)).toEqual(expected)
  })

  it('gives the numbers that the layers give', () => {
    const found = capture(network, image, { ops: true })
    expect(found.conv1?.toArray()).toEqual(network.conv1(image).toArray())
    expect(found.relu?.toArray()).toEqual(relu(network.conv1(image)).toArray())
    expect(found.out?.toArray()).toEqual(network(image).toArray())
  })

  it('tells the calls of a layer apart', () => {
    const { steps } = trace(new Shared(), ones([1, 4, 8, 8]))
    expect(steps.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'conv Conv2d',
      'act ReLU',
      'conv#2 Conv2d',
      'act#2 ReLU',
      'conv#3 Conv2d',
      'act#3 ReLU',
      'head.0 Flatten',
      'head.1 Linear',
    ])
  })
})

describe('capture: what it holds', () => {
  it('is what the layer gave, though the next one overwrites it', () => {
    const network = new nn.Sequential(new nn.Identity(), new nn.ReLU({ inplace: true }), new nn.Identity())
    const found = capture(network, tensor([-1, 2]))
    expect(found['0']?.toArray()).toEqual([-1, 2])
    expect(found['1']?.toArray()).toEqual([0, 2])
  })

  it('outlives a tidy inside the forward, and not one around the call', () => {
    class Tidy extends nn.Module {
      first = new nn.Identity()
      forward(x: Tensor): Tensor {
        return tidy(() => mul(this.first(add(x, 1)), 2))
      }
    }
    const kept = capture(new Tidy(), tensor([1]))
    expect(kept.first?.toArray()).toEqual([2])
    let lost: Tensor | undefined
    tidy(() => {
      lost = capture(new Tidy(), tensor([1])).first
    })
    expect(() => lost?.data).toThrow(/disposed/)
  })

  it('keeps arrays and objects of tensors as they are', () => {
    class Pair extends nn.Module<[Tensor], [Tensor, { total: Tensor }]> {
      forward(x: Tensor): [Tensor, { total: Tensor }] {
        return [x, { total: softmax(x, 0) }]
      }
    }
    const { '': found } = capture<[Tensor, { total: Tensor }]>(new Pair(), tensor([3]))
    expect([found?.[0].toArray(), found?.[1].total.toArray()]).toEqual([[3], [1]])
  })

  it('leaves no hook behind, also after an error', () => {
    const network = new LeNet()
    expect(() => capture(network, ones([1, 1, 4, 4]))).toThrow(ShapeError)
    let ops = 0
    const { image } = lenet()
    observe({ after: () => void ops++ }, () => network(image))
    const before = ops
    capture(network, image)
    ops = 0
    observe({ after: () => void ops++ }, () => network(image))
    expect(ops).toBe(before)
  })
})

describe('capture: bad input', () => {
  const { network, image } = lenet()
  const cases: [string, () => unknown, RegExp][] = [
    ['no module', () => capture({} as never, image), /capture: expected a Module, got Object/],
    ['no tensor', () => capture(network, [1]), /inputs are a Tensor or an array .* got number 1/],
    [
      'no such layer',
      () => capture(network, image, { layers: ['conv9'] }),
      /no layer is called conv9; there are conv1, conv2/,
    ],
    ['no pattern', () => capture(network, image, { layers: 3 as never }), /a pattern or a list of them, got number 3/],
    ['an option that is none', () => capture(network, image, { layer: 'x' } as never), /unknown option 'layer'/],
    [
      'a layer that is never called',
      () => capture(new Unused(), image, { layers: 'unused' }),
      /unused is a layer, but/,
    ],
  ]
  class Unused extends nn.Module {
    unused = new nn.Identity()
    forward(x: Tensor): Tensor {
      return x
    }
  }
  it.each(cases)('%s', (_, run, message) => {
    expect(run).toThrow(ArgumentError)
    expect(run).toThrow(message)
  })
})

describe('firstNonFinite', () => {
  class Dividing extends nn.Module {
    first = new nn.Identity()
    last = new nn.ReLU()
    forward(x: Tensor): Tensor {
      return this.last(div(1, this.first(x)))
    }
  }
  it('names the op or layer that gives it first', () =>
    expect(firstNonFinite(new Dividing(), tensor([[2, 0]]))).toEqual({
      name: 'div',
      kind: 'op',
      type: 'div',
      value: Infinity,
      index: [0, 1],
    }))
  it('is null where all is finite', () => expect(firstNonFinite(new Dividing(), tensor([1]))).toBeNull())
})
