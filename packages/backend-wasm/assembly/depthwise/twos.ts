/*
 * Kernels of 3 × 3 in steps of two: strips of four columns and two rows of outputs. Neighbouring outputs meet every second pixel; instead
 * of parting the pixels, a pair of lanes shares an output: with u v w a row of the kernel, a vector from the window's first
 * column on is multiplied with (u, v/2) twice, one from its second column on with (v/2, w), and in the end each pair is added. (Half of
 * a weight and not none: nought times infinity would be NaN.) Bound by the memory where images are large, else by the multiply-adds.
 */
import { clamped, NONE } from '../activation'
import { fourAt } from '../planes'
import { fma } from '../simd'
import { evenLanes, oddLanes, storeLanes } from '../transpose'
import { isInside, MASKS, masksOf, pixels, rowAt, spareOf, weightsOf, zerosOf } from './strips'

/** An address that no row has. */
const NEVER: usize = 4

/**
 * One plane. `from` is the image's, `bias` where the filter's begins; `work` was laid by `layStrips`. Of activations, clamps are
 * applied here.
 */
export function planeOfTwos(
  from: usize,
  height: i32,
  rowStride: i32,
  width: i32,
  top: i32,
  left: i32,
  filter: usize,
  bias: usize,
  out: usize,
  outHeight: i32,
  outWidth: i32,
  activation: i32,
  work: usize,
): void {
  const weights = weightsOf(work)
  layWeights(filter, bias, weights)
  const u0 = v128.load(weights)
  const w0 = v128.load(weights, 16)
  const u1 = v128.load(weights, 32)
  const w1 = v128.load(weights, 48)
  const u2 = v128.load(weights, 64)
  const w2 = v128.load(weights, 80)
  const begin = v128.load(weights, 96)
  const zeros = zerosOf(work, outWidth)
  const spare = spareOf(work, outWidth)
  const lanes = min(4, outWidth)
  for (let y = 0; y < outHeight; y += 2) {
    const above = 2 * y - top
    const r0 = rowAt(from, above, height, rowStride, zeros)
    const r1 = rowAt(from, above + 1, height, rowStride, zeros)
    const r2 = rowAt(from, above + 2, height, rowStride, zeros)
    const r3 = rowAt(from, above + 3, height, rowStride, zeros)
    const r4 = rowAt(from, above + 4, height, rowStride, zeros)
    const upper = out + y * outWidth * 4
    const lower = y + 1 < outHeight ? upper + outWidth * 4 : spare
    let masks = masksOf(work)
    for (let x = 0; x < outWidth; x += 4, masks += MASKS) {
      const column = fourAt(x, outWidth)
      const first = 2 * column - left
      const at = first * 4
      const to = column * 4
      if (!isInside(first, width, 2))
        strip(true, activation, r0, r1, r2, r3, r4, at, u0, w0, u1, w1, u2, w2, begin, masks, upper + to, lower + to, lanes)
      else if (activation == NONE)
        strip(false, NONE, r0, r1, r2, r3, r4, at, u0, w0, u1, w1, u2, w2, begin, masks, upper + to, lower + to, 4)
      else strip(false, activation, r0, r1, r2, r3, r4, at, u0, w0, u1, w1, u2, w2, begin, masks, upper + to, lower + to, 4)
    }
  }
}

/** The six vectors of weights, and what the sums begin with. Through memory: an engine that has registers do it does it for each strip. */
function layWeights(filter: usize, bias: usize, to: usize): void {
  for (let row = 0; row < 3; row++, filter += 12, to += 32) {
    v128.store(to, f32x4.mul(v128.load64_splat(filter), f32x4(1, 0.5, 1, 0.5)))
    v128.store(to, f32x4.mul(v128.load64_splat(filter, 4), f32x4(0.5, 1, 0.5, 1)), 16)
  }
  v128.store(to, v128.and(v128.load32_splat(bias), i32x4(-1, 0, -1, 0)))
}

/** Stores four outputs, the sums of pairs; lanes are missing at edges alone. */
// @ts-expect-error: decorator
@inline
function end(edge: bool, activation: i32, to: usize, low: v128, high: v128, lanes: i32): void {
  const sums = clamped(activation, f32x4.add(evenLanes(low, high), oddLanes(low, high)))
  if (edge) storeLanes(to, sums, lanes)
  else v128.store(to, sums)
}

/** The vector of column `column` of a window, that of the first (0) or the last (1) two outputs. */
// @ts-expect-error: decorator
@inline
function pair(edge: bool, at: usize, column: i32, half: i32, masks: usize): v128 {
  const from = at + column * 4 + half * 16
  return pixels(edge, from, edge ? v128.load(masks + half * 32 + column * 16) : i32x4(0, 0, 0, 0))
}

/** One strip, `at` bytes into the rows; `edge`, and NONE as `activation`, are constants. The exits keep the engine from loading all rows before it uses the first. */
// @ts-expect-error: decorator
@inline
function strip(
  edge: bool,
  activation: i32,
  r0: usize,
  r1: usize,
  r2: usize,
  r3: usize,
  r4: usize,
  at: i32,
  u0: v128,
  w0: v128,
  u1: v128,
  w1: v128,
  u2: v128,
  w2: v128,
  begin: v128,
  masks: usize,
  upper: usize,
  lower: usize,
  lanes: i32,
): void {
  let a = pair(edge, r0 + at, 0, 0, masks)
  let b = pair(edge, r0 + at, 1, 0, masks)
  let c = pair(edge, r0 + at, 0, 1, masks)
  let d = pair(edge, r0 + at, 1, 1, masks)
  let low = fma(w0, b, fma(u0, a, begin))
  let high = fma(w0, d, fma(u0, c, begin))
  if (r1 == NEVER) return
  a = pair(edge, r1 + at, 0, 0, masks)
  b = pair(edge, r1 + at, 1, 0, masks)
  c = pair(edge, r1 + at, 0, 1, masks)
  d = pair(edge, r1 + at, 1, 1, masks)
  low = fma(w1, b, fma(u1, a, low))
  high = fma(w1, d, fma(u1, c, high))
  if (r2 == NEVER) return
  a = pair(edge, r2 + at, 0, 0, masks)
  b = pair(edge, r2 + at, 1, 0, masks)
  c = pair(edge, r2 + at, 0, 1, masks)
  d = pair(edge, r2 + at, 1, 1, masks)
  end(edge, activation, upper, fma(w2, b, fma(u2, a, low)), fma(w2, d, fma(u2, c, high)), lanes)
  low = fma(w0, b, fma(u0, a, begin))
  high = fma(w0, d, fma(u0, c, begin))
  if (r3 == NEVER) return
  a = pair(edge, r3 + at, 0, 0, masks)
  b = pair(edge, r3 + at, 1, 0, masks)
  c = pair(edge, r3 + at, 0, 1, masks)
  d = pair(edge, r3 + at, 1, 1, masks)
  low = fma(w1, b, fma(u1, a, low))
  high = fma(w1, d, fma(u1, c, high))
  if (r4 == NEVER) return
  a = pair(edge, r4 + at, 0, 0, masks)
  b = pair(edge, r4 + at, 1, 0, masks)
  c = pair(edge, r4 + at, 0, 1, masks)
  d = pair(edge, r4 + at, 1, 1, masks)
  end(edge, activation, lower, fma(w2, b, fma(u2, a, low)), fma(w2, d, fma(u2, c, high)), lanes)
}
