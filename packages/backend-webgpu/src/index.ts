/* torchlet on GPUs: `const gpu = await webgpu(); network.to(gpu)`. */
export type { GpuStats, WebGpuDevice } from './device'
export type { PoolStats } from './pool'
export { type WebGpuOptions, webgpu } from './webgpu'
