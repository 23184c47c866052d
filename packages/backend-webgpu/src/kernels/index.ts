/* The primitive kernels, which every op can be composed of; the matrix product stands with the fused ones. */
import type { PrimitiveKernels } from '@torchlet/tensor-core/ops'
import type { Recorder } from '../recorder'
import { argReduceKernels } from './arg-reduce'
import { elementwiseKernels } from './elementwise'
import { gatherKernels } from './gather'
import { reduceKernels } from './reduce'
import { scanKernels } from './scan'
import { searchKernels } from './search'
import { sortKernels } from './sort'

export const primitiveKernels = (recorder: Recorder): Omit<PrimitiveKernels, 'matmul'> => ({
  ...elementwiseKernels(recorder),
  ...reduceKernels(recorder),
  ...argReduceKernels(recorder),
  ...scanKernels(recorder),
  ...sortKernels(recorder),
  ...searchKernels(recorder),
  ...gatherKernels(recorder),
})
