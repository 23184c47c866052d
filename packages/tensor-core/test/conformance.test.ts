/* The conformance cases hold for cpu, and for devices that have less: no fused kernels, or no host memory at all. */
import { describe, expect, it } from 'vitest'
import { applies, check, conformanceCases } from '../src/conformance'
import type { Device, DeviceBuffer, KernelName, Kernels, View } from '../src/device'
import { cpu } from '../src/devices/cpu'
import type { DType, TypedArray } from '../src/dtype'
import { hostPrimitives } from './host-primitives'

/** A device whose memory JavaScript does not see: it has the primitive kernels and nothing fused. */
function opaque(): Device {
  class Hidden {
    constructor(readonly values: TypedArray) {}
  }
  const isView = (value: unknown): value is View => typeof value === 'object' && value !== null && 'buffer' in value
  /** A view as the host's kernels see it, with its memory laid open. */
  const open = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(open)
    if (!isView(value)) return value
    const { buffer, dtype, shape, strides, offset } = value
    return { buffer, array: (buffer as Hidden).values, dtype, shape, strides, offset }
  }
  const kernels = Object.fromEntries(
    Object.entries(hostPrimitives).map(([name, kernel]) => [
      name,
      (...args: unknown[]) => (kernel as (...args: unknown[]) => void)(...args.map(open)),
    ]),
  ) as Partial<Kernels>
  return {
    name: 'opaque',
    dtypes: cpu.dtypes,
    kernels,
    collected: true,
    allocate: (dtype: DType, length: number): DeviceBuffer => new Hidden(cpu.allocate(dtype, length) as TypedArray),
    free() {},
    write: (buffer, offset, values) => (buffer as Hidden).values.set(values as never, offset),
    read: async (buffer, _dtype, offset, length) => (buffer as Hidden).values.slice(offset, offset + length),
  }
}

/** Counts which of its kernels are called, so that a case cannot pass by not running. */
const called = new Set<KernelName>()
const watched: Device = {
  ...cpu,
  name: 'watched',
  kernels: Object.fromEntries(
    Object.entries(hostPrimitives).map(([name, kernel]) => [
      name,
      (...args: unknown[]) => {
        called.add(name as KernelName)
        ;(kernel as (...args: unknown[]) => void)(...args)
      },
    ]),
  ),
}

for (const device of [cpu, watched, opaque()])
  describe(device.name, () => {
    it.each(conformanceCases().map((one) => [one.name, one] as const))('%s', async (_, one) => {
      expect(applies(device, one)).toBe(true)
      expect(await check(device, one)).toBe(undefined)
    })
  })

it('the cases reach every primitive kernel', () => {
  expect([...called].sort()).toEqual(Object.keys(hostPrimitives).sort())
})

it('a wrong kernel is found', async () => {
  const wrong: Device = { ...cpu, kernels: { copy: () => {} } }
  const found = await Promise.all(
    conformanceCases()
      .filter((one) => one.name.startsWith('copy'))
      .map((one) => check(wrong, one)),
  )
  expect(found.filter(Boolean).length).toBeGreaterThan(3)
})
