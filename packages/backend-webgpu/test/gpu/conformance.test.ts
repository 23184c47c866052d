/* Every conformance case of tensor-core that a GPU can hold; the way of a GPU, and that of a processor that plays one. */
import { applies, check, conformanceCases } from '@torchlet/tensor-core/conformance'
import { describe, expect, it } from 'vitest'
import { WebGpuDevice } from '../../src/device'
import { testDevice } from './device'

const onProcessor = await testDevice()
const cases = conformanceCases()
const DEVICES = { 'as a processor': onProcessor, 'as a GPU': new WebGpuDevice(onProcessor.gpu, false) }

for (const [name, gpu] of Object.entries(DEVICES)) {
  const held = cases.filter((one) => applies(gpu, one))
  describe(`conformance ${name}: ${held.length} of ${cases.length} cases`, () => {
    it('leaves out nothing but float64', () => {
      const left = cases.filter((one) => !held.includes(one))
      expect(left.filter((one) => !one.dtypes.includes('float64')).map((one) => one.name)).toEqual([])
    })

    it.concurrent.each(held.map((one) => [one.name, one] as const))('%s', async (_, one) => {
      expect(await check(gpu, one)).toBe(undefined)
    })
  })
}
