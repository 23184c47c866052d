/* The primitive kernels, which every op can be composed of. */
import type { PrimitiveKernels } from '@torchlet/tensor-core/ops'
import type { Recorder } from '../recorder'
import { argReduceKernels } from './arg-reduce'
import { elementwiseKernels } from './elementwise'
import { gatherKernels } from './gather'
import { matmulKernels } from './matmul'
import { reduceKernels } from './reduce'
import { scanKernels } from './scan'
import { searchKernels } from './search'
import { sortKernels } from './sort'

export const primitiveKernels = (recorder: Recorder): PrimitiveKernels => ({
  ...elementwiseKernels(recorder),
  ...reduceKernels(recorder),
  ...argReduceKernels(recorder),
  ...scanKernels(recorder),
  ...sortKernels(recorder),
  ...searchKernels(recorder),
  ...matmulKernels(recorder),
  ...gatherKernels(recorder),
})
