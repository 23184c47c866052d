/* Normalization: mean 0 and variance 1, over channels, groups or the last axes. */

import { op, tryKernel } from '../dispatch'
import { computeDType, type DType } from '../dtype'
import { ShapeError } from '../errors'
import * as host from '../host/norms'
import type { TensorOrScalar } from '../promotion'
import { checkShape, numelOf, sameShape, showShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, checkOptions, checkTensor, checkTensors, commonDevice } from './allocate'
import { add, mul, square, sub } from './arithmetic'
import { checkFloats } from './checks'
import { type ActivationOption, epilogueOf, finish } from './epilogue'
import { copy_ } from './in-place'
import { rsqrt } from './math'
import { mean } from './reduce'
import { reshape } from './views'

type Maybe = Tensor | null

export interface NormOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number
}

function checkNorm(x: Tensor, others: Readonly<Record<string, Maybe>>): void {
  checkTensor(x, 'input')
  checkTensors(others)
  commonDevice([x, ...Object.values(others)])
  checkFloats(x.dtype)
}

const affine = (x: Tensor, weight: Maybe, bias: Maybe): Tensor => {
  const scaled = weight ? mul(x, weight) : x
  return bias ? add(scaled, bias) : scaled
}

/** layerNorm of rows as its formula says it, out of primitives. */
export function layerNormComposed(x: Tensor, weight: Maybe, bias: Maybe, eps: number): Tensor {
  const centred = sub(x, mean(x, -1, { keepdim: true }))
  return affine(mul(centred, rsqrt(add(mean(square(centred), -1, { keepdim: true }), eps))), weight, bias)
}

/** batchNorm of [N, C, L] as its formula says it, out of primitives. */
export function batchNormComposed(
  x: Tensor,
  average: Tensor,
  variance: Tensor,
  weight: Maybe,
  bias: Maybe,
  eps: number,
): Tensor {
  const [centre, spread, scale, shift] = [average, variance, weight, bias].map((v) => v && reshape(v, [-1, 1]))
  return affine(mul(sub(x, centre!), rsqrt(add(spread!, eps))), scale!, shift!)
}

const castSome = (x: Maybe, dtype: DType): Maybe => x && cast(x, dtype)

/** Rows of n elements, each brought to mean 0 and variance 1; in x's own shape. */
function normalizeRows(x: Tensor, n: number, weight: Maybe, bias: Maybe, eps: number): Tensor {
  const compute = computeDType(x.dtype)
  if (x.numel() === 0) return allocate(x.shape, x.dtype, x.device)
  const rows = cast(reshape(x, [-1, n]), compute)
  const [scale, shift] = [weight, bias].map((v) => v && reshape(cast(v, compute), [n])) as [Maybe, Maybe]
  const out = allocate(rows.shape, compute, x.device)
  const done = tryKernel('layerNorm', host.layerNorm, out, [rows, scale, shift, eps, out])
  return cast(reshape(done ? out : layerNormComposed(rows, scale, shift, eps), x.shape), x.dtype)
}

/** Throws unless x ends in `shape` and the weights have it. */
function checkLastAxes(x: Tensor, shape: readonly number[], ...weights: Maybe[]): void {
  checkShape(shape)
  if (shape.length === 0 || !sameShape(x.shape.slice(-shape.length), shape))
    throw new ShapeError(
      `Given normalized_shape=${showShape(shape)}, expected input with shape [*, ${shape.join(', ')}], but got input of size ${showShape(x.shape)}`,
    )
  for (const weight of weights)
    if (weight && !sameShape(weight.shape, shape))
      throw new ShapeError(
        `Expected weight and bias to be of same shape as normalized_shape, but got ${showShape(weight.shape)} and normalized_shape = ${showShape(shape)}`,
      )
}

/**
 * (x − mean) / √(variance + eps)·weight + bias over the last axes, whose sizes are `normalizedShape`; weight and bias have
 * that shape. Throws ShapeError where shapes differ.
 */
