import { wasm } from '@torchlet/backend-wasm'
import { Network } from '@torchlet/examples/network'
import { cpu, manualSeed, memoryStats } from '@torchlet/tensor-core'
import { expect, test } from 'vitest'
import { DEVICES, reasonOf } from '../src/model/devices'
import { look, typical, warmUp } from '../src/model/look'
import { placed } from '../src/model/on-device'
import { drawSilhouette, SILHOUETTES } from '../src/silhouettes'

test('on cpu it is the network itself', () => {
  const network = new Network().eval()
  expect(placed(network, cpu).network).toBe(network)
})

test('on another device it says the same, holds its weights alone, and gives them back', async () => {
  manualSeed(0)
  const device = await wasm()
  const network = new Network().eval()
  const on = placed(network, device)
  expect(memoryStats(device)).toMatchObject({ storages: 10, bytes: 4 * 32_998 })
  await warmUp(on.network, drawSilhouette('bag'), device)
  for (const { name } of SILHOUETTES) {
    const [here, there] = [
      await look(network, drawSilhouette(name)),
      await look(on.network, drawSilhouette(name), device),
    ]
    expect(Object.keys(there.activations)).toEqual(Object.keys(here.activations))
    there.answer.probabilities.forEach((share, i) => expect(share).toBeCloseTo(here.answer.probabilities[i]!, 5))
    for (const x of Object.values(there.activations)) expect(x.device).toBe(cpu)
    expect(memoryStats(device).storages).toBe(10)
  }
  on.dispose()
  expect(memoryStats(device)).toMatchObject({ storages: 0, bytes: 0 })
  expect([...network.parameters()].every((parameter) => parameter.device === cpu)).toBe(true)
})

test('the typical time is the median of the last fifteen', () => {
  expect(typical([3, 1, 2])).toEqual({ last: [3, 1, 2], median: 2 })
  const { last, median } = typical([...new Array<number>(30).fill(100), ...new Array<number>(15).fill(1)])
  expect([last.length, median]).toEqual([15, 1])
  expect(typical([]).median).toBeNaN()
})

test('a device that is not here says why', async () => {
  const error = await DEVICES.webgpu.make().catch((thrown: unknown) => thrown)
  expect((error as Error).name).toBe('DeviceError')
  expect(reasonOf('webgpu', error)).toMatch(/^there is no navigator\.gpu\. /)
  expect(reasonOf('wasm', 'no more memory')).toBe('no more memory')
})
