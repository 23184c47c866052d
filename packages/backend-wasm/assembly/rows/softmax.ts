/*
 * Softmax and its logarithm along rows, or along columns four at a time. A row of a few thousand numbers stays in the first cache
 * between its three passes (the greatest, the exponentials and their sum, the scaling), so arithmetic bounds it: the exponential is
 * the one that knows its argument is not positive, and the next row comes from the memory meanwhile. Sums go over to float64 every
 * 256 numbers.
 */
import { expNegative } from '../math/exp'
import { log4 } from '../math/log'
import { loadPartial, loadSome, storePartial, storeSome } from '../partial'
import { beginOf } from '../parts'
import { addDouble, fromDoubles, greatestLane, sumOfDoubles, upperDoubles } from './lanes'

const NEVER = f32x4.splat(-Infinity)

function greatest(x: usize, n: i32): f32 {
  let a = NEVER
  let b = NEVER
  let c = NEVER
  let d = NEVER
  const end = x + ((n & ~3) << 2)
  for (; x + 64 <= end; x += 64) {
    a = f32x4.pmax(a, v128.load(x))
    b = f32x4.pmax(b, v128.load(x, 16))
    c = f32x4.pmax(c, v128.load(x, 32))
    d = f32x4.pmax(d, v128.load(x, 48))
  }
  a = f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d))
  b = NEVER
  for (; x < end; x += 16) a = f32x4.pmax(a, v128.load(x))
  // pmax keeps its first argument where the second is NaN.
  if (n & 3) b = f32x4.pmax(b, loadPartial(x, n & 3, NEVER))
  return greatestLane(f32x4.pmax(a, b))
}

/**
 * Softmax of a row whose greatest number is known; gives the greatest of the row at `next`, which is read meanwhile: the memory
 * delivers while the exponentials are computed, instead of before.
 */
function softmaxAndGreatest(x: usize, n: i32, out: usize, greatestOfRow: f32, next: usize): f32 {
  const shift = f32x4.splat(greatestOfRow)
  const whole: usize = (n & ~3) << 2
  const left = n & 3
  let total = f64x2.splat(0)
  let c = NEVER
  let d = NEVER
  let at: usize = 0
  while (at < whole) {
    const stop = min(at + 1024, whole)
    let a = f32x4.splat(0)
    let b = f32x4.splat(0)
    for (; at + 32 <= stop; at += 32) {
      const e = expNegative(f32x4.sub(v128.load(x + at), shift))
      const f = expNegative(f32x4.sub(v128.load(x + at, 16), shift))
      c = f32x4.pmax(c, v128.load(next + at))
      d = f32x4.pmax(d, v128.load(next + at, 16))
      v128.store(out + at, e)
      v128.store(out + at, f, 16)
      a = f32x4.add(a, e)
      b = f32x4.add(b, f)
    }
    if (at < stop) {
      const e = expNegative(f32x4.sub(v128.load(x + at), shift))
      c = f32x4.pmax(c, v128.load(next + at))
      v128.store(out + at, e)
      a = f32x4.add(a, e)
      at += 16
    }
    total = addDouble(total, f32x4.add(a, b))
  }
  if (left) {
    const e = expNegative(f32x4.sub(loadPartial(x + at, left, NEVER), shift))
    d = f32x4.pmax(d, loadPartial(next + at, left, NEVER))
    storePartial(out + at, e, left)
    total = addDouble(total, e)
  }
  scaleRow(out, n, f32x4.splat((1 / sumOfDoubles(total)) as f32))
  return greatestLane(f32x4.pmax(c, d))
}

function scaleRow(out: usize, n: i32, scale: v128): void {
  const end = out + ((n & ~3) << 2)
  for (; out + 64 <= end; out += 64) {
    v128.store(out, f32x4.mul(v128.load(out), scale))
    v128.store(out, f32x4.mul(v128.load(out, 16), scale), 16)
    v128.store(out, f32x4.mul(v128.load(out, 32), scale), 32)
    v128.store(out, f32x4.mul(v128.load(out, 48), scale), 48)
  }
  for (; out < end; out += 16) v128.store(out, f32x4.mul(v128.load(out), scale))
  if (n & 3) storePartial(out, f32x4.mul(loadPartial(out, n & 3, scale), scale), n & 3)
}

export function softmaxRow(x: usize, n: i32, out: usize): void {
  softmaxAndGreatest(x, n, out, greatest(x, n), x)
}

function logSoftmaxRow(x: usize, n: i32, out: usize): void {
  const shift = f32x4.splat(greatest(x, n))
  const whole: usize = (n & ~3) << 2
  const left = n & 3
  let total = f64x2.splat(0)
  for (let at: usize = 0; at < whole; ) {
    const stop = min(at + 1024, whole)
    let sum = f32x4.splat(0)
    for (; at < stop; at += 16) sum = f32x4.add(sum, expNegative(f32x4.sub(v128.load(x + at), shift)))
    total = addDouble(total, sum)
  }
  if (left) total = addDouble(total, expNegative(f32x4.sub(loadPartial(x + whole, left, NEVER), shift)))
  const log = log4(f32x4.splat(sumOfDoubles(total) as f32))
  for (let at: usize = 0; at < whole; at += 16)
    v128.store(out + at, f32x4.sub(f32x4.sub(v128.load(x + at), shift), log))
  if (left) storePartial(out + whole, f32x4.sub(f32x4.sub(loadPartial(x + whole, left, shift), shift), log), left)
}

/** Each of `rows` rows of n numbers. */
export function softmaxRows(slot: i32, part: i32, parts: i32, isLog: i32, rows: i32, n: i32, x: usize, out: usize): void {
  const bytes: usize = n << 2
  const from = beginOf(rows as i64, part, parts)
  const count = beginOf(rows as i64, part + 1, parts) - from
  x += (from as usize) * bytes
  out += (from as usize) * bytes
  if (isLog) {
    for (let row = 0; row < count; row++, x += bytes, out += bytes) logSoftmaxRow(x, n, out)
    return
  }
  let max = count > 0 ? greatest(x, n) : 0
  for (let row = 0; row < count; row++, x += bytes, out += bytes)
    max = softmaxAndGreatest(x, n, out, max, row + 1 < count ? x + bytes : x)
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
    sumHigh = f64x2.add(sumHigh, upperDoubles(e))
  }
  const sum = fromDoubles(sumLow, sumHigh)
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
  const until = beginOf(all, part + 1, parts)
  for (let i = beginOf(all, part, parts); i < until; i++) {
    const group = i % groups
    const at = ((i / groups) as usize) * ((n * inner) << 2) + (group << 4)
    softmaxColumns4(isLog, inner - (group << 2), n, inner << 2, x + at, out + at)
  }
}
