/* Softmax, norms, extremes and gathers against cpu: rows of every small length, rows far from 0, masks, NaN and infinities. */
import { arange, type DType, fromTypedArray, randn, type Tensor, tensor } from '@torchlet/tensor-core'
import * as fused from '@torchlet/tensor-core/fused'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { devices } from './devices'

const { NaN: nan, POSITIVE_INFINITY: inf } = Number

const INPUTS: Record<string, () => Tensor> = {
  ...Object.fromEntries([1, 2, 3, 4, 5, 7, 8, 31, 64, 257, 1003].map((n) => [`[5, ${n}]`, () => randn([5, n])])),
  'far from 0': () => randn([6, 300]).add(1000),
  'wide apart': () => randn([6, 300]).mul(60),
  transposed: () => randn([33, 18]).t(),
  'every second': () => randn([9, 40]).at(':', '::2'),
  masked: () =>
    tensor([
      [1, -inf, 2, -inf, -inf, 0.5],
      [-inf, -inf, -inf, -inf, -inf, 3],
    ]),
  edges: () =>
    tensor([
      [nan, 1, 2, 3, 4],
      [inf, 1, 2, 3, 4],
      [-inf, -inf, -inf, -inf, -inf],
      [0, -0, 3e18, -3e18, 1e-40],
    ]),
}

/** Their squares are no float32 numbers: layerNorm makes 0 of them here, and NaN in PyTorch. */
const LARGEST = { largest: () => tensor([[0, -0, 3.4e38, -3.4e38, 1e-40]]) }

type Kernel = 'softmax' | 'logSoftmax' | 'layerNorm' | 'batchNorm' | 'reduce' | 'argReduce' | 'gather'
const vector = (x: Tensor, seed: number): Tensor => {
  const n = x.shape.at(-1)!
  return fromTypedArray(
    Float32Array.from({ length: n }, (_, i) => Math.sin(i * 1.7 + seed) + 1.5),
    [n],
    { device: x.device },
  )
}
/** The numbers of what norms get: infinities make NaN of a whole row there, as on cpu. */
const OPS: readonly (readonly [name: string, kernel: Kernel, f: (x: Tensor) => Tensor])[] = [
  ['softmax of rows', 'softmax', (x) => fused.softmax(x, 1)],
  ['softmax of columns', 'softmax', (x) => fused.softmax(x, 0)],
  ['logSoftmax of rows', 'logSoftmax', (x) => fused.logSoftmax(x, 1)],
  ['logSoftmax of columns', 'logSoftmax', (x) => fused.logSoftmax(x, 0)],
  ['layerNorm', 'layerNorm', (x) => fused.layerNorm(x, [x.shape[1]!])],
  ['layerNorm with weights', 'layerNorm', (x) => fused.layerNorm(x, [x.shape[1]!], vector(x, 1), vector(x, 2))],
  ['layerNorm with a weight', 'layerNorm', (x) => fused.layerNorm(x, [x.shape[1]!], vector(x, 1))],
  ['amax of rows', 'reduce', (x) => x.amax(1)],
  ['amin of columns', 'reduce', (x) => x.amin(0)],
  ['argmax of rows', 'argReduce', (x) => x.argmax(1)],
  ['argmin of rows', 'argReduce', (x) => x.argmin(1)],
  ['rows by number', 'gather', (x) => x.indexSelect(0, numbers(x, 0))],
  ['columns by number', 'gather', (x) => x.indexSelect(1, numbers(x, 1))],
]

/** Every position of an axis twice, from behind. */
function numbers(x: Tensor, axis: number): Tensor {
  const size = x.shape[axis]!
  return arange(0, 2 * size, 1, { device: x.device, dtype: 'int64' })
    .mul(-1n)
    .sub(1n)
    .remainder(BigInt(size))
}

function expectClose(got: Tensor, want: Tensor): void {
  expect([got.dtype, ...got.shape]).toEqual([want.dtype, ...want.shape])
  const [ours, theirs] = [got, want].map((x) => x.to('float64').data as Float64Array) as [Float64Array, Float64Array]
  for (let i = 0; i < theirs.length; i++) {
    const [a, b] = [ours[i]!, theirs[i]!]
    if (a === b || (a !== a && b !== b) || Math.abs(a - b) <= 2e-6 + 2e-6 * Math.abs(b)) continue
    expect({ i, value: a }).toEqual({ i, value: b })
  }
}

describe.each(await devices())('%s', (_, device) => {
  afterAll(() => device.close())

  describe.each(OPS.map((op) => [...op] as const))('%s', (_name, name, f) => {
    it.each(Object.entries(name === 'layerNorm' ? INPUTS : { ...INPUTS, ...LARGEST }))('%s', (_input, make) => {
      const x = make()
      const there = x.to(device)
      const kernel = vi.spyOn(device.kernels, name)
      const got = f(there)
      expect(kernel.mock.results.at(-1)?.value).not.toBe(false)
      expect(kernel).toHaveBeenCalled()
      kernel.mockRestore()
      expectClose(got, f(x.contiguous()))
    })
  })

  it.each([1, 3, 4, 5, 50])('batchNorm of planes of %i', (length) => {
    const x = randn([3, 7, length]).add(30)
    const [mean, spread, weight, bias] = [0, 1, 2, 3].map((seed) => vector(randn([1, 7]), seed)) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ]
    for (const [scale, shift] of [
      [weight, bias],
      [null, null],
      [weight, null],
    ] as const) {
      const run = (on: (y: Tensor) => Tensor) =>
        fused.batchNorm(on(x), on(mean), on(spread), scale && on(scale), shift && on(shift))
      expectClose(
        run((y) => y.to(device)),
        run((y) => y),
      )
    }
  })

  it.each(['float64', 'int64', 'int32', 'uint8', 'float16', 'bool'] as const)(
    'rows of %s by number',
    (dtype: DType) => {
      const x = arange(0, 60, 1).reshape([6, 10]).remainder(7).to(dtype)
      for (const axis of [0, 1])
        expectClose(x.to(device).indexSelect(axis, numbers(x, axis).to(device)), x.indexSelect(axis, numbers(x, axis)))
    },
  )
})
