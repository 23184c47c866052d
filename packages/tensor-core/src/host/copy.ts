/* Copies with a cast: the only place where a value changes its dtype on the host. */
import type { View } from '../device'
import { type DType, isFloating, isHalf } from '../dtype'
import { halfReader, halfWriter } from '../half'
import { copyRun } from './logical'
import { specialized } from './specialize'
import { planWalk, walk } from './walk'

// biome-ignore lint/suspicious/noExplicitAny: numbers or bigints, by the two dtypes
type Cast = (value: any) => any
// biome-ignore lint/suspicious/noExplicitAny: indexed as whatever the cast takes
type Elements = any

function castLoop(
  cast: Cast,
  n: number,
  out: Elements,
  o: number,
  os: number,
  x: Elements,
  i: number,
  is: number,
): void {
  for (let k = 0; k < n; k++) out[o + k * os] = cast(x[i + k * is])
}
const specializedCast = /* @__PURE__ */ specialized(castLoop)

const LONG_MIN = -(2n ** 63n)

/** Towards zero. What int64 cannot hold becomes its least value, as the processor that PyTorch runs on makes it. */
function floatToLong(value: number): bigint {
  if (!(Math.abs(value) < 2 ** 63)) return LONG_MIN
  return BigInt(Math.trunc(value))
}

/** The same by way of int32, also for the narrow types, whose stores wrap around. */
const floatToInt: Cast = (value: number) => (Math.abs(value) < 2 ** 31 ? Math.trunc(value) : -(2 ** 31))

const same: Cast = (value) => value
// NaN counts as true.
const isTrue: Cast = (value) => (value || value !== value ? 1 : 0)
const longToNumber: Cast = (value: bigint) => Number(value)
const longToInt: Cast = (value: bigint) => Number(BigInt.asIntN(32, value))
const intToLong: Cast = (value: number) => BigInt(value)

const casts = /* @__PURE__ */ new Map<string, Cast>()

/** From how one dtype is stored to how another is. */
function castBetween(from: DType, to: DType): Cast {
  const key = `${from} ${to}`
  let cast = casts.get(key)
  if (!cast) casts.set(key, (cast = makeCast(from, to)))
  return cast
}

function makeCast(from: DType, to: DType): Cast {
  if (from === to) return same
  if (isHalf(from)) {
    const read = halfReader(from)
    const rest = makeCast('float32', to)
    return (value) => rest(read(value))
  }
  if (isHalf(to)) {
    const write = halfWriter(to)
    const rest = makeCast(from, 'float32')
    return (value) => write(rest(value))
  }
  if (to === 'bool') return isTrue
  if (from === 'int64') return isFloating(to) ? longToNumber : longToInt
  if (to === 'int64') return isFloating(from) ? floatToLong : intToLong
  return isFloating(from) && !isFloating(to) ? floatToInt : same
}

export function copy(x: View, out: View): void {
  const plan = planWalk(out.shape, [out.strides, x.strides])
  if (!plan) return
  const { n, steps } = plan
  const [os, is] = steps as [number, number]
  const from = x.array
  const to = out.array
  const start = [out.offset, x.offset]
  if (x.dtype === out.dtype) {
    walk(plan, start, ([o, i]) => copyRun(from, i!, is, to, o!, os, n))
    return
  }
  const cast = castBetween(x.dtype, out.dtype)
  const loop = specializedCast(cast, x.dtype + out.dtype)
  walk(plan, start, ([o, i]) => loop(cast, n, to, o!, os, from, i!, is))
}

/** How values become what `dtype` stores. */
export function storer(dtype: DType): (value: number | bigint | boolean) => number | bigint {
  const [fromNumber, fromLong] = [castBetween('float64', dtype), castBetween('int64', dtype)]
  return (value) => (typeof value === 'bigint' ? fromLong(value) : fromNumber(value))
}

/** `value` as `dtype` stores it. */
export const storedValue = (value: number | bigint, dtype: DType): number | bigint => storer(dtype)(value)
