/* Cases of the primitive kernels: every layout that a kernel may be given. */

import { cpu } from '../devices/cpu'
import type { DType } from '../dtype'
import { cast, copyTo, viewOf } from '../ops/allocate'
import { add, maximum, mul, remainder, sub, where } from '../ops/arithmetic'
import { eq, lt } from '../ops/compare'
import { copy_, fill_ } from '../ops/in-place'
import { gather, indexSelect } from '../ops/index-select'
import { fromTypedArray } from '../ops/make'
import { exp, neg, relu, sigmoid, sqrt, tanh } from '../ops/math'
import { matmul } from '../ops/matmul'
import { flip } from '../ops/rearrange'
import { amax, amin, argmax, argmin, prod, sum } from '../ops/reduce'
import { scatter_, scatterAdd, scatterReduce } from '../ops/scatter'
import { expand, narrow, permute, select, transpose, unsqueeze } from '../ops/views'
import type { Tensor } from '../tensor'
import type { ConformanceCase } from './case'
import { edges, values } from './inputs'

/** Layouts as functions of a contiguous [4, 6, 5]. */
const LAYOUTS: Record<string, (x: Tensor) => Tensor> = {
  contiguous: (x) => x,
  transposed: (x) => permute(x, [2, 0, 1]),
  'every second': (x) => narrow(transpose(x, 0, 1), 0, 1, 4),
  'one plane': (x) => select(x, 1, 3),
  expanded: (x) => expand(unsqueeze(select(x, 0, 1), 0), [3, 6, 5]),
  empty: (x) => narrow(x, 1, 2, 0),
  '0-d': (x) => select(select(select(x, 0, 2), 0, 1), 0, 4),
}
const SHAPE = [4, 6, 5]
const KINDS: readonly DType[] = ['float32', 'float64', 'int64', 'int32', 'uint8', 'bool', 'float16', 'bfloat16']

const UNARY = { exp, neg, relu, sigmoid, sqrt, tanh }
const BINARY = { add, sub, mul, maximum, lt, eq }

const pointwise = (): ConformanceCase[] => [
  ...Object.entries(UNARY).flatMap(([name, f]) => [
    ...Object.entries(LAYOUTS).map(([layout, view]) => ({
      name: `${name}, ${layout}`,
      dtypes: ['float32'] as const,
      inputs: [values(SHAPE)],
      actual: (x: Tensor) => f(view(x)),
    })),
    { name: `${name} at the edges`, dtypes: ['float32'] as const, inputs: [edges()], actual: (x: Tensor) => f(x) },
  ]),
  ...Object.entries(BINARY).flatMap(([name, f]) =>
    Object.entries(LAYOUTS).map(([layout, view]) => ({
      name: `${name}, ${layout}`,
      dtypes: ['float32', 'bool'] as const,
      inputs: [values(SHAPE), values(SHAPE, 'float32', 1)],
      actual: (x: Tensor, y: Tensor) => f(view(x), view(y)),
    })),
  ),
  ...KINDS.filter((dtype) => dtype !== 'bool').map((dtype) => ({
    name: `add in ${dtype}`,
    dtypes: [dtype],
    inputs: [values(SHAPE, dtype), values(SHAPE, dtype, 1)],
    actual: (x: Tensor, y: Tensor) => add(x, y),
  })),
  {
    name: 'add of a row and a column',
    dtypes: ['float32'],
    inputs: [values([7, 1]), values([9], 'float32', 1)],
    actual: (x, y) => add(x, y),
  },
  { name: 'add of a constant', dtypes: ['float32'], inputs: [values(SHAPE)], actual: (x) => add(x, 2.5) },
  {
    name: 'where',
    dtypes: ['float32', 'bool'],
    inputs: [values(SHAPE, 'bool'), values(SHAPE), values([5], 'float32', 1)],
    actual: (condition, x, y) => where(condition, x, y),
  },
]

const copying = (): ConformanceCase[] => [
  ...Object.entries(LAYOUTS).map(([layout, view]) => ({
    name: `copy, ${layout}`,
    dtypes: ['float32'] as const,
    inputs: [values(SHAPE)],
    actual: (x: Tensor) => copyTo(view(x)),
  })),
  ...KINDS.flatMap((from) =>
    KINDS.map((into) => ({
      name: `cast of ${from} to ${into}`,
      dtypes: [from, into],
      // Only what every dtype holds: what becomes of the rest is each processor's own.
      inputs: [values([11], from === 'bool' ? 'bool' : 'uint8')],
      actual: (x: Tensor) => cast(cast(x, from), into),
    })),
  ),
  {
    name: 'writing through a view',
    dtypes: ['float32'],
    inputs: [values([4, 6]), values([4], 'float32', 1)],
    actual: (x, y) => {
      const base = copyTo(x)
      copy_(select(base, 1, 2), y)
      fill_(select(base, 0, 1), 7)
      return base
    },
  },
]

const REDUCTIONS = { sum, prod, amax, amin }
const DIMS: readonly (null | number | number[])[] = [null, 0, 1, -1, [0, 2], [1, 2]]