export const layerNorm = op(
  'layerNorm',
  (
    x: Tensor,
    normalizedShape: readonly number[],
    weight: Maybe = null,
    bias: Maybe = null,
    options: NormOptions = {},
  ): Tensor => {
    checkOptions(options, ['eps'])
    checkNorm(x, { weight, bias })
    checkLastAxes(x, normalizedShape, weight, bias)
    return normalizeRows(x, numelOf(normalizedShape), weight, bias, options.eps ?? 1e-5)
  },
)

/** The distance from 1 to the next number: what rmsNorm adds where nothing is said. */
const EPSILON: Partial<Record<DType, number>> = {
  float64: 2 ** -52,
  float32: 2 ** -23,
  float16: 2 ** -10,
  bfloat16: 2 ** -7,
}

/** x / √(mean(x²) + eps)·weight over the last axes. `eps` is the dtype's own where nothing is said. Throws ShapeError. */
export const rmsNorm = op(
  'rmsNorm',
  (
    x: Tensor,
    normalizedShape: readonly number[],
    weight: Maybe = null,
    options: { eps?: number | null } = {},
  ): Tensor => {
    checkOptions(options, ['eps'])
    checkNorm(x, { weight })
    checkLastAxes(x, normalizedShape, weight)
    const compute = computeDType(x.dtype)
    const wide = cast(x, compute)
    const dims = normalizedShape.map((_, i) => -1 - i)
    const power = mean(square(wide), dims, { keepdim: true })
    const scaled = mul(wide, rsqrt(add(power, options.eps ?? EPSILON[x.dtype]!)))
    return cast(affine(scaled, castSome(weight, compute), null), x.dtype)
  },
)

/** Per channel (axis 1), as [C, 1, …] beside x. */
const perChannel = (v: Maybe, x: Tensor): Maybe => v && reshape(v, [-1, ...x.shape.slice(2).map(() => 1)])

/** x: [N, C, …], over groups of channels. weight, bias: [C]. Throws ShapeError where C does not divide. */
export const groupNorm = op(
  'groupNorm',
  (x: Tensor, numGroups: number, weight: Maybe = null, bias: Maybe = null, options: NormOptions = {}): Tensor => {
    checkOptions(options, ['eps'])
    checkNorm(x, { weight, bias })
    const channels = x.shape[1]
    if (channels === undefined)
      throw new ShapeError(`expected at least 2 dimensions for input tensor but received ${showShape(x.shape)}`)
    if (!Number.isSafeInteger(numGroups) || numGroups < 1 || channels % numGroups !== 0)
      throw new ShapeError(
        `Expected number of channels in input to be divisible by num_groups, but got input of shape ${showShape(x.shape)} and num_groups=${numGroups}`,
      )
    checkChannels(x, { weight, bias })
    const n = (channels / numGroups) * numelOf(x.shape.slice(2))
    checkMany(x.shape[0]! * n, x)
    const compute = computeDType(x.dtype)
    const normal = normalizeRows(cast(x, compute), n, null, null, options.eps ?? 1e-5)
    const [scale, shift] = [weight, bias].map((v) => perChannel(castSome(v, compute), x)) as [Maybe, Maybe]
    return cast(affine(normal, scale, shift), x.dtype)
  },
)

/** One value alone has no variance. */
function checkMany(values: number, x: Tensor): void {
  if (values === 1)
    throw new ShapeError(`Expected more than 1 value per channel when training, got input size ${showShape(x.shape)}`)
}

function checkChannels(x: Tensor, vectors: Record<string, Maybe>): void {
  const channels = x.shape[1]!
  for (const [name, vector] of Object.entries(vectors))
    if (vector && vector.numel() !== channels)
      throw new ShapeError(
        `${name} should contain ${channels} elements not ${vector.numel()} (input ${showShape(x.shape)})`,
      )
}

export interface BatchNormOptions extends NormOptions, ActivationOption {
  /** Takes mean and variance from x, and moves the running ones towards them. Default false. */
  training?: boolean
  /** How far the running statistics move, from 0 to 1. Default 0.1. */
  momentum?: TensorOrScalar
}

