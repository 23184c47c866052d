/*
 * The blockings that a GPU gets, run on the software driver as if it were one: the other tests see only what a processor gets. And what
 * conformance cases cannot say: folded counts of workgroups, integers, one buffer on both sides, what runs inside a kernel.
 */

import * as F from '@torchlet/nn/functional'
import { arange, cpu, rand, relu, type Tensor, tidy } from '@torchlet/tensor-core'
import { applies, check, conformanceCases } from '@torchlet/tensor-core/conformance'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WebGpuDevice } from '../../src/device'
import { webgpu } from '../../src/index'
import { gpu, testDevice } from './device'

// One for each blocking and layout: compiling takes the software driver a second for each.
const CASES = [
  /^matmul \[(1, 7, 5|2, 64, 32|3, 100, 300|1, 4, 200|2, 150, 90|1, 20, 1200|1, 4, 0)\]/,
  /^linear \[(40,64|3,300|200,70)\] by \S+$/,
  /^conv2d \[(1,1,28,28|2,20,13,11|1,12,20,5|2,24,8,8|2,40,7,7|2,6,8,8|1,60,4,4)\](?!.*without bias)/,
  /^(softmax|logSoftmax) (along 0 of \[1100|of lines)/,
  /^layerNorm of long/,
  /^scaledDotProductAttention: long sequences, /,
]
const cases = conformanceCases().filter(({ name }) => CASES.some((pattern) => pattern.test(name)))

/** The software driver's device, but that it says to be a GPU. */
async function hardware(): Promise<WebGpuDevice> {
  const adapter = (await gpu.requestAdapter())!
  const { maxStorageBuffersPerShaderStage } = adapter.limits
  const device = await adapter.requestDevice({ requiredLimits: { maxStorageBuffersPerShaderStage } })
  const disguised = new Proxy(device, {
    get(target, name) {
      if (name === 'adapterInfo') return { isFallbackAdapter: false }
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return webgpu({ device: disguised })
}

describe('as on a GPU', () => {
  it('tries every pattern', () => {
    for (const pattern of CASES) expect(cases.some(({ name }) => pattern.test(name))).toBe(true)
    expect(cases.length).toBeGreaterThan(30)
  })

  let device: WebGpuDevice
  beforeAll(async () => {
    device = await hardware()
  })
  afterAll(() => device.destroy())

  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    expect(applies(device, one)).toBe(true)
    expect(await check(device, one)).toBe(undefined)
  })
})

const device = await testDevice()

describe('beyond the cases', () => {
  const whole = (shape: number[], dtype: 'int32' | 'int64' | 'float32') =>
    arange(shape.reduce((n, size) => n * size, 1))
      .remainder(17)
      .sub(8)
      .reshape(shape)
      .to(dtype)
  const RUNS: [string, (on: (x: Tensor) => Tensor) => Tensor][] = [
    ['70,000 matrices', (on) => on(whole([70_000, 2, 3], 'float32')).matmul(on(whole([70_000, 3, 2], 'float32')))],
    ['int32', (on) => on(whole([9, 30], 'int32')).matmul(on(whole([30, 20], 'int32')))],
    ['int64, few rows', (on) => on(whole([2, 90], 'int64')).matmul(on(whole([90, 20], 'int64')))],
    ['a matrix times itself, transposed', (on) => ((x) => x.matmul(x.t()))(on(whole([20, 24], 'float32')))],
    [
      'a part of a matrix',
      (on) =>
        on(whole([30, 40], 'float32'))
          .at('3:20', '5:33')
          .matmul(on(whole([28, 12], 'float32'))),
    ],
    [
      'groups of single pixels, fewer than channels',
      (on) =>
        F.conv2d(on(whole([1, 4, 1, 2], 'float32')), on(whole([10, 2, 1, 1], 'float32')), on(arange(10)), {
          groups: 2,
        }),
    ],
    ['NaN in a window', (on) => F.maxPool2d(on(whole([1, 1, 4, 4], 'float32')).sqrt(), 2)],
    ['a window of -Infinity', (on) => F.maxPool2d(on(whole([1, 1, 4, 4], 'float32')).mul(-Infinity), 2)],
  ]
  it.each(RUNS)('%s', async (_, run) => {
    const want = run((x) => x)
    const got = await tidy(() => run((x) => x.to(device))).cpu()
    expect(got.dtype).toBe(want.dtype)
    expect(F.mseLoss(got.double().nanToNum(), want.double().nanToNum()).item()).toBeLessThan(1e-10)
    expect(got.isnan().equal(want.isnan())).toBe(true)
  })

  const image = rand([2, 8, 6, 6], { device: cpu })
  const filters = rand([8, 8, 3, 3], { device: cpu })
  const perChannel = rand([8], { device: cpu })
  const rows = rand([6, 40], { device: cpu })
  const INSIDE: [string, (on: (x: Tensor) => Tensor) => Tensor][] = [
    [
      'a convolution, batch norm, a sum and ReLU',
      (on) => {
        const y = F.conv2d(on(image), on(filters), null, { padding: 1 })
        const v = on(perChannel)
        return relu(F.batchNorm(y, v, v, v, v).add(on(image)))
      },
    ],
    ['linear and GELU', (on) => F.gelu(F.linear(on(rows), on(rows)))],
    ['softmax and a product', (on) => F.softmax(on(rows), -1).mul(on(rows))],
    ['layer norm and a sum', (on) => F.layerNorm(on(rows), [40]).add(on(rows))],
    ['a pool and a sigmoid', (on) => F.maxPool2d(on(image), 2).sigmoid()],
  ]
  it.each(INSIDE)('one dispatch: %s', async (_, run) => {
    const want = run((x) => x)
    const before = device.stats().dispatches
    const got = await tidy(() => run((x) => x.to(device))).cpu()
    expect(device.stats().dispatches - before).toBe(1)
    expect(got.sub(want).abs().max().item()).toBeLessThan(1e-5 * (1 + Number(want.abs().max().item())))
  })
})
