import { wasm } from '@torchlet/backend-wasm'
import { Network } from '@torchlet/examples/network'
import { cpu, manualSeed } from '@torchlet/tensor-core'
import { expect, test } from 'vitest'
import { barOf, compared, scientific, verdictOf } from '../src/model/comparison'
import { drawSilhouette } from '../src/silhouettes'

test.each([
  [0, '0'],
  [1.79e-7, '1.8 × 10⁻⁷'],
  [9.99e-7, '1.0 × 10⁻⁶'],
  [2.5e-12, '2.5 × 10⁻¹²'],
  [12, '1.2 × 10¹'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
])('%f is written %s', (value, text) => {
  expect(scientific(value)).toBe(text)
})

test.each([
  [0, 0],
  [1e-10, 0],
  [1e-9, 0],
  [1e-6, 0.5],
  [1e-3, 1],
  [5, 1],
  [Number.POSITIVE_INFINITY, 1],
])('the bar of %f is %f long', (difference, length) => {
  expect(barOf(difference)).toBeCloseTo(length, 10)
})

test.each([
  [[0, 2e-7, 1e-7], undefined, 'wasm agrees with cpu in all 3 steps; the largest difference is 2.0 × 10⁻⁷, in b.'],
  [[0, 0, 0], undefined, 'wasm gives the very numbers of cpu in all 3 steps.'],
  [[0, 1e-3, 4], 'b', 'wasm parts from cpu at b; the largest difference is 4.0 × 10⁰, in c.'],
])('%j with %s: %s', (most, parted, sentence) => {
  const layers = most.map((one, i) => ({ name: 'abc'[i]!, most: [one] }))
  expect(verdictOf('wasm', 'cpu', layers, 0, parted)).toBe(sentence)
})

test('wasm beside cpu: every step is there, and none is far off', async () => {
  manualSeed(0)
  const network = new Network().eval()
  const { devices, layers, milliseconds, verdicts } = await compared(network, drawSilhouette('boot'), [
    cpu,
    await wasm(),
  ])
  expect(devices).toEqual(['cpu', 'wasm'])
  expect(layers.map(({ name }) => name)).toEqual(
    'conv1 relu maxPool2d conv2 relu#2 maxPool2d#2 flatten fc1 relu#3 fc2 relu#4 out'.split(' '),
  )
  for (const { most } of layers) expect(most[0]).toBeLessThan(1e-5)
  // Sums in another order: were all equal, one device would stand beside itself.
  expect(Math.max(...layers.map(({ most }) => most[0]!))).toBeGreaterThan(0)
  for (const time of milliseconds) expect(time).toBeGreaterThan(0)
  expect(verdicts).toEqual([expect.stringMatching(/^wasm agrees with cpu in all 12 steps; the largest difference is /)])
})

test('a device whose weights are not those of cpu is found out', async () => {
  const device = await wasm()
  const { linear } = device.kernels
  const broken = {
    ...device,
    kernels: {
      ...device.kernels,
      linear: (...[x, weight, , out]: Parameters<NonNullable<typeof linear>>) => linear!(x, weight, null, out),
    },
  }
  const { verdicts } = await compared(new Network().eval(), drawSilhouette('boot'), [cpu, broken])
  expect(verdicts[0]).toMatch(/^wasm parts from cpu at fc1; /)
})
