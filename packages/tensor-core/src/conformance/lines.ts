/* Cases of the primitive kernels that work along lines: scan, sort and searchSorted. */
import type { DType } from '../dtype'
import { cummax, cumprod, cumsum, logcumsumexp } from '../ops/scan'
import { searchsorted } from '../ops/search'
import { sort } from '../ops/sort'
import { narrow, permute, reshape, transpose } from '../ops/views'
import type { Tensor } from '../tensor'
import type { ConformanceCase } from './case'
import { edges, values } from './inputs'

const SHAPE = [4, 6, 5]
/** Longer than any group of threads that a device would give one line to. */
const LONG = [2, 1500]
const KINDS: readonly DType[] = ['float64', 'int64', 'int32', 'uint8', 'bool', 'float16', 'bfloat16']

const LAYOUTS: Record<string, (x: Tensor) => Tensor> = {
  contiguous: (x) => x,
  permuted: (x) => permute(x, [2, 0, 1]),
  'every second': (x) => narrow(transpose(x, 0, 1), 0, 1, 4),
  empty: (x) => narrow(x, 1, 2, 0),
}

type LineOp = (x: Tensor, dim: number) => Tensor
const SCANS: Record<string, LineOp> = { cumsum, logcumsumexp, cummax: (x, dim) => cummax(x, dim).values }
const ORDERS: Record<string, LineOp> = {
  sorted: (x, dim) => sort(x, dim).values,
  'positions in order': (x, dim) => sort(x, dim).indices,
  'positions in descending order': (x, dim) => sort(x, dim, { descending: true }).indices,
}

const along = (ops: Record<string, LineOp>, dtypes: readonly DType[]): ConformanceCase[] =>
  Object.entries(ops).flatMap(([name, f]) => [
    ...Object.entries(LAYOUTS).flatMap(([layout, view]) =>
      [0, 1, 2].map((dim) => ({
        name: `${name} along ${dim}, ${layout}`,
        dtypes,
        inputs: [values(SHAPE)],
        actual: (x: Tensor) => f(view(x), dim),
      })),
    ),
    { name: `${name} of long lines`, dtypes, inputs: [values(LONG)], actual: (x) => f(x, 1), atol: 1e-4 },
    { name: `${name} at the edges`, dtypes, inputs: [edges()], actual: (x) => f(x, 0) },
  ])

const kinds = (): ConformanceCase[] =>
  KINDS.map((dtype) => ({
    name: `sorted in ${dtype}`,
    dtypes: [dtype, 'int64'],
    inputs: [values(SHAPE, dtype)],
    actual: (x: Tensor) => sort(x, 1).values,
  }))

const searching = (): ConformanceCase[] =>
  [false, true].map((right) => ({
    name: `searchsorted${right ? ' behind equals' : ''}`,
    dtypes: ['float32', 'int64'],
    inputs: [values([3, 200]), values([3, 90], 'float32', 1), edges()],
    actual: (rows: Tensor, wanted: Tensor, ends: Tensor) => {
      const sorted = sort(rows).values
      return right
        ? searchsorted(reshape(narrow(sorted, 0, 0, 1), [-1]), ends, { right })
        : searchsorted(sorted, wanted)
    },
  }))

export const lineCases = (): ConformanceCase[] => [
  ...along(SCANS, ['float32']),
  ...along(ORDERS, ['float32', 'int64']),
  {
    name: 'cumprod in int64 wraps around',
    dtypes: ['int64'],
    inputs: [values([80], 'int64')],
    actual: (x) => cumprod(x, 0),
  },
  ...kinds(),
  ...searching(),
]
