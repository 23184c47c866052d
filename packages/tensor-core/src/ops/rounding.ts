/* Rounding, clamping and replacing what is not a number, with their options. */
import { op } from '../dispatch'
import { isFloating } from '../dtype'
import type { PointwiseOp } from '../op-literals'
import type { TensorOrScalar } from '../promotion'
import type { Tensor } from '../tensor'
import { cast, checkOptions, copyTo } from './allocate'
import { clamp, div, mul } from './arithmetic'
import { LARGEST } from './checks'
import { elementwise, shared } from './elementwise'
import { whole } from './math'

/** To the nearest whole number, ties to the even one. */
function roundNumber(x: number): number {
  const below = Math.floor(x)
  const rest = x - below
  if (rest === 0.5) return 2 * Math.round(x / 2)
  const rounded = rest < 0.5 ? below : Math.ceil(x)
  return rounded === 0 && x < 0 ? -0 : rounded
}

const nearest = shared('round', roundNumber, whole)

export interface RoundOptions {
  /** How many decimal places to keep; negative: zeros before the point. Default 0. */
  decimals?: number
}

/** To the nearest number with so many decimals, ties to the even one. */
export const round = op('round', (x: Tensor, options: RoundOptions = {}): Tensor => {
  checkOptions(options, ['decimals'])
  const { decimals = 0 } = options
  const scale = 10 ** Math.abs(decimals)
  if (decimals === 0 || !isFloating(x.dtype)) return nearest(x)
  return decimals > 0 ? div(nearest(mul(x, scale)), scale) : mul(nearest(div(x, scale)), scale)
})

/** The greater of x and `low`: `clamp` with one bound. */
export const clampMin = op('clampMin', (x: Tensor, low: TensorOrScalar): Tensor => clamp(x, low))
/** The lesser of x and `high`: `clamp` with one bound. */
export const clampMax = op('clampMax', (x: Tensor, high: TensorOrScalar): Tensor => clamp(x, null, high))

const finite: PointwiseOp = {
  name: 'nanToNum',
  f: (x: number, high: number, low: number) => (x === Infinity ? high : x === -Infinity ? low : x),
  wgsl: 'select(select(x, z, x == -inf), y, x == inf)',
}
const filled: PointwiseOp = {
  name: 'nanToNum',
  f: (x: number, value: number) => (x !== x ? value : x),
  wgsl: 'select(x, y, is_nan(x))',
}

export interface NanToNumOptions {
  /** In the place of NaN. Default 0. */
  nan?: number
  /** In the place of Infinity. Default: the greatest number of the dtype. */
  posinf?: number
  /** In the place of -Infinity. Default: the least number of the dtype. */
  neginf?: number
}

/** x with numbers in the places of NaN and ±Infinity. Integers are copied. */
export const nanToNum = op('nanToNum', (x: Tensor, options: NanToNumOptions = {}): Tensor => {
  checkOptions(options, ['nan', 'posinf', 'neginf'])
  const largest = LARGEST[x.dtype] ?? 0
  const { nan = 0, posinf = largest, neginf = -largest } = options
  if (!isFloating(x.dtype)) return copyTo(x)
  return elementwise(filled, [elementwise(finite, [x, posinf, neginf]), nan])
})

const logOdds = shared('logit', (x) => Math.log(x / (1 - x)))

export interface LogitOptions {
  /** x is clamped to [eps, 1 − eps] first. Default null: it is not, and the result is NaN outside [0, 1]. */
  eps?: number | null
}

/** log(x / (1 − x)) */
export const logit = op('logit', (x: Tensor, options: LogitOptions = {}): Tensor => {
  checkOptions(options, ['eps'])
  const { eps = null } = options
  if (eps === null) return logOdds(x)
  return logOdds(clamp(isFloating(x.dtype) ? x : cast(x, 'float32'), eps, 1 - eps))
})
