/* Cases of the activations behind fused kernels: each is held against the kernel's composition with the activation's own op behind it. */
import type { ActivationName, ConvGeometry } from '../device'
import { cpu } from '../devices/cpu'
import { geluErf, relu6 } from '../ops/activations'
import { add, mul } from '../ops/arithmetic'
import { conv2d, conv2dComposed } from '../ops/conv2d'
import { linear, linearComposed } from '../ops/linear'
import { fromTypedArray } from '../ops/make'
import { relu } from '../ops/math'
import { batchNorm } from '../ops/norms'
import type { Tensor } from '../tensor'
import type { ConformanceCase } from './case'
import { values } from './inputs'

const ACTIVATIONS: Record<ActivationName, (x: Tensor) => Tensor> = { relu, relu6, gelu: geluErf }

const LINEARS: readonly [x: number[], weight: number[]][] = [
  [
    [1, 64],
    [50, 64],
  ],
  [
    [37, 70],
    [29, 70],
  ],
  // Deeper than a block of a product, and wider.
  [
    [9, 500],
    [300, 500],
  ],
  [
    [2, 3, 12],
    [5, 12],
  ],
]

const linears = (activation: ActivationName): ConformanceCase[] =>
  LINEARS.map(([x, weight]) => ({
    name: `linear [${x}] by [${weight}], then ${activation}`,
    dtypes: ['float32'],
    inputs: [values(x), values(weight, 'float32', 1), values([weight[0]!], 'float32', 2)],
    actual: (rows: Tensor, w: Tensor, b: Tensor) => linear(rows, w, b, { activation }),
    expected: (rows: Tensor, w: Tensor, b: Tensor) => ACTIVATIONS[activation](linearComposed(rows, w, b)),
    atol: 1e-4,
  }))

/** One of each kind that devices tell apart. */
const CONVOLUTIONS: readonly [x: number[], weight: number[], geometry: Partial<ConvGeometry>][] = [
  [[2, 3, 9, 11], [7, 3, 5, 5], { padding: [2, 2] }],
  [[1, 20, 13, 11], [40, 20, 3, 3], { padding: [1, 1] }],
  [[2, 30, 6, 7], [13, 30, 1, 1], {}],
  [[1, 300, 3, 5], [7, 300, 1, 1], {}],
  [[2, 8, 6, 6], [8, 8, 1, 1], { stride: [2, 2] }],
  [[2, 6, 9, 7], [6, 1, 3, 3], { groups: 6, padding: [1, 1] }],
  [[1, 5, 12, 9], [5, 1, 5, 5], { groups: 5, stride: [2, 2], padding: [2, 2] }],
  [[1, 48, 5, 5], [40, 48, 3, 3], { stride: [2, 2], padding: [1, 1] }],
  [[2, 6, 7, 7], [4, 3, 3, 3], { groups: 2 }],
]

const convolutions = (activation: ActivationName): ConformanceCase[] =>
  CONVOLUTIONS.map(([x, weight, given]) => {
    const geometry: ConvGeometry = { stride: [1, 1], padding: [0, 0], dilation: [1, 1], groups: 1, ...given }
    return {
      name: `conv2d [${x}] by [${weight}] ${JSON.stringify(given)}, then ${activation}`,
      dtypes: ['float32'],
      inputs: [values(x), values(weight, 'float32', 1), values([weight[0]!], 'float32', 2)],
      actual: (image, filters, shift) => conv2d(image!, filters!, shift!, { ...geometry, activation }),
      expected: (image, filters, shift) => ACTIVATIONS[activation](conv2dComposed(image!, filters!, shift!, geometry)),
      atol: 1e-4,
    }
  })

const EPS = 1e-5

const norms = (activation: ActivationName): ConformanceCase[] =>
  [
    [3, 6, 10],
    [2, 5, 3, 7],
    [4, 6],
  ].map((shape) => ({
    name: `batchNorm of [${shape}], then ${activation}`,
    dtypes: ['float32'],
    inputs: [values(shape), values([shape[1]!], 'float32', 1), values([shape[1]!], 'float32', 2)],
    // A variance is not negative; a weight of eight times makes some results more than 6.
    actual: (x: Tensor, mean: Tensor, weight: Tensor) =>
      batchNorm(x, mean, add(mul(mean, mean), 1), mul(weight, 8), mean, { eps: EPS, activation }),
    expected: (x: Tensor, mean: Tensor, weight: Tensor) =>
      ACTIVATIONS[activation](batchNorm(x, mean, add(mul(mean, mean), 1), mul(weight, 8), mean, { eps: EPS })),
    atol: 1e-4,
  }))

const ODD_ROWS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30, -1e30, -0, 7, -7]

/** Rows of one number each: what an activation does to it. */
const oddRows = (activation: ActivationName): ConformanceCase => ({
  name: `linear of NaN, infinities and zeros, then ${activation}`,
  dtypes: ['float32'],
  inputs: [fromTypedArray(Float32Array.from(ODD_ROWS), [ODD_ROWS.length, 1], { device: cpu }), values([9, 1])],
  actual: (x, weight) => linear(x, mul(weight, weight), null, { activation }),
  expected: (x, weight) => ACTIVATIONS[activation](linearComposed(x, mul(weight, weight), null)),
})

export const epilogueCases = (): ConformanceCase[] =>
  (Object.keys(ACTIVATIONS) as ActivationName[]).flatMap((activation) => [
    ...linears(activation),
    ...convolutions(activation),
    ...norms(activation),
    oddRows(activation),
  ])
