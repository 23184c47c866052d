/*
 * Sums, greatest and least numbers, along rows or along columns. Sums are kept in float64, which costs less than reading the
 * memory does: a sum of a million numbers is rounded once. NaN stays, once it is in. A single long row is cut into segments of one
 * length, whatever the number of threads, and their results are folded in order.
 */
import { loadPartial, loadSome, storeSome } from '../partial'
import { beginOf, stepsOf } from '../parts'
import { addDouble, fromDoubles, sumOfDoubles, upperDoubles } from './lanes'

const SUM: i32 = 0
const GREATEST: i32 = 1

export function sumOf(x: usize, n: i32): f64 {
  let a = f64x2.splat(0)
  let b = f64x2.splat(0)
  const end = x + ((n & ~3) << 2)
  for (; x + 32 <= end; x += 32) {
    a = addDouble(a, v128.load(x))
    b = addDouble(b, v128.load(x, 16))
  }
  if (x < end) {
    a = addDouble(a, v128.load(x))
    x += 16
  }
  if (n & 3) b = addDouble(b, loadPartial(x, n & 3, f32x4.splat(0)))
  return sumOfDoubles(f64x2.add(a, b))
}

// @ts-expect-error: decorator
@inline
function further(isGreatest: bool, x: v128, y: v128): v128 {
  return isGreatest ? f32x4.max(x, y) : f32x4.min(x, y)
}

// @ts-expect-error: decorator
@inline
function extremeOf(isGreatest: bool, x: usize, n: i32): f32 {
  const start = f32x4.splat(isGreatest ? -Infinity : Infinity)
  let a = start
  let b = start
  const end = x + ((n & ~3) << 2)
  for (; x + 32 <= end; x += 32) {
    a = further(isGreatest, a, v128.load(x))
    b = further(isGreatest, b, v128.load(x, 16))
  }
  if (x < end) {
    a = further(isGreatest, a, v128.load(x))
    x += 16
  }
  if (n & 3) b = further(isGreatest, b, loadPartial(x, n & 3, start))
  a = further(isGreatest, a, b)
  a = further(isGreatest, a, i32x4.shuffle(a, a, 2, 3, 2, 3))
  return f32x4.extract_lane(further(isGreatest, a, i32x4.shuffle(a, a, 1, 1, 1, 1)), 0)
}

function fold(kind: i32, x: usize, n: i32): f64 {
  if (kind == SUM) return sumOf(x, n)
  return kind == GREATEST ? extremeOf(true, x, n) : extremeOf(false, x, n)
}

export function foldRows(slot: i32, part: i32, parts: i32, kind: i32, rows: i32, n: i32, x: usize, out: usize): void {
  const until = beginOf(rows as i64, part + 1, parts)
  for (let row = beginOf(rows as i64, part, parts); row < until; row++)
    store<f32>(out + (row << 2), fold(kind, x + (row as usize) * (n << 2), n) as f32)
}

/** The results of segments of one row, in float64, to be folded by foldResults. */
export function foldSegments(slot: i32, part: i32, parts: i32, kind: i32, n: i32, length: i32, x: usize, results: usize): void {
  const count = stepsOf(n, length)
  const until = beginOf(count as i64, part + 1, parts)
  for (let i = beginOf(count as i64, part, parts); i < until; i++)
    store<f64>(results + (i << 3), fold(kind, x + (i as usize) * (length << 2), min(length, n - i * length)))
}

export function foldResults(kind: i32, count: i32, results: usize, out: usize): void {
  let value = load<f64>(results)
  for (let i = 1; i < count; i++) {
    const next = load<f64>(results + (i << 3))
    value = kind == SUM ? value + next : kind == GREATEST ? max(value, next) : min(value, next)
  }
  store<f32>(out, value as f32)
}

/** Up to four columns of n numbers, `step` bytes apart. */
function foldColumns4(kind: i32, count: i32, n: i32, step: usize, x: usize, out: usize): void {
  const zero = f32x4.splat(0)
  if (kind != SUM) {
    let value = f32x4.splat(kind == GREATEST ? -Infinity : Infinity)
    if (kind == GREATEST) for (let i = 0; i < n; i++, x += step) value = f32x4.max(value, loadSome(x, count, zero))
    else for (let i = 0; i < n; i++, x += step) value = f32x4.min(value, loadSome(x, count, zero))
    return storeSome(out, value, count)
  }
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  for (let i = 0; i < n; i++, x += step) {
    const v = loadSome(x, count, zero)
    low = f64x2.add(low, f64x2.promote_low_f32x4(v))
    high = f64x2.add(high, upperDoubles(v))
  }
  storeSome(out, fromDoubles(low, high), count)
}

/** x: [outer, n, inner], out: [outer, inner]. */
export function foldColumns(
  slot: i32,
  part: i32,
  parts: i32,
  kind: i32,
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
    const plane = (i / groups) as usize
    const from = x + plane * (((n as usize) * inner) << 2) + (group << 4)
    foldColumns4(kind, inner - (group << 2), n, inner << 2, from, out + plane * (inner << 2) + (group << 4))
  }
}

/** Where the first greatest or least number of each row is, as int64; NaN is both. */
export function argRows(slot: i32, part: i32, parts: i32, kind: i32, rows: i32, n: i32, x: usize, out: usize): void {
  const until = beginOf(rows as i64, part + 1, parts)
  for (let row = beginOf(rows as i64, part, parts); row < until; row++) {
    const from = x + (row as usize) * (n << 2)
    const value = fold(kind, from, n) as f32
    const wanted = f32x4.splat(value)
    const isNaN = value != value
    let i = 0
    for (; i + 4 <= n; i += 4) {
      const v = v128.load(from + (i << 2))
      if (v128.any_true(isNaN ? f32x4.ne(v, v) : f32x4.eq(v, wanted))) break
    }
    for (; i < n; i++) {
      const v = load<f32>(from + (i << 2))
      if (isNaN ? v != v : v == value) break
    }
    store<i64>(out + (row << 3), i)
  }
}
