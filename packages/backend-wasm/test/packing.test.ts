/* Packed weights: remembered while nobody writes to the weight, made anew when somebody did, freed with it. */
import { arange, manualSeed, randn, type Tensor, tidy } from '@torchlet/tensor-core'
import { conv2d, linear } from '@torchlet/tensor-core/fused'
import { afterAll, describe, expect, it } from 'vitest'
import { wasm } from '../src'

const device = await wasm()
afterAll(() => device.close())

const CASES: readonly [name: string, x: number[], weight: number[], op: (x: Tensor, weight: Tensor) => Tensor][] = [
  ['linear', [5, 30], [20, 30], (x, weight) => linear(x, weight)],
  ['convolution of one pixel', [1, 20, 6, 6], [16, 20, 1, 1], (x, weight) => conv2d(x, weight)],
  ['convolution by Winograd', [1, 20, 6, 6], [16, 20, 3, 3], (x, weight) => conv2d(x, weight)],
  ['convolution tap by tap', [1, 20, 9, 9], [16, 20, 5, 5], (x, weight) => conv2d(x, weight)],
]

/** Ways to write to a tensor. */
const WRITES: Record<string, (weight: Tensor) => void> = {
  'an op in place': (weight) => weight.mul_(2),
  'a copy': (weight) => weight.copy_(weight.add(1)),
  'a copy into a part': (weight) => weight.at(0).copy_(weight.at(1)),
  'an assignment from JavaScript': (weight) => {
    weight.data[3] = 7
  },
}

const close = (got: Tensor, want: Tensor) => {
  const expected = want.data as Float32Array
  ;(got.data as Float32Array).forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-3)
  })
}

describe.each(CASES)('%s', (_name, shape, weightShape, op) => {
  it.each(Object.keys(WRITES))('sees %s', (write) => {
    manualSeed(1)
    const [x, weight] = [randn(shape), randn(weightShape)]
    const [deviceX, deviceWeight] = [x.to(device), weight.to(device)]
    // Twice each, so that what is remembered is used.
    for (let time = 0; time < 2; time++) close(op(deviceX, deviceWeight), op(x, weight))
    for (const target of [weight, deviceWeight]) WRITES[write]!(target)
    for (let time = 0; time < 2; time++) close(op(deviceX, deviceWeight), op(x, weight))
  })

  it('tells views of one buffer from each other', () => {
    manualSeed(2)
    const both = randn([2, ...weightShape])
    const [x, weights] = [randn(shape), both.to(device)]
    for (const i of [0, 1, 0]) close(op(x.to(device), weights.at(i)), op(x, both.at(i)))
  })

  it('keeps the packing, and frees it with the weight', () => {
    const x = randn(shape).to(device)
    const once = () => tidy(() => void op(x, randn(weightShape).to(device)))
    once()
    const before = device.usage.used
    const weight = arange(
      0,
      weightShape.reduce((a, b) => a * b),
    )
      .to('float32')
      .reshape(weightShape)
      .to(device)
    tidy(() => void op(x, weight))
    const packed = device.usage.used
    expect(packed).toBeGreaterThan(before + weight.storage.nbytes)
    tidy(() => void op(x, weight))
    expect(device.usage.used).toBe(packed)
    weight.dispose()
    expect(device.usage.used).toBe(before)
  })
})
