/* Convolutions of every kind and shape, against float64. */
import { manualSeed, randn } from '@torchlet/tensor-core'
import { type ConvOptions, conv2d } from '@torchlet/tensor-core/fused'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { wasm } from '../src'
import { differenceFromFloat64 } from './against-float64'
import { devices } from './devices'

type Shape = [x: number[], weight: number[], options?: ConvOptions]

const SHAPES: Record<string, readonly Shape[]> = {
  'of one pixel': [
    [
      [2, 8, 6, 5],
      [12, 8, 1, 1],
    ],
    [
      [1, 400, 7, 7],
      [20, 400, 1, 1],
    ],
    [[2, 9, 7, 9], [5, 9, 1, 1], { stride: 2 }],
    [[1, 3, 5, 5], [4, 3, 1, 1], { padding: 1 }],
  ],
  'by Winograd': [
    [[1, 16, 12, 12], [16, 16, 3, 3], { padding: 1 }],
    [[2, 17, 9, 30], [20, 17, 3, 3], { padding: 1 }],
    [[3, 16, 5, 4], [26, 16, 3, 3], {}],
    [[1, 400, 7, 7], [16, 400, 3, 3], { padding: 1 }],
    [[2, 24, 33, 57], [50, 24, 3, 3], { padding: [2, 0] }],
  ],
  'tap by tap': [
    [
      [2, 1, 28, 28],
      [6, 1, 5, 5],
    ],
    [[1, 3, 30, 31], [10, 3, 7, 7], { stride: 2, padding: 3 }],
    [[1, 60, 9, 9], [50, 60, 3, 3], { stride: 2, padding: 1 }],
    [[2, 4, 9, 13], [6, 2, 3, 2], { groups: 2, stride: [1, 3], dilation: [2, 3], padding: [2, 4] }],
    [
      [1, 2, 5, 5],
      [3, 2, 5, 5],
    ],
  ],
  'of single channels': [
    [[2, 6, 8, 9], [6, 1, 3, 3], { groups: 6, padding: 1 }],
    [[1, 5, 17, 15], [5, 1, 3, 3], { groups: 5, padding: 1, stride: 2 }],
    [[1, 4, 9, 9], [8, 1, 5, 5], { groups: 4, padding: 2 }],
    [[1, 3, 30, 40], [3, 1, 3, 3], { groups: 3, stride: [1, 2], dilation: [2, 1], padding: [2, 0] }],
  ],
}

const TABLE = Object.entries(SHAPES).flatMap(([kind, shapes]) =>
  shapes.map(
    ([x, weight, options = {}]) =>
      [`${kind}: [${x}] by [${weight}] ${JSON.stringify(options)}`, x, weight, options] as const,
  ),
)

const size = (max: number) => fc.integer({ min: 1, max })
const ANY = fc
  .record({
    images: size(3),
    groups: size(4),
    inputs: size(20),
    outputs: size(30),
    kernel: fc.tuple(size(4), size(4)),
    stride: fc.tuple(size(3), size(3)),
    dilation: fc.tuple(size(2), size(2)),
    padding: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })),
    beyond: fc.tuple(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 0, max: 19 })),
    bias: fc.boolean(),
    channelsLast: fc.boolean(),
  })
  .map((given) => {
    const sides = given.kernel.map(
      (taps, i) => Math.max(1, given.dilation[i]! * (taps - 1) + 1 - 2 * given.padding[i]!) + given.beyond[i]!,
    )
    return { ...given, sides }
  })

describe.each(await devices())('convolution on %s', (_, device) => {
  afterAll(() => device.close())

  it.each(TABLE)('%s', (_name, x, weight, options) => {
    manualSeed(1)
    const inputs = [randn(x), randn(weight), randn([weight[0]!])]
    const difference = differenceFromFloat64(
      device,
      (image, filters, bias) => conv2d(image!, filters!, bias, options),
      inputs,
    )
    // Winograd's transforms cancel: what they add and take away is greater than what is left.
    expect(difference).toBeLessThan(5e-6)
  })

  it('any geometry', () => {
    fc.assert(
      fc.property(
        ANY,
        ({ images, groups, inputs, outputs, kernel, sides, bias, channelsLast, beyond: _beyond, ...options }) => {
          manualSeed(2)
          const x = randn([images, inputs * groups, ...sides])
          const tensors = [x, randn([outputs * groups, inputs, ...kernel]), randn([outputs * groups])]
          const difference = differenceFromFloat64(
            device,
            (image, filters, shift) => {
              // The same values, but each pixel's channels side by side in memory.
              const laid = channelsLast ? image!.permute([0, 2, 3, 1]).contiguous().permute([0, 3, 1, 2]) : image!
              return conv2d(laid, filters!, bias ? shift : null, { ...options, groups })
            },
            tensors,
          )
          expect(difference).toBeLessThan(5e-6)
        },
      ),
      { numRuns: 60, seed: 6 },
    )
  })
})

const many = await Promise.all([1, 3].map((threads) => wasm({ threads })))
afterAll(() => many.forEach((device) => device.close()))

it.each(TABLE)(
  '%s is the same to the last bit on one thread and on three',
  async (_name, shape, weightShape, options) => {
    manualSeed(3)
    const [x, weight] = [randn([4, ...shape.slice(1)]), randn(weightShape)]
    const results = many.map((device) => conv2d(x.to(device), weight.to(device), null, options).data.slice())
    expect(results[0]).toEqual(results[1])
  },
)
