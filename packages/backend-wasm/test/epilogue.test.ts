/* Activations behind products, convolutions and batch norms: applied by their kernels, with the bits of the ops. */
import {
  type ActivationName,
  add,
  manualSeed,
  mul,
  observe,
  randn,
  relu,
  type Tensor,
  tensor,
} from '@torchlet/tensor-core'
import {
  type ActivationOption,
  batchNorm,
  type ConvOptions,
  conv1d,
  conv2d,
  geluErf,
  linear,
  relu6,
} from '@torchlet/tensor-core/fused'
import { afterAll, describe, expect, it } from 'vitest'
import type { WasmDevice } from '../src'
import { devices } from './devices'

const ACTIVATIONS: Record<ActivationName, (x: Tensor) => Tensor> = { relu, relu6, gelu: geluErf }
type Asking = (options: ActivationOption, device: WasmDevice) => Tensor

/** Normal numbers, wide enough for results beyond 6. */
const wide = (shape: number[], device: WasmDevice): Tensor => mul(randn(shape, { device }), 3)

const product =
  (m: number, n: number, k: number, change: (x: Tensor) => Tensor = (x) => x): Asking =>
  (options, device) =>
    linear(change(wide([m, k], device)), wide([n, k], device), wide([n], device), options)
const convolution =
  (x: number[], weight: number[], given: ConvOptions = {}, change: (x: Tensor) => Tensor = (y) => y): Asking =>
  (options, device) =>
    conv2d(change(wide(x, device)), wide(weight, device), wide([weight[0]!], device), { ...given, ...options })
const norm =
  (shape: number[]): Asking =>
  (options, device) => {
    const [mean, weight] = [wide([shape[1]!], device), wide([shape[1]!], device)]
    return batchNorm(wide(shape, device), mean, add(mul(mean, mean), 1), weight, mean, options)
  }
const sideways = (x: Tensor): Tensor => x.transpose(-1, -2).contiguous().transpose(-1, -2)

/** One of each kind that the kernels tell apart, with edges in both directions. */
const CASES: Record<string, Asking> = {
  'a single row': product(1, 37, 50),
  'a single row of few columns': product(1, 7, 50),
  'a single row, by a weight of many': product(1, 300, 300),
  'some rows': product(7, 13, 9),
  'rows deeper than a block': product(13, 21, 900),
  'rows beyond a block and columns too': product(250, 270, 30),
  'four columns at the end': product(20, 12, 30),
  'rows that lie sideways': product(17, 30, 20, sideways),
  'a convolution by taps': convolution([2, 3, 11, 10], [7, 3, 3, 3], { padding: 1, stride: 2 }),
  'by taps deeper than a block': convolution([1, 50, 7, 6], [14, 50, 3, 3], { stride: 2 }),
  'in groups': convolution([2, 6, 7, 7], [4, 3, 3, 3], { groups: 2 }),
  'by Winograd': convolution([2, 20, 13, 11], [50, 20, 3, 3], { padding: 1 }),
  'by Winograd, narrow': convolution([1, 17, 3, 3], [16, 17, 3, 3], { padding: 1 }),
  'of one pixel': convolution([2, 30, 6, 7], [13, 30, 1, 1]),
  'of one pixel and many channels': convolution([2, 300, 3, 5], [27, 300, 1, 1]),
  'of one pixel in steps': convolution([2, 8, 6, 6], [9, 8, 1, 1], { stride: 2 }),
  'of one pixel, sideways': convolution([1, 8, 6, 5], [9, 8, 1, 1], {}, sideways),
  'of single channels': convolution([2, 6, 9, 7], [6, 1, 3, 3], { groups: 6, padding: 1 }),
  'of single channels in steps': convolution([1, 5, 12, 9], [5, 1, 3, 3], { groups: 5, stride: 2 }),
  'of single channels with large windows': convolution([1, 5, 12, 9], [10, 1, 5, 5], { groups: 5, padding: 2 }),
  'of single channels, narrow': convolution([1, 3, 5, 3], [3, 1, 3, 3], { groups: 3 }),
  'of lines': (options, device) =>
    conv1d(wide([2, 5, 20], device), wide([6, 5, 3], device), wide([6], device), { padding: 1, ...options }),
  'a batch norm': norm([3, 6, 10]),
  'a batch norm of images': norm([2, 5, 7, 9]),
}

/** What differs: −0 and 0 do, two NaN do not. */
function differences(a: Tensor, b: Tensor): string[] {
  const [ours, theirs] = [a.data as Float32Array, b.data as Float32Array]
  expect(ours.length).toBe(theirs.length)
  return Array.from(ours, (value, i) => (Object.is(value, theirs[i]) ? '' : `${i}: ${value}, ${theirs[i]}`)).filter(
    Boolean,
  )
}

const opsIn = (run: () => unknown): string[] => {
  const names: string[] = []
  observe({ before: ({ name }) => names.push(name) }, run)
  return names
}

describe.each(await devices())('%s', (_, device) => {
  afterAll(() => device.close())

  describe.each(Object.entries(CASES))('%s', (_name, ask) => {
    it.each(Object.entries(ACTIVATIONS))('then %s', (name, op) => {
      const activation = name as ActivationName
      const asked = (options: ActivationOption): Tensor => {
        manualSeed(3)
        return ask(options, device)
      }
      const before = asked({})
      expect(before.data.some((x) => x < 0) && before.data.some((x) => x > 6)).toBe(true)
      expect(differences(asked({ activation }), op(before))).toEqual([])
      const names = opsIn(() => asked({ activation }))
      expect(names.filter((each) => each === op.name || each === 'clamp')).toEqual([])
    })
  })

  it.each(Object.entries(ACTIVATIONS))('odd numbers, then %s', (name, op) => {
    const activation = name as ActivationName
    const odd = [Number.NaN, Infinity, -Infinity, -0, 0, 6, 6.0000005, -1e-45, 3e38, -3e38]
    const x = tensor(odd, { device })
    const weight = tensor([[1]], { device })
    for (const y of [
      // Of one row, of many rows, and of one number each.
      (options: ActivationOption) => linear(weight, x.reshape([-1, 1]), null, options),
      (options: ActivationOption) => linear(x.reshape([-1, 1]), weight, null, options),
      (options: ActivationOption) => conv2d(x.reshape([1, 1, 2, 5]), weight.reshape([1, 1, 1, 1]), null, options),
      (options: ActivationOption) =>
        batchNorm(x.reshape([1, 1, -1]), tensor([0], { device }), tensor([1], { device }), null, null, {
          eps: 0,
          ...options,
        }),
    ])
      expect(differences(y({ activation }), op(y({})))).toEqual([])
  })

  it('float64 and halves are the host’s, and the op runs behind', () => {
    for (const dtype of ['float64', 'float16'] as const) {
      const x = wide([3, 4], device).to(dtype)
      expect(differences(linear(x, x, null, { activation: 'gelu' }), geluErf(linear(x, x)))).toEqual([])
      expect(opsIn(() => linear(x, x, null, { activation: 'gelu' }))).toContain('gelu')
    }
  })
})
