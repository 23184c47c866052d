import { describe, expect, test } from 'vitest'
import { load, loadCheckpoint } from '../src/index'
import { described, expected, golden, goldenPath, refusal, withoutStrides } from './helpers'

describe('files that PyTorch and NumPy wrote are read as they say', () => {
  for (const [name, content] of Object.entries(expected)) {
    test(name, async () => {
      const found = described(await loadCheckpoint(goldenPath(name)))
      const strided = name.endsWith('.pt') && !name.startsWith('floats')
      expect(strided ? found : withoutStrides(found)).toEqual(strided ? content : withoutStrides(content))
    })
  }
})

test('load gives a state_dict in key order', async () => {
  for (const name of ['state.pt', 'state-legacy.pt', 'checkpoint-2.pt', 'checkpoint-5-legacy.pt'])
    expect(Object.keys(await load(goldenPath(name)))).toEqual([
      'conv.weight',
      'conv.bias',
      'norm.weight',
      'norm.bias',
      'norm.running_mean',
      'norm.running_var',
      'norm.num_batches_tracked',
      'out.weight',
      'out.bias',
    ])
})

test('tensors that share memory share it after loading', async () => {
  for (const name of ['views.pt', 'views-legacy.pt']) {
    const state = await load(goldenPath(name))
    expect(state.encoder!.storage).toBe(state.decoder!.storage)
    expect(state.base!.storage).toBe(state.transposed!.storage)
    expect(state.base!.storage).not.toBe(state.encoder!.storage)
    expect(state.corner!.offset).toBe(8)
    expect(state.transposed!.strides).toEqual([1, 6])
  }
})

describe('what PyTorch wrote and is no data is refused by name, with advice', () => {
  const cases: [string, RegExp][] = [
    ['whole-model.pt', /torch\.nn\.modules\.container\.Sequential.*whole pickled model.*state_dict/s],
    ['whole-model-legacy.pt', /whole pickled model.*state_dict/s],
    ['torchscript.pt', /__torch__.*TorchScript.*state_dict/s],
    ['sparse.pt', /sparse.*to_dense/is],
    ['quantized.pt', /_rebuild_qtensor.*dequantize|QInt8Storage.*dequantize/s],
    ['numpy-scalar.pt', /numpy\.core\.multiarray\.scalar.*NumPy/s],
    ['complex.pt', /complex64.*no tensor can hold/s],
    ['object.npy', /object/],
    ['text.npy', /<U2/],
  ]
  for (const [name, message] of cases)
    test(name, async () => expect(await refusal(() => load(golden(name)))).toMatch(message))
})

describe('load says what a checkpoint without a state_dict holds', () => {
  test('a single tensor', async () =>
    expect(await refusal(() => load(golden('single.pt')))).toMatch(/no state_dict.*a tensor \[2, 3\]/s))
})
