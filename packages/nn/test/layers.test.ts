/* What the golden tables do not ask: keywords, options that do not exist, containers, lazy layers, bad input. */
import {
  ArgumentError,
  DTypeError,
  IndexError,
  manualSeed,
  ones,
  rand,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import * as nn from '../src/index'

describe('arguments by name', () => {
  it.each<[string, () => nn.AnyModule, () => nn.AnyModule]>([
    [
      'Conv1d',
      () => new nn.Conv1d({ inChannels: 2, outChannels: 4, kernelSize: 3, stride: 2 }),
      () => new nn.Conv1d(2, 4, 3, { stride: 2 }),
    ],
    ['MaxPool2d', () => new nn.MaxPool2d({ kernelSize: 2, stride: 1 }), () => new nn.MaxPool2d(2, { stride: 1 })],
    ['AvgPool3d', () => new nn.AvgPool3d({ kernelSize: 2 }), () => new nn.AvgPool3d(2)],
    ['BatchNorm2d', () => new nn.BatchNorm2d({ numFeatures: 3, eps: 0.1 }), () => new nn.BatchNorm2d(3, { eps: 0.1 })],
    ['LayerNorm', () => new nn.LayerNorm({ normalizedShape: [2, 3] }), () => new nn.LayerNorm([2, 3])],
    ['Embedding', () => new nn.Embedding({ numEmbeddings: 4, embeddingDim: 2 }), () => new nn.Embedding(4, 2)],
    [
      'LSTM',
      () => new nn.LSTM({ inputSize: 2, hiddenSize: 3, numLayers: 2 }),
      () => new nn.LSTM(2, 3, { numLayers: 2 }),
    ],
    [
      'MultiheadAttention',
      () => new nn.MultiheadAttention({ embedDim: 4, numHeads: 2 }),
      () => new nn.MultiheadAttention(4, 2),
    ],
    ['ConstantPad1d', () => new nn.ConstantPad1d({ padding: 1, value: 2 }), () => new nn.ConstantPad1d(1, 2)],
    ['LazyLinear', () => new nn.LazyLinear({ outFeatures: 2 }), () => new nn.LazyLinear(2)],
  ])('%s', (_, named, positional) => {
    manualSeed(0)
    const a = named()
    manualSeed(0)
    const b = positional()
    expect(String(a)).toBe(String(b))
    expect(Object.keys(a.stateDict())).toEqual(Object.keys(b.stateDict()))
  })
})

describe('what does not fit is an error', () => {
  const image = zeros([1, 2, 4, 4])
  it.each<[string, () => unknown, new (...args: never[]) => Error]>([
    ['a misspelt option', () => new nn.Dropout({ q: 0.5 } as object), ArgumentError],
    [
      'a misspelt option of a function',
      () => nn.functional.avgPool2d(image, 2, { strides: 1 } as object),
      ArgumentError,
    ],
    ['heads that do not divide', () => new nn.MultiheadAttention(5, 2), ArgumentError],
    ['groups that do not divide', () => new nn.GroupNorm(3, 4), ArgumentError],
    ['a kernel larger than the image', () => new nn.Conv2d(2, 1, 7)(image), ShapeError],
    ['a wrong number of channels', () => new nn.Conv2d(3, 1, 2)(image), ShapeError],
    ['a wrong number of features', () => new nn.BatchNorm2d(3)(image), ShapeError],
    ['a row that is not there', () => new nn.Embedding(3, 2)(tensor([3n])), IndexError],
    ['a padding row that is not there', () => new nn.Embedding(3, 2, { paddingIdx: 3 }), ArgumentError],
    ['a probability beyond 1', () => new nn.Dropout({ p: 2 }), ArgumentError],
    ['an input of another size', () => new nn.LSTM(3, 2)(zeros([4, 1, 5])), ShapeError],
    ['a state of another size', () => new nn.GRU(3, 2)(zeros([4, 1, 3]), zeros([1, 2, 2])), ShapeError],
    [
      'a mask of another size',
      () =>
        new nn.MultiheadAttention(4, 2)(zeros([3, 1, 4]), zeros([3, 1, 4]), zeros([3, 1, 4]), {
          attnMask: zeros([2, 2]),
        }),
      ShapeError,
    ],
    [
      'an LSTM state without its c',
      () => new nn.LSTM(3, 2)(zeros([4, 1, 3]), zeros([1, 1, 2]) as never),
      ArgumentError,
    ],
    ['a GRU state in an array', () => new nn.GRU(3, 2)(zeros([4, 1, 3]), [zeros([1, 1, 2])] as never), ArgumentError],
    ['no input', () => (new nn.LSTM(3, 2) as unknown as () => unknown)(), ArgumentError],
    ['no tensor', () => new nn.Embedding(3, 2)(1 as never), ArgumentError],
    [
      'no key',
      () => (new nn.MultiheadAttention(4, 2) as unknown as (x: Tensor) => unknown)(zeros([1, 1, 4])),
      ArgumentError,
    ],
    ['no target', () => (new nn.CrossEntropyLoss() as unknown as (x: Tensor) => unknown)(image), ArgumentError],
    ['classes as float32', () => new nn.CrossEntropyLoss()(zeros([2, 3]), tensor([0, 1])), ShapeError],
    ['an axis by name', () => nn.functional.softmax(image, { dim: 1 } as object), ArgumentError],
    ['an unknown reduction', () => new nn.MSELoss({ reduction: 'median' as 'mean' }), ArgumentError],
    ['reflection past the axis', () => new nn.ReflectionPad2d(4)(image), ShapeError],
    ['options as weights', () => nn.functional.layerNorm(image, [4], { eps: 1 } as never), ArgumentError],
    ['options as running averages', () => nn.functional.batchNorm(image, { eps: 1 } as never, null), ArgumentError],
    ['a number as bias', () => nn.functional.conv2d(image, zeros([1, 2, 2, 2]), 1 as never), ArgumentError],
    ['options as bias', () => nn.functional.linear(image, zeros([1, 4]), {} as never), ArgumentError],
    ['a shape that is a number', () => nn.functional.layerNorm(image, 4 as never), ShapeError],
    ['no kernel', () => (nn.functional.maxPool2d as (x: Tensor) => unknown)(image), ArgumentError],
    ['no window', () => nn.functional.maxPool1d(zeros([1, 1, 2]), 3, { returnIndices: true }), ShapeError],
    ['padding by a number', () => nn.functional.pad(image, 1 as never), ArgumentError],
    ['one value a group', () => nn.functional.groupNorm(zeros([1, 3]), 3), ShapeError],
    ['an alpha of 0', () => new nn.CELU({ alpha: 0 })(image), ArgumentError],
    ['a negative lambd', () => new nn.Softshrink({ lambd: -1 })(image), ArgumentError],
    ['truths to clamp', () => nn.functional.relu6(tensor([true])), DTypeError],
    ['truths to shrink', () => nn.functional.tanhshrink(tensor([true])), DTypeError],
    ['an entry with a dot', () => new nn.ModuleDict({ 'a.b': new nn.ReLU() }), TypeError],
    ['no module', () => new nn.ModuleDict({ a: 1 as never }), TypeError],
  ])('%s', (_, act, error) => {
    expect(act).toThrow(error)
  })
})

describe('an initialization refuses what it does not know', () => {
  const x = zeros([2, 2, 3])
  it.each<[string, () => unknown]>([
    ['uniform_', () => nn.init.uniform_(x, { from: 1 } as object)],
    ['normal_', () => nn.init.normal_(x, 0 as never)],
    ['xavierUniform_', () => nn.init.xavierUniform_(x, { gian: 1 } as object)],
    ['xavierNormal_', () => nn.init.xavierNormal_(x, { a: 1 } as object)],
    ['kaimingUniform_', () => nn.init.kaimingUniform_(x, { nonlinearty: 'relu' } as object)],
    ['kaimingNormal_', () => nn.init.kaimingNormal_(x, { gain: 1 } as object)],
    ['truncNormal_', () => nn.init.truncNormal_(x, { sd: 1 } as object)],
    ['orthogonal_', () => nn.init.orthogonal_(x, { std: 1 } as object)],
    ['dirac_', () => nn.init.dirac_(x, { group: 1 } as object)],
    ['sparse_', () => nn.init.sparse_(x.at(0), 0.5, { sd: 1 } as object)],
    ['calculateGain', () => nn.init.calculateGain('leaky_relu', { slope: 1 } as object)],
    ['no tensor', () => nn.init.ones_(3 as never)],
  ])('%s', (_, act) => {
    expect(act).toThrow(ArgumentError)
    expect(x.sum().item()).toBe(0)
  })
})

it('an argument without its name is told how it is given', () => {
  expect(() => new nn.Dropout(0.5 as never)).toThrow('Dropout: takes ({ p, inplace }); got number 0.5')
  expect(() => new nn.Linear(2, 3, false as never)).toThrow('Linear: takes (inFeatures, outFeatures, { bias })')
})

describe('containers', () => {
  it('ModuleDict is edited by name', () => {
    const dict = new nn.ModuleDict({ a: new nn.ReLU(), b: new nn.Tanh() })
    expect([...dict]).toEqual(['a', 'b'])
    expect((dict as unknown as Record<string, unknown>).a).toBe(dict.get('a'))
    dict.set('a', new nn.Sigmoid()).update({ c: new nn.Identity() })
    expect(String(dict.pop('b'))).toBe('Tanh()')
    expect(String(dict)).toBe('ModuleDict(\n  (a): Sigmoid()\n  (c): Identity()\n)')
    expect(dict.length).toBe(2)
    dict.clear()
    expect(dict.length).toBe(0)
  })

  it('ParameterList holds many, in order', () => {
    const list = new nn.ParameterList(Array.from({ length: 12 }, (_, i) => ones([i])))
    expect(Object.keys(list.stateDict())).toEqual(Array.from({ length: 12 }, (_, i) => String(i)))
    expect([...list.at(-1).shape]).toEqual([11])
    list.loadStateDict(Object.fromEntries(Array.from({ length: 12 }, (_, i) => [String(i), zeros([i])])))
    expect(list[11]!.sum().item()).toBe(0)
    list.double()
    expect(list[3]!.dtype).toBe('float64')
  })
})

describe('lazy layers', () => {
  it('take their size from the checkpoint too', () => {
    const from = new nn.Sequential(new nn.Conv2d(3, 4, 2), new nn.BatchNorm2d(4), new nn.Flatten(), new nn.Linear(4, 2))
    const lazy = new nn.Sequential(
      new nn.LazyConv2d(4, 2),
      new nn.LazyBatchNorm2d(),
      new nn.Flatten(),
      new nn.LazyLinear(2),
    )
    lazy.loadStateDict(from.stateDict())
    expect(String(lazy)).toBe(String(from))
    const x = ones([2, 3, 2, 2])
    expect([...lazy.eval()(x).data]).toEqual([...from.eval()(x).data])
  })

  it('stay lazy where an input is refused', () => {
    const layer = new nn.LazyConv2d(2, 1)
    expect(() => layer(ones([1, 3, 4, 4, 4]))).toThrow(ShapeError)
    expect(String(layer)).toMatch(/^LazyConv2d/)
    expect([...layer(ones([1, 3, 4, 4])).shape]).toEqual([1, 2, 4, 4])
    expect(layer.inChannels).toBe(3)
  })

  it.each<[string, () => nn.LazyLinear | nn.LazyConv1d, number[]]>([
    ['LazyLinear', () => new nn.LazyLinear(2), [1, 2]],
    ['LazyConv1d', () => new nn.LazyConv1d(2, 1), [1, 2, 1]],
  ])('%s draws in the dtype that was asked for before it had a size', (_, make, shape) => {
    const drawn = { float64: [0.6647553301890121, 0.20509507754883882], bfloat16: [0.2431640625, -0.337890625] }
    for (const dtype of ['float64', 'bfloat16'] as const) {
      manualSeed(0)
      const layer = make().to(dtype)
      layer(ones(shape, { dtype }))
      expect(
        [layer.weight.at(0, 0), layer.bias!.at(0)].map((x) => x.flatten().at(0).item()),
        dtype,
      ).toEqual(drawn[dtype])
      // As many numbers as were needed, and none more.
      const next = { float64: 0.17860617520075095, bfloat16: 0.9207476841219603 }
      expect(rand([], { dtype: 'float64' }).item(), dtype).toBe(next[dtype])
    }
  })

  it('are of their class afterwards', () => {
    const layer = new nn.LazyLinear(2)
    expect(String(layer.weight)).toBe('<UninitializedParameter>')
    layer(ones([1, 5]))
    expect(layer).not.toBeInstanceOf(nn.LazyLinear)
    expect([...layer.weight.shape]).toEqual([2, 5])
    expect(layer.inFeatures).toBe(5)
  })
})

it('dropout of the last axes keeps what other tensors hold', () => {
  const x = ones([2, 3])
  new nn.Dropout({ p: 0.5 })(x)
  expect(x.sum().item()).toBe(6)
})

it('a pretrained table draws no random numbers and is shared', () => {
  const table = tensor([
    [1, 2],
    [3, 4],
  ])
  manualSeed(0)
  const before = new nn.Linear(1, 1).weight.item()
  manualSeed(0)
  const layer = nn.Embedding.fromPretrained(table, { paddingIdx: -1 })
  expect(new nn.Linear(1, 1).weight.item()).toBe(before)
  expect(String(layer)).toBe('Embedding(2, 2, padding_idx=1)')
  expect(layer.weight.requiresGrad).toBe(false)
  table.fill_(7)
  expect(layer(tensor([0n])).toArray()).toEqual([[7, 7]])
})

it('a pool that gives indices is typed so, and its inverse takes them', () => {
  const x = tensor([[[1, 5, 2, 4]]])
  const [values, indices] = new nn.MaxPool1d(2, { returnIndices: true })(x)
  expect(indices.toArray()).toEqual([[[1, 3]]])
  expect(new nn.MaxUnpool1d(2)(values, indices).toArray()).toEqual([[[0, 5, 0, 4]]])
  const plain: Tensor = new nn.MaxPool1d(2)(x)
  expect(plain.toArray()).toEqual(values.toArray())
})

it('an empty batch leaves the running statistics as they are', () => {
  const layer = new nn.BatchNorm1d(3)
  expect(layer(zeros([0, 3])).shape).toEqual([0, 3])
  expect([layer.running_mean!.toArray(), layer.running_var!.toArray()]).toEqual([
    [0, 0, 0],
    [1, 1, 1],
  ])
})

describe('a result that nobody computed is a copy', () => {
  const x = ones([1, 4, 2, 2])
  const F = nn.functional
  it.each<[string, () => Tensor]>([
    ['pixelShuffle', () => F.pixelShuffle(x, 1)],
    ['pixelUnshuffle', () => F.pixelUnshuffle(x, 1)],
    ['channelShuffle', () => F.channelShuffle(x, 1)],
    ['unfold', () => F.unfold(x, 1)],
    ['interpolate', () => F.interpolate(x, { scaleFactor: 1 })],
    ['pad', () => F.pad(x, [0, 0, 0, 0], { mode: 'reflect' })],
  ])('%s', (_, act) => {
    expect(act().storage).not.toBe(x.storage)
  })
})
