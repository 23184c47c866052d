/* Sizes at which kernels change their way, beyond what the conformance cases have. */
import { cpu, type Device, manualSeed, randint, randn, type Tensor } from '@torchlet/tensor-core'
import { expect, it } from 'vitest'
import { testDevice } from './device'

const gpu = await testDevice()

/** What is computed of a tensor of this size: the same on both devices. */
const CASES: [string, number[], (x: Tensor, device: Device) => Tensor][] = [
  ['sort of a line beyond one block', [5000], (x) => x.sort(0).values],
  ['sort of a line of exactly two blocks', [2048], (x) => x.argsort(0, { descending: true })],
  [
    'sort is stable over blocks',
    [3, 4000],
    (x) => x.mul(3).round().sort(1, { descending: true, stable: true }).indices,
  ],
  ['sort of many lines', [300, 7], (x) => x.sort(1).indices],
  ['sort along the first axis', [2500, 3], (x) => x.sort(0).values],
  ['sum of a line cut into parts', [300000], (x) => x.sum()],
  ['nansum of infinities in parts', [2, 40000], (x) => x.round().reciprocal().nansum(1)],
  ['nansum of a line cut into parts', [2, 40000], (x) => x.log().nansum(1)],
  ['amax of lines cut into parts', [3, 70000], (x) => x.amax(1)],
  ['amin of many short lines', [6000, 5], (x) => x.amin(1)],
  ['sum of many lines along the first axis', [40, 5000], (x) => x.sum(0)],
  ['prod of lines', [70, 100], (x) => x.mul(0.01).exp().prod(1)],
  ['argmax of a long line', [40000], (x) => x.argmax(0)],
  ['argmin of many lines', [5000, 40], (x) => x.argmin(1)],
  ['argmax of short lines', [90, 3], (x) => x.argmax(1)],
  ['cumsum of a long line', [3, 5000], (x) => x.cumsum(1)],
  ['cumsum of many lines', [5000, 40], (x) => x.cumsum(1)],
  ['cummax along the first axis', [700, 3], (x) => x.cummax(0).values],
  ['gather of rows', [50, 9], (x, device) => x.indexSelect(0, picks(device, 50))],
  [
    'scatter of sums',
    [50, 9],
    (x, device) => x.newZeros([50, 9]).indexAdd(0, picks(device, 50), x.indexSelect(0, picks(device, 50))),
  ],
  [
    'integers that are summed at one place',
    [50],
    (x, device) =>
      x
        .mul(9)
        .to('int32')
        .scatterAdd(0, picks(device, 50), x.to('int32').indexSelect(0, picks(device, 50))),
  ],
  ['reduction over axes that are not neighbours', [5, 60, 7, 4], (x) => x.sum([0, 2])],
  ['reduction of an expression over a broadcast', [40, 1, 30], (x) => x.mul(x.reshape([1, 40, 30])).sum([0, 2])],
]

function picks(device: Device, size: number): Tensor {
  manualSeed(7)
  return randint(0, size, [size], { device: cpu }).to(device)
}

it.each(CASES)('%s', async (_, shape, run) => {
  manualSeed(1)
  const x = randn(shape, { device: cpu })
  const want = run(x, cpu)
  const got = await run(x.to(gpu), gpu).cpu()
  expect([got.dtype, [...got.shape]]).toEqual([want.dtype, [...want.shape]])
  if (want.dtype === 'int64' || want.dtype === 'int32') expect(got.data).toEqual(want.data)
  else {
    expect(got.isnan().data).toEqual(want.isnan().data)
    expect(got.sub(want).nanToNum().abs().div(want.nanToNum().abs().add(1)).amax().item()).toBeLessThan(1e-5)
  }
})