/** running += momentum·(value − running) */
const moveTowards = (running: Maybe, value: Tensor, momentum: TensorOrScalar): void => {
  if (!running) return
  const kept = typeof momentum === 'number' ? 1 - momentum : sub(1, momentum)
  copy_(running, add(mul(running, kept), mul(value, momentum)))
}

/**
 * (x − mean) / √(variance + eps)·weight + bias for each channel. x: [N, C, …], all others: [C]. In training, mean and variance are
 * the batch's and the running ones are overwritten. With `activation`, that of it. Throws ShapeError where sizes differ.
 */
export const batchNorm = op(
  'batchNorm',
  (
    x: Tensor,
    runningMean: Maybe,
    runningVar: Maybe,
    weight: Maybe = null,
    bias: Maybe = null,
    options: BatchNormOptions = {},
  ): Tensor => {
    checkOptions(options, ['training', 'momentum', 'eps', 'activation'])
    const vectors = { running_mean: runningMean, running_var: runningVar, weight, bias }
    checkNorm(x, vectors)
    const { training = false, momentum = 0.1, eps = 1e-5 } = options
    if (x.ndim < 2) throw new ShapeError(`expected at least 2 dimensions for input, got ${showShape(x.shape)}`)
    checkChannels(x, vectors)
    const epilogue = epilogueOf(options, x.dtype)
    const compute = computeDType(x.dtype)
    const [batch, channels] = x.shape as unknown as [number, number]
    const length = numelOf(x.shape.slice(2))
    const planes = cast(reshape(x, [batch, channels, length]), compute)
    let [average, variance] = [castSome(runningMean, compute), castSome(runningVar, compute)]
    if (training || !average || !variance) {
      const n = batch * length
      checkMany(n, x)
      average = mean(planes, [0, 2])
      variance = mean(square(sub(planes, reshape(average, [channels, 1]))), [0, 2])
      // An empty batch says nothing.
      if (n > 0) {
        moveTowards(runningMean, average, momentum)
        moveTowards(runningVar, mul(variance, n / (n - 1)), momentum)
      }
    }
    const [scale, shift] = [castSome(weight, compute), castSome(bias, compute)]
    const out = allocate(planes.shape, compute, x.device)
    const operands = [planes, average, variance, scale, shift, eps] as const
    const done = tryKernel('batchNorm', host.batchNorm, out, [...operands, out, epilogue.asked], epilogue)
    const y = done ? out : batchNormComposed(...operands)
    return finish(cast(reshape(y, x.shape), x.dtype), epilogue)
  },
)

export interface InstanceNormOptions extends NormOptions {
  /** Takes mean and variance from x, and moves the running ones towards them. Default true. */
  useInputStats?: boolean
  /** Default 0.1. */
  momentum?: number
}

/** batchNorm for each example of a batch by itself. x: [N, C, …], all others: [C]. Throws ShapeError. */
export const instanceNorm = op(
  'instanceNorm',
  (
    x: Tensor,
    runningMean: Maybe = null,
    runningVar: Maybe = null,
    weight: Maybe = null,
    bias: Maybe = null,
    options: InstanceNormOptions = {},
  ): Tensor => {
    checkOptions(options, ['useInputStats', 'momentum', 'eps'])
    const vectors = { running_mean: runningMean, running_var: runningVar, weight, bias }
    checkNorm(x, vectors)
    const { useInputStats = true, momentum = 0.1, eps = 1e-5 } = options
    if (!useInputStats) return batchNorm(x, runningMean, runningVar, weight, bias, { eps })
    const length = numelOf(x.shape.slice(2))
    if (length === 1)
      throw new ShapeError(`Expected more than 1 spatial element when training, got input size ${showShape(x.shape)}`)
    checkChannels(x, vectors)
    if (runningMean || runningVar) {
      const rows = cast(reshape(x, [x.shape[0]!, x.shape[1]!, length]), computeDType(x.dtype))
      const average = mean(rows, 2, { keepdim: true })
      moveTowards(runningMean, mean(average, [0, 2]), momentum)
      moveTowards(runningVar, mul(mean(square(sub(rows, average)), [0, 2]), length / (length - 1)), momentum)
    }
    return groupNorm(x, x.shape[1]!, weight, bias, { eps })
  },
)
