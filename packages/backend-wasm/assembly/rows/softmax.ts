/*
 * Softmax and its logarithm along rows, or along columns four at a time. A row of a few thousand numbers stays in the first cache
 * between its three passes (the greatest, the exponentials and their sum, the scaling), so arithmetic bounds it: the exponential is
 * the one that knows its argument is not positive. Sums go over to float64 every 256 numbers.
 */
import { expNegative } from '../math/exp'
import { log4 } from '../math/log'
import { loadPartial, loadSome, storePartial, storeSome } from '../partial'
import { addDouble, greatestLane, sumOfDoubles } from './lanes'

const NEVER = f32x4.splat(-Infinity)

function greatest(x: usize, n: i32): f32 {
  let a = NEVER
  let b = NEVER
  const end = x + ((n & ~3) << 2)
  for (; x + 32 <= end; x += 32) {
    a = f32x4.pmax(a, v128.load(x))
    b = f32x4.pmax(b, v128.load(x, 16))
  }
  if (x < end) {
    a = f32x4.pmax(a, v128.load(x))
    x += 16
  }
  // pmax keeps its first argument where the second is NaN.
  if (n & 3) b = f32x4.pmax(b, loadPartial(x, n & 3, NEVER))
  return greatestLane(f32x4.pmax(a, b))
}

/** Σ e^(x − shift); with `out`, each e^(x − shift) is stored there. */
// @ts-expect-error: decorator
@inline
function exponentials(x: usize, n: i32, shift: v128, out: usize, isStored: bool): f64 {
  let total = f64x2.splat(0)
  const end = x + ((n & ~3) << 2)
  while (x < end) {
    const stop = min(x + 1024, end)
    let sum = f32x4.splat(0)
    for (; x < stop; x += 16) {
      const e = expNegative(f32x4.sub(v128.load(x), shift))
      if (isStored) {
        v128.store(out, e)
        out += 16
      }
      sum = f32x4.add(sum, e)
    }
    total = addDouble(total, sum)
  }
  if (n & 3) {
    const e = expNegative(f32x4.sub(loadPartial(x, n & 3, NEVER), shift))
    if (isStored) storePartial(out, e, n & 3)
    total = addDouble(total, e)
  }
  return sumOfDoubles(total)
}

function softmaxRow(x: usize, n: i32, out: usize): void {
  const shift = f32x4.splat(greatest(x, n))
  const scale = f32x4.splat((1 / exponentials(x, n, shift, out, true)) as f32)
  const end = out + ((n & ~3) << 2)
  for (; out < end; out += 16) v128.store(out, f32x4.mul(v128.load(out), scale))
  if (n & 3) storePartial(out, f32x4.mul(loadPartial(out, n & 3, scale), scale), n & 3)
}

function logSoftmaxRow(x: usize, n: i32, out: usize): void {
  const shift = f32x4.splat(greatest(x, n))
  const log = log4(f32x4.splat(exponentials(x, n, shift, 0, false) as f32))
  const end = out + ((n & ~3) << 2)
  for (; out < end; out += 16, x += 16) v128.store(out, f32x4.sub(f32x4.sub(v128.load(x), shift), log))
  if (n & 3) storePartial(out, f32x4.sub(f32x4.sub(loadPartial(x, n & 3, shift), shift), log), n & 3)
}

/** Each of `rows` rows of n numbers. */
export function softmaxRows(slot: i32, part: i32, parts: i32, isLog: i32, rows: i32, n: i32, x: usize, out: usize): void {
  const bytes = n << 2
  const until = (((rows as i64) * (part + 1)) / parts) as i32
  for (let row = (((rows as i64) * part) / parts) as i32; row < until; row++)
    if (isLog) logSoftmaxRow(x + (row as usize) * bytes, n, out + (row as usize) * bytes)
    else softmaxRow(x + (row as usize) * bytes, n, out + (row as usize) * bytes)
}

/** Up to four columns of n numbers, `step` bytes apart. */
function softmaxColumns4(isLog: i32, count: i32, n: i32, step: usize, x: usize, out: usize): void {
  let max = NEVER
  for (let i = 0, at = x; i < n; i++, at += step) max = f32x4.pmax(max, loadSome(at, count, NEVER))
  let sumLow = f64x2.splat(0)
  let sumHigh = f64x2.splat(0)
  for (let i = 0, from = x, to = out; i < n; i++, from += step, to += step) {
    const e = expNegative(f32x4.sub(loadSome(from, count, max), max))
    if (!isLog) storeSome(to, e, count)
    sumLow = f64x2.add(sumLow, f64x2.promote_low_f32x4(e))
    sumHigh = f64x2.add(sumHigh, f64x2.promote_low_f32x4(i64x2.shuffle(e, e, 1, 1)))
  }
  const sum = i64x2.shuffle(f32x4.demote_f64x2_zero(sumLow), f32x4.demote_f64x2_zero(sumHigh), 0, 2)
  if (isLog) {
    const log = log4(sum)
    for (let i = 0; i < n; i++, x += step, out += step)
      storeSome(out, f32x4.sub(f32x4.sub(loadSome(x, count, max), max), log), count)
  } else {
    const scale = f32x4.div(f32x4.splat(1), sum)
    for (let i = 0; i < n; i++, out += step) storeSome(out, f32x4.mul(loadSome(out, count, scale), scale), count)
  }
}

/** x and out: [outer, n, inner], along the axis in the middle. */
export function softmaxColumns(
  slot: i32,
  part: i32,
  parts: i32,
  isLog: i32,
  outer: i32,
  n: i32,
  inner: i32,
  x: usize,
  out: usize,
): void {
  const groups = (inner + 3) >> 2
  const all = (outer as i64) * groups
  const until = (all * (part + 1)) / parts
  for (let i = (all * part) / parts; i < until; i++) {
    const group = (i % groups) as i32
    const at = ((i / groups) as usize) * ((n * inner) << 2) + (group << 4)
    softmaxColumns4(isLog, inner - (group << 2), n, inner << 2, x + at, out + at)
  }
}
