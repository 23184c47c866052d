/* Images in other sizes. Every mode works axis by axis: a result is a sum of weighted elements of that axis. */
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  apart,
  checkOptions,
} from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  add,
  fromTypedArray,
  indexSelect,
  mul,
  reshape,
  ShapeError,
  type Tensor,
  tensor,
  to,
} from '@torchlet/tensor-core/ops'
import { lean } from './lean'

export type InterpolateMode = 'nearest' | 'nearest-exact' | 'linear' | 'bilinear' | 'bicubic' | 'trilinear' | 'area'

export interface InterpolateOptions {
  /** The result's size: one number for all axes, or one for each. Either this or `scaleFactor`. Default null. */
  size?: number | readonly number[] | null
  /** How many times the size. Default null. */
  scaleFactor?: number | readonly number[] | null
  /** Default 'nearest'. */
  mode?: InterpolateMode
  /** Whether the corners' centres stay where they are; for the linear and cubic modes. Default false. */
  alignCorners?: boolean | null
  /** Takes the rounded size's own factor instead of `scaleFactor`. Default false. */
  recomputeScaleFactor?: boolean | null
  /** Averages what is shrunk; for bilinear and bicubic. Default false. */
  antialias?: boolean
}

/** One of the elements that a result is made of: where it is for each result, and how much it counts. */
interface Tap {
  readonly index: number[]
  readonly weight: number[]
}

/** One axis's change of size. `step` is how far results lie apart, in elements of the input. */
interface Axis {
  readonly from: number
  readonly to: number
  readonly step: number
  readonly align: boolean
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i)
const within = (i: number, size: number): number => Math.min(Math.max(i, 0), size - 1)

/** Where result i's centre lies among the elements. */
const centre = (i: number, { step, align }: Axis): number => (align ? i * step : (i + 0.5) * step - 0.5)

function linearTaps(axis: Axis): Tap[] {
  const at = range(axis.to).map((i) => Math.max(0, centre(i, axis)))
  const low = at.map((x) => Math.min(Math.floor(x), axis.from - 1))
  return [
    { index: low, weight: at.map((x, i) => 1 - (x - low[i]!)) },
    { index: low.map((i) => Math.min(i + 1, axis.from - 1)), weight: at.map((x, i) => x - low[i]!) },
  ]
}

/** Keys's cubic: what an element at distance |x| counts. */
export function cubic(x: number, a: number): number {
  const d = Math.abs(x)
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1
  return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0
}

function cubicTaps(axis: Axis): Tap[] {
  const at = range(axis.to).map((i) => centre(i, axis))
  return [-1, 0, 1, 2].map((shift) => ({
    index: at.map((x) => within(Math.floor(x) + shift, axis.from)),
    weight: at.map((x) => cubic(x - Math.floor(x) - shift, -0.75)),
  }))
}

/** Averages over as many elements as a result stands for, weighted by a tent or a cubic. */
function smoothTaps(axis: Axis, reach: number, filter: (x: number) => number): Tap[] {
  const stretch = Math.max(axis.step, 1)
  const support = reach * stretch
  const spans = range(axis.to).map((i) => {
    const middle = axis.step * (i + 0.5)
    const first = Math.max(Math.trunc(middle - support + 0.5), 0)
    const count = Math.min(Math.trunc(middle + support + 0.5), axis.from) - first
    const weights = range(count).map((j) => filter((j + first - middle + 0.5) / stretch))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return { first, weights: weights.map((weight) => weight / total) }
  })
  const longest = Math.max(...spans.map(({ weights }) => weights.length))
  return range(longest).map((j) => ({
    index: spans.map(({ first }) => within(first + j, axis.from)),
    weight: spans.map(({ weights }) => weights[j] ?? 0),
  }))
}

const tent = (x: number): number => Math.max(0, 1 - Math.abs(x))

const indexOf = (values: readonly number[], x: Tensor): Tensor =>
  fromTypedArray(BigInt64Array.from(values, BigInt), [values.length], { device: x.device })

/** Σ x[index]·weight along one axis. */
function blend(x: Tensor, dim: number, taps: readonly Tap[]): Tensor {
  const shape = x.shape.map((_, axis) => (axis === dim ? -1 : 1))
  let out: Tensor | undefined
  for (const { index, weight } of taps) {
    const factor = reshape(tensor(weight, { dtype: x.dtype, device: x.device }), shape)
    const part = mul(indexSelect(x, dim, indexOf(index, x)), factor)
    out = out ? add(out, part) : part
  }
  return out!
}

const LINEAR = { linear: 3, bilinear: 4, trilinear: 5 } as const
const AREA = [adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d]
const MODES: readonly InterpolateMode[] = [
  'nearest',
  'nearest-exact',
  'linear',
  'bilinear',
  'bicubic',
  'trilinear',
  'area',
]

