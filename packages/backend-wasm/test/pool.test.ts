/* Pools of every kind and shape, against float64, and what they make of NaN. */
import { fromTypedArray, manualSeed, randn, type Tensor } from '@torchlet/tensor-core'
import { adaptiveAvgPool2d, avgPool2d, maxPool2d } from '@torchlet/tensor-core/fused'
import { afterAll, describe, expect, it } from 'vitest'
import { differenceFromFloat64 } from './against-float64'
import { devices } from './devices'

type Case = [name: string, shape: number[], pool: (x: Tensor) => Tensor]

const CASES: readonly Case[] = [
  ['greatest of pairs', [2, 3, 24, 24], (x) => maxPool2d(x, 2)],
  ['greatest of pairs, five columns', [1, 2, 6, 10], (x) => maxPool2d(x, 2)],
  ['greatest of pairs, two columns', [1, 2, 6, 4], (x) => maxPool2d(x, 2)],
  ['greatest of 3 × 3 in steps of 2 with padding', [1, 3, 15, 17], (x) => maxPool2d(x, 3, { stride: 2, padding: 1 })],
  [
    'greatest of 3 × 2, dilated',
    [2, 3, 12, 11],
    (x) => maxPool2d(x, [3, 2], { stride: [1, 3], dilation: [2, 3], padding: 1 }),
  ],
  ['greatest, windows that reach past the image', [1, 2, 10, 12], (x) => maxPool2d(x, 3, { ceilMode: true })],
  ['greatest, of transposed images', [2, 3, 8, 12], (x) => maxPool2d(x.transpose(2, 3), 2)],
  ['means of pairs', [2, 3, 8, 10], (x) => avgPool2d(x, 2)],
  ['means of 3 × 3 with padding', [2, 3, 9, 7], (x) => avgPool2d(x, 3, { stride: 2, padding: 1 })],
  ['means without counting the padding', [1, 3, 9, 9], (x) => avgPool2d(x, 3, { padding: 1, countIncludePad: false })],
  ['means past the image', [1, 2, 10, 11], (x) => avgPool2d(x, 3, { stride: 2, padding: 1, ceilMode: true })],
  ['means with a divisor of their own', [1, 2, 10, 11], (x) => avgPool2d(x, [2, 3], { divisorOverride: 5 })],
  ['the mean of the whole image', [2, 5, 7, 7], (x) => adaptiveAvgPool2d(x, 1)],
  ['the mean of the whole image, columns first', [2, 5, 9, 6], (x) => adaptiveAvgPool2d(x.transpose(2, 3), 1)],
]

describe.each(await devices())('pools on %s', (_, device) => {
  afterAll(() => device.close())

  it.each(CASES)('%s', (_name, shape, pool) => {
    manualSeed(1)
    expect(differenceFromFloat64(device, (x) => pool(x!), [randn(shape)])).toBeLessThan(1e-6)
  })

  it.each([
    ['pairs', 2, { stride: 2 }],
    ['3 × 3', 3, { stride: 1, padding: 1 }],
  ] as const)('NaN is the greatest of %s, wherever it lies', (_name, kernel, options) => {
    const values = Float32Array.from({ length: 64 }, (_, i) => (i % 7 === 3 ? NaN : i % 5 === 0 ? -Infinity : i - 30))
    const x = fromTypedArray(values, [1, 1, 8, 8])
    const expected = maxPool2d(x, kernel, options).data
    expect(maxPool2d(x.to(device), kernel, options).data).toEqual(expected)
  })
})
