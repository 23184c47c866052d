/* Memory comes back: what `tidy` frees is used again, and a thousand passes take no more than one. */
import * as nn from '@torchlet/nn'
import { memoryStats, randn, type Tensor, tensor, tidy, zeros } from '@torchlet/tensor-core'
import { expect, it } from 'vitest'
import { testDevice } from './device'

const gpu = await testDevice()

it('a thousand passes leave nothing behind', async () => {
  const network = new nn.Sequential(new nn.Linear(20, 30), new nn.LayerNorm(30), new nn.GELU(), new nn.Linear(30, 5))
  network.to(gpu)
  const x = randn([4, 20]).to(gpu)
  const pass = () => tidy(() => (network(x) as Tensor).softmax(1))
  const take = async (passes: number) => {
    for (let i = 0; i < passes; i++) {
      using y = pass()
      if (i % 50 === 49) await y.read()
    }
    const { liveBuffers, liveBytes, freeBuffers, freeBytes, recorded } = gpu.stats()
    const { storages, bytes } = memoryStats(gpu)
    return { liveBuffers, liveBytes, freeBuffers, freeBytes, recorded, storages, bytes }
  }
  const before = await take(50)
  expect(await take(1000)).toEqual(before)
  expect(before.recorded).toBe(0)
})

it('a pass uses the same memory again and again', async () => {
  using x = randn([1000, 100]).to(gpu)
  const before = gpu.stats()
  // Sorting takes memory of its own, and cumsum cannot be fused.
  using y = tidy(() => Array.from({ length: 20 }).reduce<Tensor>((z) => z.cumsum(1), x))
  await y.read()
  const after = gpu.stats()
  expect(after.liveBytes - before.liveBytes).toBeLessThan(2 * x.nbytes)
  const all = (stats: typeof after) => stats.liveBytes + stats.freeBytes
  expect(all(after) - all(before)).toBeLessThan(4 * x.nbytes)
})

it('trim gives back what waits', async () => {
  const y = zeros([5000]).to(gpu).add(1)
  await y.read()
  const { liveBuffers } = gpu.stats()
  y.dispose()
  expect(gpu.stats().liveBuffers).toBe(liveBuffers - 1)
  expect(gpu.stats().freeBytes).toBeGreaterThan(20000)
  expect(memoryStats(gpu).pooledBytes).toBe(gpu.stats().freeBytes)
  gpu.trim()
  expect(gpu.stats()).toMatchObject({ freeBuffers: 0, freeBytes: 0, liveBuffers: liveBuffers - 1 })
})

it('new memory holds zeros, whatever it held before', async () => {
  const ones = tensor(new Array(64).fill(1)).to(gpu).add(1)
  await ones.read()
  ones.dispose()
  const x = zeros([64], { device: gpu })
  x.narrow(0, 0, 1).fill_(3)
  expect([...(await x.read())]).toEqual([3, ...new Array(63).fill(0)])
})
