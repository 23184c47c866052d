/* Every conformance case of tensor-core that a GPU can hold. */
import { applies, check, conformanceCases } from '@torchlet/tensor-core/conformance'
import { describe, expect, it } from 'vitest'
import { testDevice } from './device'

const gpu = await testDevice()
const cases = conformanceCases()
const held = cases.filter((one) => applies(gpu, one))

describe(`conformance: ${held.length} of ${cases.length} cases`, () => {
  it('leaves out nothing but float64', () => {
    const left = cases.filter((one) => !held.includes(one))
    expect(left.filter((one) => !one.dtypes.includes('float64')).map(({ name }) => name)).toEqual([])
  })

  it.concurrent.each(held.map((one) => [one.name, one] as const))('%s', async (_, one) => {
    expect(await check(gpu, one)).toBe(undefined)
  })
})
