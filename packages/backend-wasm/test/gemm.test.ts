/* Matrix products of every size and layout, against float64; the same bits on any number of threads. */
import { bmm, manualSeed, matmul, randn, type Tensor } from '@torchlet/tensor-core'
import { linear } from '@torchlet/tensor-core/fused'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { wasm } from '../src'
import { differenceFromFloat64 } from './against-float64'
import { devices } from './devices'

/** m, n, k. */
const SIZES = [
  [1, 1, 1],
  [6, 8, 5],
  [7, 9, 13],
  [12, 16, 400],
  [250, 270, 3],
  [13, 300, 777],
  [1, 37, 50],
  [41, 1, 50],
  [1, 1, 300],
  [2, 500, 64],
] as const

const LAYOUTS: Record<string, (x: Tensor) => Tensor> = {
  'as it is': (x) => x,
  transposed: (x) => x.transpose(-1, -2).contiguous().transpose(-1, -2),
  // Every second row and column of something larger: no axis lies side by side.
  'in steps': (x) => {
    const large = randn([...x.shape.slice(0, -2), x.shape.at(-2)! * 2, x.shape.at(-1)! * 2], { device: x.device }).to(
      x.dtype,
    )
    const part = large.at('...', '::2', '1::2')
    part.copy_(x)
    return part
  },
}

const TABLE = SIZES.flatMap(([m, n, k]) =>
  Object.keys(LAYOUTS).flatMap((left) =>
    Object.keys(LAYOUTS).map(
      (right) => [`[${m}, ${k}] ${left} · [${k}, ${n}] ${right}`, m, n, k, left, right] as const,
    ),
  ),
)

describe.each(await devices())('products on %s', (_, device) => {
  afterAll(() => device.close())

  it.each(TABLE)('%s', (_name, m, n, k, left, right) => {
    manualSeed(1)
    const inputs = [randn([m, k]), randn([k, n])]
    const difference = differenceFromFloat64(device, (x, y) => matmul(LAYOUTS[left]!(x!), LAYOUTS[right]!(y!)), inputs)
    expect(difference).toBeLessThan(1e-6 * Math.max(1, Math.sqrt(k / 10)))
  })

  it('batches of any size', () => {
    const size = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), size, size, size, fc.boolean(), (batch, m, n, k, shared) => {
        manualSeed(2)
        const inputs = [randn([shared ? 1 : batch, m, k]), randn([batch, k, n])]
        const op = (x: Tensor, y: Tensor) => bmm(x.expand([batch, m, k]), y)
        expect(differenceFromFloat64(device, (x, y) => op(x!, y!), inputs)).toBeLessThan(3e-6)
      }),
      { numRuns: 40, seed: 6 },
    )
  })

  it('linear layers of any size, with the weight as it is and transposed', () => {
    const size = fc.integer({ min: 1, max: 90 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        size,
        size,
        fc.boolean(),
        fc.boolean(),
        (rows, n, k, bias, transposed) => {
          manualSeed(3)
          const inputs = [randn([rows, k]), randn([n, k]), randn([n])]
          const op = (x: Tensor, weight: Tensor, shift: Tensor) =>
            linear(x, transposed ? LAYOUTS.transposed!(weight) : weight, bias ? shift : null)
          expect(differenceFromFloat64(device, (x, w, b) => op(x!, w!, b!), inputs)).toBeLessThan(3e-6)
        },
      ),
      { numRuns: 60, seed: 6 },
    )
  })
})

it.each([
  [3, 300, 200],
  [300, 200, 500],
  [1, 900, 700],
])('[%i, %i]·[%i] is the same to the last bit on one thread and on three', async (m, k, n) => {
  manualSeed(4)
  const [x, y] = [randn([m, k]), randn([k, n])]
  const results = []
  for (const threads of [1, 3]) {
    const device = await wasm({ threads })
    results.push(matmul(x.to(device), y.to(device)).data.slice())
    device.close()
  }
  expect(results[0]).toEqual(results[1])
})