const reducing = (): ConformanceCase[] => [
  ...Object.entries(REDUCTIONS).flatMap(([name, f]) =>
    DIMS.map((dims) => ({
      name: `${name} over ${dims}`,
      dtypes: ['float32'] as const,
      inputs: [values(SHAPE)],
      actual: (x: Tensor) => f(transpose(x, 0, 2), dims as number),
    })),
  ),
  { name: 'sum of integers', dtypes: ['int32', 'int64'], inputs: [values(SHAPE, 'int32')], actual: (x) => sum(x, 1) },
  { name: 'sum of nothing', dtypes: ['float32'], inputs: [values([3, 0])], actual: (x) => sum(x, 1) },
  {
    name: 'sum of a hundred thousand',
    dtypes: ['float32'],
    inputs: [values([100, 1000])],
    actual: (x) => sum(x),
  },
  ...[argmax, argmin].flatMap((f, which) =>
    [0, 1, 2].map((dim) => ({
      name: `${which ? 'argmin' : 'argmax'} along ${dim}`,
      dtypes: ['float32', 'int64'] as const,
      inputs: [values(SHAPE)],
      actual: (x: Tensor) => f(x, dim),
    })),
  ),
  { name: 'argmax finds NaN', dtypes: ['float32', 'int64'], inputs: [edges()], actual: (x) => argmax(x) },
]

/** [B, M, K]·[B, K, N]: blocks that fit, edges that do not, and sizes of one and none. */
const PRODUCTS = [
  [1, 1, 1, 1],
  [1, 3, 4, 4],
  [1, 7, 5, 3],
  [2, 17, 33, 9],
  [1, 1, 64, 50],
  [1, 50, 64, 1],
  [3, 100, 300, 130],
  // Multiples of four and of what kernels take at a time; many rows, and few of either.
  [2, 64, 32, 128],
  [1, 72, 20, 140],
  [1, 200, 12, 36],
  [1, 4, 200, 300],
  [2, 150, 90, 3],
  [1, 1, 300, 1],
  [1, 20, 1200, 20],
  [1, 4, 0, 4],
  [1, 0, 4, 4],
]

const products = (): ConformanceCase[] =>
  PRODUCTS.flatMap(([b, m, k, n]) =>
    [false, true].map((transposed) => ({
      name: `matmul [${b}, ${m}, ${k}] by [${b}, ${k}, ${n}]${transposed ? ', both transposed' : ''}`,
      dtypes: ['float32'] as const,
      inputs: transposed
        ? [values([b!, k!, m!]), values([b!, n!, k!], 'float32', 1)]
        : [values([b!, m!, k!]), values([b!, k!, n!], 'float32', 1)],
      actual: (x: Tensor, y: Tensor) => (transposed ? matmul(transpose(x, 1, 2), transpose(y, 1, 2)) : matmul(x, y)),
      atol: 1e-4,
    })),
  )

/** Positions from 0 to below `size`, int64 of this shape; some come more than once. */
const positions = (shape: readonly number[], size: number): Tensor =>
  cast(remainder(cast(values(shape, 'int32'), 'float32'), size), 'int64')

const picking = (): ConformanceCase[] => [
  ...[0, 1, 2].flatMap((dim) => [
    {
      name: `indexSelect along ${dim}`,
      dtypes: ['float32', 'int64'] as const,
      inputs: [values(SHAPE), positions([7], SHAPE[dim]!)],
      actual: (x: Tensor, index: Tensor) => indexSelect(x, dim, index),
    },
    {
      name: `gather along ${dim}, from and by transposed tensors`,
      dtypes: ['float32', 'int64'] as const,
      inputs: [values([5, 6, 4]), positions([3, 2, 4], SHAPE[dim]!)],
      actual: (x: Tensor, index: Tensor) => gather(transpose(x, 0, 2), dim, transpose(index, 0, 2)),
    },
    {
      name: `scatterAdd along ${dim}`,
      dtypes: ['float32', 'int64'] as const,
      inputs: [values(SHAPE), positions([3, 5, 4], SHAPE[dim]!), values([3, 5, 4], 'float32', 1)],
      actual: (x: Tensor, index: Tensor, src: Tensor) => scatterAdd(x, dim, index, src),
      atol: 1e-5,
    },
  ]),
  ...(['prod', 'amax', 'amin'] as const).map((reduce) => ({
    name: `scatterReduce by ${reduce}`,
    dtypes: ['float32', 'int64'] as const,
    inputs: [values(SHAPE), positions([4, 9, 5], 6), values([4, 9, 5], 'float32', 1)],
    actual: (x: Tensor, index: Tensor, src: Tensor) => scatterReduce(x, 1, index, src, reduce),
  })),
  {
    name: 'scatter into every other column of a tensor',
    dtypes: ['float32', 'int64'],
    inputs: [values([4, 12]), fromTypedArray(BigInt64Array.of(5n, 0n, 3n), [1, 3], { device: cpu })],
    actual: (x: Tensor, index: Tensor) => {
      const whole = copyTo(x)
      scatter_(viewOf(whole, [4, 6], [12, 2]), 1, expand(index, [4, 3]), 7)
      return whole
    },
  },
  ...[[0], [1, 2], [0, 1, 2]].map((dims) => ({
    name: `flip of ${dims.length} axes`,
    dtypes: ['float32'] as const,
    inputs: [values(SHAPE)],
    actual: (x: Tensor) => flip(x, dims),
    // The last positions first.
    expected: (x: Tensor) =>
      dims.reduce((y, dim) => {
        const size = SHAPE[dim]!
        const order = BigInt64Array.from({ length: size }, (_, i) => BigInt(size - 1 - i))
        return indexSelect(y, dim, fromTypedArray(order, [size], { device: cpu }))
      }, x),
  })),
]

export const primitiveCases = (): ConformanceCase[] => [
  ...pointwise(),
  ...copying(),
  ...reducing(),
  ...products(),
  ...picking(),
]
