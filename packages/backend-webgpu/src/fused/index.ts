/* The fused kernels, and the matrix product. */
import type { KernelName, OwnKernels } from '@torchlet/tensor-core/ops'
import type { FusedModule, Gpu } from '../program'
import { scaledDotProductAttention } from './attention'
import { conv2d } from './conv2d'
import { fft } from './fft'
import { linear, matmul } from './matmul'
import { layerNorm } from './norms'
import { avgPool2d, maxPool2d } from './pools'
import { logSoftmax, softmax } from './softmax'

type OnGpu = { [K in KernelName]?: (gpu: Gpu, ...args: Parameters<OwnKernels[K]>) => ReturnType<OwnKernels[K]> }

const KERNELS: OnGpu = {
  matmul,
  linear,
  conv2d,
  maxPool2d,
  avgPool2d,
  layerNorm,
  softmax,
  logSoftmax,
  scaledDotProductAttention,
  fft,
}

export const fused: FusedModule = (gpu) =>
  Object.fromEntries(Object.entries(KERNELS).map(([name, kernel]) => [name, (kernel as AnyKernel).bind(null, gpu)]))

type AnyKernel = (gpu: Gpu, ...args: unknown[]) => unknown
