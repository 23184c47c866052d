/* What `webgpu` says where there is no GPU. */
import { DeviceError } from '@torchlet/tensor-core'
import { describe, expect, it, vi } from 'vitest'
import { webgpu } from '../src/index'

const entry = (adapter: unknown): GPU => ({ requestAdapter: async () => adapter }) as unknown as GPU

describe('webgpu', () => {
  it('needs navigator.gpu', async () => {
    vi.stubGlobal('navigator', {})
    await expect(webgpu()).rejects.toThrow(DeviceError)
    await expect(webgpu()).rejects.toThrow(/no navigator\.gpu.*in Node, install the package 'webgpu'/)
    vi.stubGlobal('navigator', undefined)
    await expect(webgpu()).rejects.toThrow(/no navigator\.gpu/)
    vi.unstubAllGlobals()
  })

  it('needs an adapter', async () => {
    await expect(webgpu({ gpu: entry(null) })).rejects.toThrow(DeviceError)
    await expect(webgpu({ gpu: entry(null) })).rejects.toThrow(/no adapter/)
  })

  it('says why an adapter gives no device', async () => {
    const spent = {
      limits: {},
      features: new Set(),
      requestDevice: async () => Promise.reject(new Error('the adapter is consumed')),
    }
    await expect(webgpu({ adapter: spent as unknown as GPUAdapter })).rejects.toThrow(
      /the adapter is consumed.*ask for a new/,
    )
  })

  it('asks for the adapter that is wished for, with its best limits and what it offers of features', async () => {
    const asked: unknown[] = []
    const adapter = {
      limits: { maxBufferSize: 2 ** 40, maxStorageBufferBindingSize: 2 ** 35, maxBindGroups: 4 },
      features: new Set(['shader-f16', 'timestamp-query']),
      requestDevice: async (descriptor: unknown) => {
        asked.push(descriptor)
        throw new Error('enough')
      },
    }
    const gpu = {
      requestAdapter: async (options: unknown) => {
        asked.push(options)
        return adapter
      },
    }
    await expect(webgpu({ gpu: gpu as unknown as GPU, powerPreference: 'low-power' })).rejects.toThrow(/enough/)
    expect(asked[0]).toEqual({ powerPreference: 'low-power' })
    expect(asked[1]).toMatchObject({
      requiredFeatures: ['shader-f16'],
      requiredLimits: { maxBufferSize: 2 ** 40, maxStorageBufferBindingSize: 2 ** 35 },
    })
  })

  it('knows its options', async () => {
    await expect(webgpu({ adaptor: 1 } as object)).rejects.toThrow(
      /unknown option 'adaptor' \(there are powerPreference/,
    )
  })
})
