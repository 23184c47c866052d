import { create } from 'webgpu'
import type { WebGpuDevice } from '../../src/device'
import { webgpu } from '../../src/index'

/** What `navigator.gpu` is in a browser. */
export const gpu: GPU = create([])

let shared: Promise<WebGpuDevice> | undefined

/** One device for all tests of a file: its pipelines are compiled once. */
export const testDevice = (): Promise<WebGpuDevice> => (shared ??= webgpu({ gpu }))
