/* Cases of the fused kernels: each is held against its composition out of primitives. */
import type { ConvGeometry, PoolGeometry } from '../device'
import { add, mul } from '../ops/arithmetic'
import { avgPool2d, avgPool2dComposed } from '../ops/avgpool'
import { conv2d, conv2dComposed } from '../ops/conv2d'
import { fft, fftComposed } from '../ops/fft'
import { linear, linearComposed } from '../ops/linear'
import { maxPool2d, maxPool2dComposed } from '../ops/maxpool2d'
import { batchNorm, batchNormComposed, layerNorm, layerNormComposed } from '../ops/norms'
import { logSoftmax, logSoftmaxComposed, softmax, softmaxComposed } from '../ops/softmax'
import { transpose } from '../ops/views'
import { windowCount } from '../ops/windows'
import type { Tensor } from '../tensor'
import { attentionCases } from './attention'
import type { ConformanceCase } from './case'
import { values } from './inputs'

/** x, weight, and what differs from a stride of 1 without padding. */
type Convolution = [x: number[], weight: number[], geometry: Partial<ConvGeometry>]

const CONVOLUTIONS: readonly Convolution[] = [
  [[1, 1, 28, 28], [6, 1, 5, 5], {}],
  [[3, 6, 12, 12], [12, 6, 5, 5], {}],
  [[2, 3, 9, 7], [4, 3, 3, 3], { padding: [1, 1] }],
  [[2, 3, 9, 7], [4, 3, 3, 3], { padding: [2, 1], stride: [2, 3] }],
  [[1, 3, 11, 13], [5, 3, 3, 2], { dilation: [2, 3], padding: [1, 2] }],
  [[2, 8, 6, 6], [12, 8, 1, 1], {}],
  [[2, 8, 6, 6], [8, 8, 1, 1], { stride: [2, 2] }],
  [[2, 6, 8, 8], [6, 1, 3, 3], { groups: 6, padding: [1, 1] }],
  [[1, 4, 9, 9], [4, 1, 3, 3], { groups: 4, stride: [2, 2], dilation: [2, 1], padding: [2, 1] }],
  [[2, 6, 7, 7], [4, 3, 3, 3], { groups: 2 }],
  [[1, 30, 10, 10], [20, 30, 3, 3], { padding: [1, 1] }],
  [[0, 3, 5, 5], [2, 3, 3, 3], {}],
]

const convolutions = (): ConformanceCase[] =>
  CONVOLUTIONS.flatMap(([x, weight, given]) => {
    const geometry: ConvGeometry = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1, ...given }
    return [true, false].map((bias) => ({
      name: `conv2d [${x}] by [${weight}] ${JSON.stringify(given)}${bias ? '' : ' without bias'}`,
      dtypes: ['float32'] as const,
      inputs: [values(x), values(weight, 'float32', 1), values([weight[0]!], 'float32', 2)],
      actual: (image: Tensor, filters: Tensor, shift: Tensor) => conv2d(image, filters, bias ? shift : null, geometry),
      expected: (image: Tensor, filters: Tensor, shift: Tensor) =>
        conv2dComposed(image, filters, bias ? shift : null, geometry),
      atol: 1e-4,
    }))
  })

const POOLS: readonly [x: number[], geometry: Partial<PoolGeometry>][] = [
  [[2, 6, 24, 24], { kernel: [2, 2], stride: [2, 2] }],
  [[1, 3, 9, 7], { kernel: [3, 2], stride: [1, 2], padding: [1, 1] }],
  [[1, 2, 11, 11], { kernel: [3, 3], stride: [2, 2], dilation: [2, 2], padding: [1, 0] }],
]

const pools = (): ConformanceCase[] =>
  POOLS.map(([shape, given]) => {
    const geometry: PoolGeometry = { kernel: [2, 2], stride: [2, 2], padding: [0, 0], dilation: [1, 1], ...given }
    const { kernel, ...options } = geometry
    const counts = kernel.map((size, i) =>
      windowCount(shape[i + 2]!, size, geometry.stride[i]!, geometry.padding[i]!, geometry.dilation[i]!),
    )
    return {
      name: `maxPool2d [${shape}] ${JSON.stringify(given)}`,
      dtypes: ['float32'] as const,
      inputs: [values(shape)],
      actual: (x: Tensor) => maxPool2d(x, kernel, options),
      expected: (x: Tensor) => maxPool2dComposed(x, geometry, counts),
    }
  })

