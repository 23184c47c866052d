/* Sums of a million numbers stay within 1e-6 of the exact ones, whatever the numbers and the axis; so do means and norms. */
import { cpu, fromTypedArray, randn, type Tensor } from '@torchlet/tensor-core'
import { afterAll, describe, expect, it } from 'vitest'
import { devices } from './devices'

const N = 1_000_000
const NUMBERS: Record<string, Float32Array> = {
  'one tenth': new Float32Array(N).fill(0.1),
  'from 0 to 1': Float32Array.from({ length: N }, (_, i) => ((i * 7919) % N) / N),
  'ascending magnitudes': Float32Array.from({ length: N }, (_, i) => 1.00002 ** i),
  'far from 0': Float32Array.from({ length: N }, (_, i) => 1e4 + Math.sin(i)),
  'of both signs': randn([N]).add(0.01).data as Float32Array,
}

const AXES: Record<string, (x: Tensor) => Tensor> = {
  'all of them': (x) => x.sum(),
  rows: (x) => x.reshape([1000, 1000]).sum(1),
  columns: (x) => x.reshape([1000, 1000]).sum(0),
  'the middle': (x) => x.reshape([10, 1000, 100]).sum(1),
  'the ends': (x) => x.reshape([10, 1000, 100]).sum([0, 2]),
  'rows of a transposed matrix': (x) => x.reshape([1000, 1000]).t().sum(1),
  mean: (x) => x.mean(),
  'squares of rows': (x) => x.reshape([1000, 1000]).square().sum(1),
}

describe.each(await devices())('%s', (_, device) => {
  afterAll(() => device.close())

  describe.each(Object.entries(NUMBERS))('%s', (_name, numbers) => {
    const x = fromTypedArray(numbers, [N], { device })
    const exact = fromTypedArray(Float64Array.from(numbers), [N], { device: cpu })

    it.each(Object.entries(AXES))('over %s', (_axes, f) => {
      const got = f(x).data as Float32Array
      // Relative to the sum of the sizes: what of both signs cancels, cancels.
      const [want, sizes] = [f(exact).data, f(exact.abs()).data] as Float64Array[]
      const errors = Array.from(got, (sum, i) => Math.abs(sum - want![i]!) / sizes![i]!)
      expect(Math.max(...errors)).toBeLessThanOrEqual(1e-6)
    })
  })
})
