/* tensor-core's cases hold on every build, on one thread and on several. */
import { applies, check, conformanceCases } from '@torchlet/tensor-core/conformance'
import { afterAll, describe, expect, it } from 'vitest'
import { devices } from './devices'

const cases = conformanceCases()

describe.each(await devices())('%s', (_, device) => {
  afterAll(() => device.close())

  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    expect(applies(device, one)).toBe(true)
    expect(await check(device, one)).toBe(undefined)
  })
})
