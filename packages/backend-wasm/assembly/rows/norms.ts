/*
 * Normalization. Rows are read three times, from the first cache: the mean is summed in float64 and taken off in two parts, so that
 * rows far from 0 lose nothing; squares are summed in float32 over 256 numbers at a time, then in float64.
 */
import { Gelu, NONE, RELU, RELU6, Relu, Relu6, Same } from '../activation'
import { loadPartial, storePartial } from '../partial'
import { beginOf } from '../parts'
import { fma } from '../simd'
import { sumOf } from './folds'
import { addDouble, sumOfDoubles } from './lanes'

// @ts-expect-error: decorator
@inline
function centred(x: v128, mean: v128, rest: v128): v128 {
  return f32x4.sub(f32x4.sub(x, mean), rest)
}

/** Σ (x − mean)² */
function squaresOfRow(x: usize, n: i32, mean: v128, rest: v128): f64 {
  let total = f64x2.splat(0)
  const end = x + ((n & ~3) << 2)
  while (x < end) {
    const stop = min(x + 1024, end)
    let a = f32x4.splat(0)
    let b = f32x4.splat(0)
    for (; x + 32 <= stop; x += 32) {
      const c = centred(v128.load(x), mean, rest)
      const d = centred(v128.load(x, 16), mean, rest)
      a = fma(c, c, a)
      b = fma(d, d, b)
    }
    if (x < stop) {
      const c = centred(v128.load(x), mean, rest)
      a = fma(c, c, a)
      x += 16
    }
    total = addDouble(addDouble(total, a), b)
  }
  if (n & 3) {
    // What is not there stands as the mean: its square is almost 0 and is taken out by its lanes being 0.
    const c = centred(loadPartial(x, n & 3, mean), mean, rest)
    const squares = f32x4.mul(c, c)
    total = addDouble(total, n & 1 ? (n & 2 ? f32x4.replace_lane(squares, 3, 0) : keepOne(squares)) : keepTwo(squares))
  }
  return sumOfDoubles(total)
}

// @ts-expect-error: decorator
@inline
function keepOne(v: v128): v128 {
  return i32x4.shuffle(v, f32x4.splat(0), 0, 4, 4, 4)
}

// @ts-expect-error: decorator
@inline
function keepTwo(v: v128): v128 {
  return i32x4.shuffle(v, f32x4.splat(0), 0, 1, 4, 4)
}

/** (x − mean)·factor·weight + bias; weight and bias are vectors of n numbers, or 0 where there are none. */
export function layerNormRows(
  slot: i32,
  part: i32,
  parts: i32,
  rows: i32,
  n: i32,
  x: usize,
  weight: usize,
  bias: usize,
  eps: f64,
  out: usize,
): void {
  const bytes: usize = n << 2
  const whole: usize = (n & ~3) << 2
  const until = beginOf(rows as i64, part + 1, parts)
  for (let row = beginOf(rows as i64, part, parts); row < until; row++) {
    const from = x + (row as usize) * bytes
    const to = out + (row as usize) * bytes
    const average = sumOf(from, n) / n
    const mean = f32x4.splat(average as f32)
    const rest = f32x4.splat((average - ((average as f32) as f64)) as f32)
    const factor = f32x4.splat((1 / sqrt(squaresOfRow(from, n, mean, rest) / n + eps)) as f32)
    if (weight && bias)
      for (let at: usize = 0; at < whole; at += 16) {
        const c = f32x4.mul(centred(v128.load(from + at), mean, rest), factor)
        v128.store(to + at, fma(c, v128.load(weight + at), v128.load(bias + at)))
      }
    else
      for (let at: usize = 0; at < whole; at += 16) {
        let c = f32x4.mul(centred(v128.load(from + at), mean, rest), factor)
        if (weight) c = f32x4.mul(c, v128.load(weight + at))
        if (bias) c = f32x4.add(c, v128.load(bias + at))
        v128.store(to + at, c)
      }
    const left = n & 3
    if (left == 0) continue
    let c = f32x4.mul(centred(loadPartial(from + whole, left, mean), mean, rest), factor)
    const zero = f32x4.splat(0)
    if (weight) c = f32x4.mul(c, loadPartial(weight + whole, left, zero))
    if (bias) c = f32x4.add(c, loadPartial(bias + whole, left, zero))
    storePartial(to + whole, c, left)
  }
}

/**
 * What batchNorm multiplies each channel's distance from its mean by: weight / √(variance + eps). Steps are in bytes; weight is 0
 * where there is none.
 */
export function batchNormScales(
  channels: i32,
  variance: usize,
  varianceStep: usize,
  weight: usize,
  weightStep: usize,
  eps: f64,
  scales: usize,
): void {
  for (let c = 0; c < channels; c++, variance += varianceStep, weight += weightStep, scales += 4) {
    const factor = 1 / sqrt((load<f32>(variance) as f64) + eps)
    store<f32>(scales, (weight ? (load<f32>(weight) as f64) * factor : factor) as f32)
  }
}

function normalizePlane<A>(x: usize, length: i32, centre: v128, scale: v128, shift: v128, out: usize): void {
  for (const end = out + ((length & ~3) << 2); out < end; out += 16, x += 16)
    v128.store(out, changetype<A>(0).of(fma(f32x4.sub(v128.load(x), centre), scale, shift)))
  const left = length & 3
  if (left == 0) return
  const y = fma(f32x4.sub(loadPartial(x, left, centre), centre), scale, shift)
  storePartial(out, changetype<A>(0).of(y), left)
}

/**
 * activation((x − mean)·scale + bias) over the planes of [N, C, L], whose numbers lie one behind the other; `batchStep` and
 * `channelStep` are the bytes from plane to plane of x. bias is 0 where there is none.
 */
export function batchNormPlanes(
  slot: i32,
  part: i32,
  parts: i32,
  batch: i32,
  channels: i32,
  length: i32,
  x: usize,
  batchStep: usize,
  channelStep: usize,
  mean: usize,
  meanStep: usize,
  scales: usize,
  bias: usize,
  biasStep: usize,
  out: usize,
  activation: i32,
): void {
  const all = (batch as i64) * channels
  const until = beginOf(all, part + 1, parts)
  for (let i = beginOf(all, part, parts); i < until; i++) {
    const channel: usize = i % channels
    const from = x + ((i / channels) as usize) * batchStep + channel * channelStep
    const to = out + (i as usize) * (length << 2)
    const centre = f32x4.splat(load<f32>(mean + channel * meanStep))
    const scale = f32x4.splat(load<f32>(scales + (channel << 2)))
    const shift = f32x4.splat(bias ? load<f32>(bias + channel * biasStep) : 0)
    if (activation == NONE) normalizePlane<Same>(from, length, centre, scale, shift, to)
    else if (activation == RELU) normalizePlane<Relu>(from, length, centre, scale, shift, to)
    else if (activation == RELU6) normalizePlane<Relu6>(from, length, centre, scale, shift, to)
    else normalizePlane<Gelu>(from, length, centre, scale, shift, to)
  }
}
