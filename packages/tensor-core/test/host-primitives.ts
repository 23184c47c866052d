/* The host's primitive kernels by name, for devices that the tests make. */
import type { PrimitiveKernels } from '../src/device'
import { copy } from '../src/host/copy'
import { fill } from '../src/host/fill'
import { gather, scatter } from '../src/host/gather'
import { map } from '../src/host/map'
import { matmul } from '../src/host/matmul'
import { argReduce, reduce } from '../src/host/reduce'
import { scan } from '../src/host/scan'
import { searchSorted } from '../src/host/search'
import { sort } from '../src/host/sort'

export const hostPrimitives = {
  argReduce,
  copy,
  fill,
  gather,
  map,
  matmul,
  reduce,
  scan,
  scatter,
  searchSorted,
  sort,
} satisfies Partial<PrimitiveKernels>
