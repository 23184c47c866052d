/* Cases of the primitives that follow an index: gather and scatter, in each of its modes. */
import { cast } from '../ops/allocate'
import { remainder } from '../ops/arithmetic'
import { gather } from '../ops/index-select'
import { scatter, scatterAdd, scatterReduce } from '../ops/scatter'
import { select, transpose } from '../ops/views'
import type { Tensor } from '../tensor'
import type { ConformanceCase } from './case'
import { values } from './inputs'

const SHAPE = [4, 6, 5]
const DTYPES = ['float32', 'int64'] as const

/** Positions 0 … 3, so that they are in range along every axis of SHAPE, and repeat. */
const positions = (): Tensor => remainder(cast(values(SHAPE, 'uint8', 3), 'int64'), 4)

export const indexCases = (): ConformanceCase[] =>
  [0, 1, 2].flatMap((dim) => [
    {
      name: `gather along ${dim}`,
      dtypes: DTYPES,
      inputs: [values(SHAPE), positions()],
      actual: (x: Tensor, index: Tensor) => gather(x, dim, index),
    },
    {
      name: `scatter of one plane along ${dim}`,
      dtypes: DTYPES,
      // Each place once: which of several values stays is the device's own affair.
      inputs: [values(SHAPE), values([1, 1, 1], 'float32', 1), cast(values([1, 1, 1], 'bool'), 'int64')],
      actual: (x: Tensor, src: Tensor, index: Tensor) => scatter(x, dim, index, src),
    },
    ...(['sum', 'prod', 'amax', 'amin'] as const).map((reduce) => ({
      name: `scatterReduce ${reduce} along ${dim}`,
      dtypes: DTYPES,
      inputs: [values(SHAPE), values(SHAPE, 'float32', 1), positions()],
      actual: (x: Tensor, src: Tensor, index: Tensor) => scatterReduce(x, dim, index, src, reduce),
      atol: 1e-4,
    })),
    {
      name: `scatterAdd of a transposed source along ${dim}`,
      dtypes: DTYPES,
      inputs: [values([4, 5]), values([5, 4], 'float32', 1), select(positions(), 1, 2)],
      actual: (x: Tensor, src: Tensor, index: Tensor) => scatterAdd(x, dim % 2, index, transpose(src, 0, 1)),
      atol: 1e-4,
    },
  ])