function check(
  x: Tensor,
  mode: InterpolateMode,
  { size, scaleFactor, alignCorners, recomputeScaleFactor, antialias }: InterpolateOptions,
): void {
  if (!MODES.includes(mode)) throw new ArgumentError(`interpolate: mode is one of ${MODES.join(', ')}, got '${mode}'`)
  if (x.ndim < 3 || x.ndim > 5) throw new ShapeError(`interpolate: expected a 3D, 4D or 5D input, got ${x.shape}`)
  const axes = mode === 'bicubic' ? 4 : (LINEAR as Partial<Record<InterpolateMode, number>>)[mode]
  if (axes !== undefined && axes !== x.ndim)
    throw new ShapeError(`interpolate: Got ${x.ndim}D input, but ${mode} mode needs ${axes}D input (${x.shape})`)
  if ((size ?? null) === null && (scaleFactor ?? null) === null)
    throw new ArgumentError('interpolate: either size or scaleFactor should be defined')
  if ((size ?? null) !== null && (scaleFactor ?? null) !== null)
    throw new ArgumentError('interpolate: only one of size or scaleFactor should be defined')
  if (recomputeScaleFactor && (size ?? null) !== null)
    throw new ArgumentError('interpolate: recomputeScaleFactor is not meaningful with an explicit size')
  if ((alignCorners ?? null) !== null && axes === undefined)
    throw new ArgumentError(
      'interpolate: alignCorners can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear',
    )
  if (antialias && mode !== 'bilinear' && mode !== 'bicubic')
    throw new ArgumentError('interpolate: antialias is only supported for bilinear and bicubic modes')
}

const perSpatial = (value: number | readonly number[], axes: number, what: string): readonly number[] => {
  const list = typeof value === 'number' ? new Array<number>(axes).fill(value) : value
  if (list.length !== axes || !list.every((part) => part > 0 && Number.isFinite(part)))
    throw new ArgumentError(`interpolate: ${what} is a positive number or ${axes} of them, got [${list}]`)
  return list
}

function planAxes(x: Tensor, options: InterpolateOptions): Axis[] {
  const { size, scaleFactor, recomputeScaleFactor = false, alignCorners } = options
  const sizes = x.shape.slice(2)
  const factors = (scaleFactor ?? null) === null ? null : perSpatial(scaleFactor!, sizes.length, 'scaleFactor')
  const target = factors
    ? sizes.map((length, axis) => Math.floor(length * factors[axis]!))
    : perSpatial(size!, sizes.length, 'size')
  return sizes.map((from, axis) => {
    const to = target[axis]!
    if (from < 1 || !Number.isSafeInteger(to) || to < 1)
      throw new ShapeError(
        `interpolate: Input and output sizes should be greater than 0, got ${x.shape} to [${target}]`,
      )
    const align = alignCorners ?? false
    const free = factors && !recomputeScaleFactor ? 1 / factors[axis]! : from / to
    // Rounded to the dtype that PyTorch computes positions in.
    const step = align ? (to > 1 ? (from - 1) / (to - 1) : 0) : free
    return { from, to, step: x.dtype === 'float64' ? step : Math.fround(step), align }
  })
}

function tapsOf(mode: InterpolateMode, antialias: boolean, axis: Axis): Tap[] {
  if (mode === 'bicubic') return antialias ? smoothTaps(axis, 2, (x) => cubic(x, -0.5)) : cubicTaps(axis)
  return antialias ? smoothTaps(axis, 1, tent) : linearTaps(axis)
}

/**
 * x in another size. x: [N, C, L], [N, C, H, W] or [N, C, D, H, W]; 'linear' takes the first, 'bilinear' and 'bicubic' the second,
 * 'trilinear' the third, 'nearest' (rounded down), 'nearest-exact' (rounded) and 'area' (means) any. Throws ArgumentError, ShapeError.
 */
export const interpolate = lean((x: Tensor, options: InterpolateOptions = {}): Tensor => {
  const known = ['size', 'scaleFactor', 'mode', 'alignCorners', 'recomputeScaleFactor', 'antialias']
  checkOptions(options, known, 'interpolate')
  const { mode = 'nearest', antialias = false } = options
  check(x, mode, options)
  const axes = planAxes(x, options)
  if (mode === 'area')
    return AREA[axes.length - 1]!(
      x,
      axes.map(({ to }) => to),
    )
  const isNearest = mode === 'nearest' || mode === 'nearest-exact'
  const half = x.dtype === 'float16' || x.dtype === 'bfloat16'
  const input = half && !isNearest ? to(x, 'float32') : x
  const out = axes.reduce((y, axis, i) => {
    // The linear modes leave an axis whose size stays as it is, whatever its factor.
    if (axis.from === axis.to && (axis.step === 1 || (mode in LINEAR && !antialias))) return y
    if (!isNearest) return blend(y, i + 2, tapsOf(mode, antialias, axis))
    const shift = mode === 'nearest' ? 0 : 0.5
    const index = range(axis.to).map((j) => within(Math.floor(Math.fround((j + shift) * axis.step)), axis.from))
    return indexSelect(y, i + 2, indexOf(index, y))
  }, input)
  return apart(x, to(out, x.dtype))
})
