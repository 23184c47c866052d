/* The devices that the page can run on, and how it comes by them. */
import { cpu, type Device } from '@torchlet/tensor-core/ops'

export const DEVICE_NAMES = ['cpu', 'wasm', 'webgpu'] as const
export type DeviceName = (typeof DEVICE_NAMES)[number]

export interface DeviceKind {
  /** What it is, in words. */
  readonly what: string
  /** How a pass is timed there: what stands behind the milliseconds. */
  readonly pass: string
  /** False where it is plain without loading anything that there is none here; true may still turn out to be false. */
  isLikely(): Promise<boolean>
  /** Loads the package and makes a device. Throws a DeviceError that says what is missing. */
  make(): Promise<Device>
}

export const DEVICES: Readonly<Record<DeviceName, DeviceKind>> = {
  cpu: {
    what: 'plain JavaScript, on one core',
    pass: 'a pass, on one core, in plain JavaScript',
    isLikely: async () => true,
    make: async () => cpu,
  },
  wasm: {
    what: 'WebAssembly with SIMD, on one core',
    pass: 'a pass, on one core, in WebAssembly',
    isLikely: async () => typeof WebAssembly === 'object',
    make: async () => (await import('@torchlet/backend-wasm')).wasm(),
  },
  webgpu: {
    what: 'WebGPU, on the adapter that the browser gives',
    pass: 'a pass by WebGPU, its answer’s way back included',
    isLikely: async () => {
      const { gpu } = navigator as { gpu?: { requestAdapter(): Promise<unknown> } }
      return Boolean(await gpu?.requestAdapter())
    },
    make: async () => (await import('@torchlet/backend-webgpu')).webgpu(),
  },
}

/** What an error says, without the device's name in front: it stands beside it on the page. */
export function reasonOf(name: DeviceName, error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.startsWith(`${name}: `) ? text.slice(name.length + 2) : text
}
