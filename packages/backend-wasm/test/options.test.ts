/* What is asked wrongly, or where there is no WebAssembly, says so. And how much all of it weighs. */
import { gzipSync } from 'node:zlib'
import { DeviceError } from '@torchlet/tensor-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { wasm } from '../src'
import { plain } from '../src/generated/plain'
import { relaxed } from '../src/generated/relaxed'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const BAD: readonly (readonly [options: object, message: string])[] = [
  [{ thread: 2 }, "wasm: unknown option 'thread' (there are threads, build)"],
  [{ threads: 0 }, 'wasm: threads is a whole number from 1 to 64, got 0'],
  [{ threads: 1.5 }, 'wasm: threads is a whole number from 1 to 64, got 1.5'],
  [{ threads: '2' }, 'wasm: threads is a whole number from 1 to 64, got 2'],
  [{ build: 'fast' }, "wasm: build is 'relaxed' or 'plain', got 'fast'"],
]

it.each(BAD)('%j', async (options, message) => {
  await expect(wasm(options)).rejects.toThrow(message)
})

describe('an engine that lacks something', () => {
  it('without WebAssembly', async () => {
    vi.stubGlobal('WebAssembly', undefined)
    const error = await wasm().catch((reason) => reason)
    expect(error).toBeInstanceOf(DeviceError)
    expect(error.message).toMatch(/no WebAssembly here.*'cpu'/)
  })

  it('without SIMD', async () => {
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false)
    const error = await wasm().catch((reason) => reason)
    expect(error).toBeInstanceOf(DeviceError)
    expect(error.message).toMatch(/no WebAssembly SIMD here.*'cpu'/)
  })

  it('without SharedArrayBuffer computes on one thread', async () => {
    vi.stubGlobal('SharedArrayBuffer', undefined)
    const device = await wasm({ threads: 4 })
    expect(device.threads).toBe(1)
  })

  it('that grants no 4 GiB of shared memory gets less', async () => {
    const asked: number[] = []
    vi.stubGlobal('WebAssembly', {
      ...WebAssembly,
      ...Object.fromEntries(
        (['validate', 'compile', 'instantiate', 'Module', 'Instance'] as const).map((name) => [
          name,
          WebAssembly[name],
        ]),
      ),
      Memory: class extends WebAssembly.Memory {
        constructor(descriptor: WebAssembly.MemoryDescriptor) {
          asked.push(descriptor.maximum!)
          if (descriptor.maximum! > 16384) throw new RangeError('could not allocate memory')
          super(descriptor)
        }
      },
    })
    const device = await wasm({ threads: 2 })
    expect(asked).toEqual([65536, 32768, 16384])
    expect(device.threads).toBe(2)
    device.close()
  })
})

it.each(Object.entries({ plain, relaxed }))('all kernels of the %s build weigh at most 60 KB', (_, { base64 }) => {
  expect(gzipSync(Buffer.from(base64, 'base64')).length).toBeLessThanOrEqual(60_000)
})
