/* How much is asked of the GPU: ops only record, chains of elementwise ops are one dispatch, and a pass is one submit. */
import type { AnyModule } from '@torchlet/nn'
import { cpu, manualSeed, randn, relu, type Tensor, tensor, tidy } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import { resnet18 } from '../../../../examples/architectures/resnet'
import { testDevice } from './device'
import { lenet } from './networks'

const gpu = await testDevice()

/** What `run` and reading its result cost. */
async function costOf(run: () => Tensor): Promise<{ dispatches: number; submits: number }> {
  const before = gpu.stats()
  using y = run()
  expect(gpu.stats()).toMatchObject({ dispatches: before.dispatches, submits: before.submits })
  await y.read()
  const after = gpu.stats()
  return { dispatches: after.dispatches - before.dispatches, submits: after.submits - before.submits }
}

describe('networks', () => {
  const NETWORKS: [string, () => AnyModule, number[], number][] = [
    ['LeNet', lenet, [8, 1, 28, 28], 12],
    ['ResNet-18', () => resnet18({ numClasses: 10 }), [1, 3, 32, 32], 60],
  ]
  it.each(NETWORKS)('%s', async (name, make, shape, most) => {
    manualSeed(0)
    const network = make().eval().to(gpu)
    const x = randn(shape, { device: cpu }).to(gpu)
    for (const run of [() => tidy(() => network(x) as Tensor), () => network(x) as Tensor]) {
      const cost = await costOf(run)
      console.log(`${name}: ${cost.dispatches} dispatches, ${cost.submits} submit`)
      expect(cost.submits).toBe(1)
      expect(cost.dispatches).toBeLessThanOrEqual(most)
    }
  })
})

describe('elementwise ops', () => {
  const x = tensor([1, -2, 3]).to(gpu)
  const row = tensor([[1, 2, 3]]).to(gpu)
  const COSTS: [string, () => Tensor, number][] = [
    ['a chain is one dispatch', () => x.add(1).mul(2).sigmoid().sub(x), 1],
    ['in place too', () => x.clone().add_(1).mul_(2).relu_(), 1],
    ['over a broadcast and a view', () => x.mul(2).reshape([3, 1]).add(row).t().exp(), 1],
    ['a reduction computes what it reads', () => x.mul(2).exp().sum(), 1],
    ['what nobody reads is not computed', () => [x.exp().log().sin(), x.mul(3)][1]!, 1],
    ['zeros are no dispatch', () => x.newZeros([4]), 0],
    ['a matrix product and what follows it', () => relu(row.matmul(row.t()).add(1)), 1],
    ['an expression that is too long is cut', () => Array.from({ length: 200 }).reduce<Tensor>((y) => y.add(1), x), 7],
  ]
  it.each(COSTS)('%s', async (_, run, most) => {
    const { dispatches, submits } = await costOf(() => tidy(run))
    expect(submits).toBe(1)
    expect(dispatches).toBeLessThanOrEqual(most)
  })

  it('reads of one turn share a submit', async () => {
    const before = gpu.stats().submits
    const parts = [x.add(1), x.add(2), x.add(3)]
    await Promise.all(parts.map((part) => part.read()))
    expect(gpu.stats().submits - before).toBe(1)
  })

  it('a list that grows too long runs by itself', () => {
    const before = gpu.stats().submits
    let y = row
    for (let i = 0; i < 1500; i++) y = tidy(() => y.cumsum(1).matmul(row.t()).mul(row).mul(0))
    expect(gpu.stats().submits - before).toBeGreaterThan(0)
    expect(gpu.stats().recorded).toBeLessThan(1500)
  })

  it('other constants, sizes and places need no other pipeline', async () => {
    const chain = (y: Tensor, by: number) => y.mul(by).add(by).tanh()
    await chain(x, 2).read()
    const { pipelines } = gpu.stats()
    await chain(tensor([1, 2, 3, 4, 5]).to(gpu), 3).read()
    expect(gpu.stats().pipelines).toBe(pipelines)
  })
})

it('warmup compiles without computing', async () => {
  const x = tensor([[4, 3]]).to(gpu)
  const run = () => tidy(() => x.add(4).sin().mul(x).floor().cos())
  await gpu.warmup(run)
  const { pipelines, dispatches } = gpu.stats()
  await run().read()
  expect(gpu.stats()).toMatchObject({ pipelines, dispatches: dispatches + 1 })
})