const averages = (): ConformanceCase[] =>
  [true, false].map((countIncludePad) => {
    const geometry = { kernel: [3, 2], stride: [2, 2], padding: [1, 1], countIncludePad, divisor: null }
    const { kernel, stride, padding } = geometry
    return {
      name: `avgPool2d, padding ${countIncludePad ? 'counted' : 'not counted'}`,
      dtypes: ['float32'] as const,
      inputs: [values([2, 3, 9, 7])],
      actual: (x: Tensor) => avgPool2d(x, kernel, { stride, padding, countIncludePad }),
      expected: (x: Tensor) => avgPool2dComposed(x, geometry, [5, 4]),
    }
  })

const EPS = 1e-5

const norms = (): ConformanceCase[] => [
  {
    name: 'layerNorm',
    dtypes: ['float32'],
    inputs: [values([7, 20]), values([20], 'float32', 1), values([20], 'float32', 2)],
    actual: (x, weight, bias) => layerNorm(x, [20], weight, bias, { eps: EPS }),
    expected: (x, weight, bias) => layerNormComposed(x, weight, bias, EPS),
    atol: 1e-5,
  },
  {
    name: 'batchNorm',
    dtypes: ['float32'],
    inputs: [values([3, 6, 10]), values([6], 'float32', 1), values([6], 'float32', 2)],
    // A variance is not negative: the square of the second operand.
    actual: (x, mean, weight) => batchNorm(x, mean, add(mul(mean, mean), 1), weight, mean, { eps: EPS }),
    expected: (x, mean, weight) => batchNormComposed(x, mean, add(mul(mean, mean), 1), weight, mean, EPS),
    atol: 1e-5,
  },
]

const transforms = (): ConformanceCase[] =>
  [8, 12, 7, 1].map((n) => ({
    name: `fft of ${n}`,
    dtypes: ['float32'],
    inputs: [values([3, n, 2])],
    actual: (x: Tensor) => fft(x),
    expected: (x: Tensor) => fftComposed(x, false, 1),
    atol: 1e-4,
  }))

const LINES = { softmax: [softmax, softmaxComposed], logSoftmax: [logSoftmax, logSoftmaxComposed] } as const

const lines = (): ConformanceCase[] =>
  Object.entries(LINES).flatMap(([name, [fused, composed]]) =>
    [0, 1, 2].map((dim) => ({
      name: `${name} along ${dim} of a transposed tensor`,
      dtypes: ['float32'] as const,
      inputs: [values([4, 6, 5])],
      actual: (x: Tensor) => fused(transpose(x, 0, 2), dim),
      expected: (x: Tensor) => composed(transpose(x, 0, 2), dim),
    })),
  )

const LINEARS: readonly [x: number[], weight: number[]][] = [
  [
    [1, 192],
    [120, 192],
  ],
  [
    [2, 60],
    [10, 60],
  ],
  [
    [128, 120],
    [60, 120],
  ],
  [
    [3, 5, 7],
    [2, 7],
  ],
  [[7], [3, 7]],
]

const linears = (): ConformanceCase[] =>
  LINEARS.flatMap(([x, weight]) =>
    [true, false].map((bias) => ({
      name: `linear [${x}] by [${weight}]${bias ? '' : ' without bias'}`,
      dtypes: ['float32'] as const,
      inputs: [values(x), values(weight, 'float32', 1), values([weight[0]!], 'float32', 2)],
      actual: (rows: Tensor, w: Tensor, b: Tensor) => linear(rows, w, bias ? b : null),
      expected: (rows: Tensor, w: Tensor, b: Tensor) => linearComposed(rows, w, bias ? b : null),
      atol: 1e-4,
    })),
  )

export const fusedCases = (): ConformanceCase[] => [
  ...linears(),
  ...convolutions(),
  ...pools(),
  ...averages(),
  ...norms(),
  ...transforms(),
  ...lines(),
  ...attentionCases(),
]
