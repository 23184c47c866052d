/* From navigator.gpu to a device. */
import { DeviceError } from '@torchlet/tensor-core/ops'
import { WebGpuDevice } from './device'

/** What `webgpu` takes; all may be left out. */
export interface WebGpuOptions {
  /** Which GPU, where there are several. */
  powerPreference?: GPUPowerPreference
  /** An adapter that was already asked for. */
  adapter?: GPUAdapter
  /** A GPUDevice that is already there, with its own limits and features. */
  device?: GPUDevice
  /** Where adapters come from. Default: navigator.gpu. */
  gpu?: GPU
}

/** What kernels can make use of, where an adapter offers it. */
const FEATURES = ['shader-f16', 'subgroups'] as const
/** The limits that are asked for at their best. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const

/**
 * A new device on a GPU: `const gpu = await webgpu(); network.to(gpu)`. Throws a DeviceError that says what to do where there is no
 * WebGPU, or no GPU that it may use.
 */
export async function webgpu(options: WebGpuOptions = {}): Promise<WebGpuDevice> {
  for (const name of Object.keys(options))
    if (!['powerPreference', 'adapter', 'device', 'gpu'].includes(name))
      throw new DeviceError(`webgpu: unknown option '${name}' (there are powerPreference, adapter, device, gpu)`)
  const device = new WebGpuDevice(options.device ?? (await deviceOf(options.adapter ?? (await adapterOf(options)))))
  SOURCES.set(device.gpu, options)
  return device
}

/** In Node a GPU ends when the object of `create([])` is collected, though a device of it is in use: so that one keeps the other. */
const SOURCES = /* @__PURE__ */ new WeakMap<GPUDevice, WebGpuOptions>()

async function adapterOf({ gpu, powerPreference }: WebGpuOptions): Promise<GPUAdapter> {
  const entry = gpu ?? (globalThis.navigator as Partial<Navigator> | undefined)?.gpu
  if (!entry)
    throw new DeviceError(
      "webgpu: there is no navigator.gpu. Browsers have it on pages from https or localhost; in Node, install the package 'webgpu' and pass its `create([])` as { gpu }",
    )
  const adapter = await entry.requestAdapter(powerPreference ? { powerPreference } : undefined)
  if (!adapter)
    throw new DeviceError(
      'webgpu: no adapter: this machine has no GPU that WebGPU may use (drivers missing, or the browser blocks it; see chrome://gpu)',
    )
  return adapter
}

async function deviceOf(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredLimits: Record<string, number> = {}
  // An older browser knows fewer names, and refuses those that it does not know.
  for (const name of LIMITS) if (adapter.limits[name] !== undefined) requiredLimits[name] = adapter.limits[name]
  const requiredFeatures = FEATURES.filter((feature) => adapter.features.has(feature)) as GPUFeatureName[]
  try {
    return await adapter.requestDevice({ requiredFeatures, requiredLimits })
  } catch (cause) {
    throw new DeviceError(
      `webgpu: the adapter gave no device (${(cause as Error).message}); an adapter gives one only: ask for a new one`,
      { cause },
    )
  }
}
