/* Cases of the fused kernels: each is held against its composition out of primitives. */
import type { ConvGeometry, PoolGeometry } from '../device'
import { cpu } from '../devices/cpu'
import { add, mul } from '../ops/arithmetic'
import { avgPool2d, avgPool2dComposed } from '../ops/avgpool'
import { conv2d, conv2dComposed } from '../ops/conv2d'
import { fft, fftComposed } from '../ops/fft'
import { linear, linearComposed } from '../ops/linear'
import { fromTypedArray } from '../ops/make'
import { maxPool2d, maxPool2dComposed } from '../ops/maxpool2d'
import { batchNorm, batchNormComposed, layerNorm, layerNormComposed } from '../ops/norms'
import { logSoftmax, logSoftmaxComposed, softmax, softmaxComposed } from '../ops/softmax'
import { select, transpose } from '../ops/views'
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
  // More channels and pixels than a kernel takes at a time.
  [[2, 20, 13, 11], [70, 20, 3, 3], { padding: [1, 1] }],
  [[1, 24, 9, 9], [40, 24, 3, 3], { stride: [2, 2], padding: [1, 1] }],
  [[1, 12, 20, 5], [20, 12, 5, 2], { stride: [2, 1], dilation: [1, 2], padding: [2, 1] }],
  [[2, 24, 8, 8], [36, 24, 1, 1], {}],
  [[1, 8, 5, 5], [8, 4, 1, 1], { groups: 2 }],
  [[2, 40, 7, 7], [40, 20, 3, 3], { groups: 2, padding: [1, 1] }],
  [[1, 6, 8, 8], [12, 1, 3, 3], { groups: 6 }],
  [[1, 5, 17, 15], [5, 1, 3, 3], { groups: 5, stride: [2, 2], padding: [1, 1] }],
  [[1, 300, 3, 5], [7, 300, 1, 1], {}],
  // Too far apart, too many or too wide for the cells of the host's kernel, which takes them apart or cuts columns.
  [[1, 2, 1, 900], [3, 2, 1, 300], {}],
  [[1, 2, 20, 19], [3, 2, 17, 17], { padding: [8, 8] }],
  [[1, 1, 1, 40_000], [2, 1, 1, 3], { dilation: [1, 17_000], stride: [1, 2000] }],
  [[1, 28, 4, 1600], [2, 28, 3, 3], { padding: [1, 1], stride: [1, 2] }],
  // Many channels of few pixels.
  [[1, 60, 4, 4], [20, 60, 3, 3], { padding: [1, 1] }],
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

const transposedImage = (): ConformanceCase => {
  const geometry: ConvGeometry = { stride: [2, 1], padding: [1, 1], dilation: [1, 1], groups: 1 }
  return {
    name: 'conv2d of a transposed image',
    dtypes: ['float32'],
    inputs: [values([2, 12, 9, 8]), values([10, 12, 3, 3], 'float32', 1)],
    actual: (x, weight) => conv2d(transpose(x, 2, 3), weight, null, geometry),
    expected: (x, weight) => conv2dComposed(transpose(x, 2, 3), weight, null, geometry),
    atol: 1e-4,
  }
}

const POOLS: readonly [x: number[], geometry: Partial<PoolGeometry>][] = [
  [[2, 6, 24, 24], { kernel: [2, 2], stride: [2, 2] }],
  // No multiple of the columns that a kernel takes at a time.
  [[1, 2, 6, 10], { kernel: [2, 2], stride: [2, 2] }],
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
    name: 'layerNorm of long rows that lie apart, without weights',
    dtypes: ['float32'],
    inputs: [values([3, 2, 1100])],
    actual: (x) => layerNorm(select(x, 1, 1), [1100], null, null, { eps: EPS }),
    expected: (x) => layerNormComposed(select(x, 1, 1), null, null, EPS),
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
  [8, 12, 7, 1, 128, 90].map((n) => ({
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

const longLines = (): ConformanceCase[] =>
  Object.entries(LINES).flatMap(([name, [fused, composed]]) => [
    ...[0, 1].map((dim) => ({
      name: `${name} along ${dim} of [1100, 3]`,
      dtypes: ['float32'] as const,
      inputs: [values([1100, 3])],
      actual: (x: Tensor) => fused(x, dim),
      expected: (x: Tensor) => composed(x, dim),
      atol: 1e-5,
    })),
    {
      name: `${name} of lines with infinities and NaN`,
      dtypes: ['float32'] as const,
      inputs: [fromTypedArray(Float32Array.from(ODD_LINES.flat()), [ODD_LINES.length, 3], { device: cpu })],
      actual: (x: Tensor) => fused(x, 1),
      expected: (x: Tensor) => composed(x, 1),
    },
  ])

const ODD_LINES = [
  [-Infinity, -Infinity, -Infinity],
  [-Infinity, 0, 1],
  [Infinity, 0, 1],
  [Number.NaN, 0, 1],
  [3e38, -3e38, 3e38],
]

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
  [
    [40, 64],
    [48, 64],
  ],
  [
    [3, 300],
    [70, 300],
  ],
  [
    [200, 70],
    [3, 70],
  ],
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
  transposedImage(),
  ...pools(),
  ...averages(),
  ...norms(),
  ...transforms(),
  ...lines(),
  ...longLines(),
  ...attentionCases(),
]
