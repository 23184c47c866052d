/*
 * Kernels of 3 × 3 in steps of one: strips of four columns and seven rows of outputs (as images mostly are a multiple of seven high;
 * four, where that wastes less). A column of the kernel at a time: its three weights and seven sums stay in registers, and each
 * vector of pixels is loaded once for the three rows of outputs that it belongs to. Bound by the multiply-adds.
 */
import { RELU, RELU6, relu, relu6 } from '../activation'
import { fourAt } from '../planes'
import { fma } from '../simd'
import { storeLanes } from '../transpose'
import { isInside, MASKS, masksOf, outsOf, pixels, rowAt, rowsOf, spareOf, zerosOf } from './strips'

const TALL = 7
const LOW = 4
/** Numbers of an image that the first cache does not hold. */
const LARGE = 1 << 13

/**
 * One plane. `from` is the image's, `bias` where the filter's begins; `work` was laid by `layStrips`. Of activations, clamps are
 * applied here.
 */
export function planeOfOnes(
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
  const zeros = zerosOf(work, outWidth)
  const spare = spareOf(work, outWidth)
  const lanes = min(4, outWidth)
  const outRow = outWidth * 4
  const large = height * width > LARGE && rowStride == width * 4
  let y = 0
  while (y < outHeight) {
    const rest = outHeight - y
    const tall = rest > LOW && rest != 2 * LOW
    const band = tall ? TALL : LOW
    for (let i = 0; i < band + 2; i++)
      store<i32>(rowsOf(work) + i * 4, rowAt(from, y - top + i, height, rowStride, zeros) as i32)
    for (let i = 0; i < band; i++) store<i32>(outsOf(work) + i * 4, (i < rest ? out + (y + i) * outRow : spare) as i32)
    if (large) fetchRows(from, y - top + band + 2, height, rowStride)
    let masks = masksOf(work)
    for (let x = 0; x < outWidth; x += 4, masks += MASKS) {
      const column = fourAt(x, outWidth)
      const first = column - left
      if (isInside(first, width, 1)) {
        if (tall) strip(true, false, work, first * 4, filter, masks, bias, column * 4, 4, activation)
        else strip(false, false, work, first * 4, filter, masks, bias, column * 4, 4, activation)
      } else if (tall) strip(true, true, work, first * 4, filter, masks, bias, column * 4, lanes, activation)
      else strip(false, true, work, first * 4, filter, masks, bias, column * 4, lanes, activation)
    }
    y += band
  }
}

/**
 * Touches the rows from y on that the next band is the first to read: they come from the memory in order, while this band is computed.
 * Its strips would ask for a piece of each.
 */
function fetchRows(from: usize, y: i32, height: i32, rowStride: i32): void {
  const end = from + min(height, y + TALL) * rowStride
  for (let line = from + max(0, y) * rowStride; line < end; line += 64) load<i32>(line)
}

/** Four pixels of row `i`. */
// @ts-expect-error: decorator
@inline
function row(edge: bool, work: usize, i: i32, at: i32, mask: v128): v128 {
  return pixels(edge, (load<i32>(rowsOf(work) + i * 4) + at) as usize, mask)
}

/** Stores the sums of row `i`; lanes are missing at edges alone. */
// @ts-expect-error: decorator
@inline
function end(edge: bool, work: usize, i: i32, to: i32, sum: v128, lanes: i32): void {
  const address = (load<i32>(outsOf(work) + i * 4) + to) as usize
  if (edge) storeLanes(address, sum, lanes)
  else v128.store(address, sum)
}

/** One strip, `at` bytes into the rows and `to` bytes into the outputs'; `tall` and `edge` are constants. */
// @ts-expect-error: decorator
@inline
function strip(
  tall: bool,
  edge: bool,
  work: usize,
  at: i32,
  filter: usize,
  masks: usize,
  bias: usize,
  to: i32,
  lanes: i32,
  activation: i32,
): void {
  let s0 = v128.load32_splat(bias)
  let s1 = s0
  let s2 = s0
  let s3 = s0
  let s4 = s0
  let s5 = s0
  let s6 = s0
  // The sums go around the loop, so that the engine does not put them off until all pixels fill the registers.
  for (const last = filter + 12; filter < last; filter += 4, at += 4, masks += 16) {
    const u = v128.load32_splat(filter)
    const v = v128.load32_splat(filter, 12)
    const w = v128.load32_splat(filter, 24)
    const mask = edge ? v128.load(masks) : u
    let x = row(edge, work, 0, at, mask)
    s0 = fma(u, x, s0)
    x = row(edge, work, 1, at, mask)
    s0 = fma(v, x, s0)
    s1 = fma(u, x, s1)
    x = row(edge, work, 2, at, mask)
    s0 = fma(w, x, s0)
    s1 = fma(v, x, s1)
    s2 = fma(u, x, s2)
    x = row(edge, work, 3, at, mask)
    s1 = fma(w, x, s1)
    s2 = fma(v, x, s2)
    s3 = fma(u, x, s3)
    x = row(edge, work, 4, at, mask)
    s2 = fma(w, x, s2)
    s3 = fma(v, x, s3)
    if (tall) s4 = fma(u, x, s4)
    x = row(edge, work, 5, at, mask)
    s3 = fma(w, x, s3)
    if (tall) {
      s4 = fma(v, x, s4)
      s5 = fma(u, x, s5)
      x = row(edge, work, 6, at, mask)
      s4 = fma(w, x, s4)
      s5 = fma(v, x, s5)
      s6 = fma(u, x, s6)
      x = row(edge, work, 7, at, mask)
      s5 = fma(w, x, s5)
      s6 = fma(v, x, s6)
      x = row(edge, work, 8, at, mask)
      s6 = fma(w, x, s6)
    }
  }
  if (activation == RELU) {
    s0 = relu(s0)
    s1 = relu(s1)
    s2 = relu(s2)
    s3 = relu(s3)
    if (tall) {
      s4 = relu(s4)
      s5 = relu(s5)
      s6 = relu(s6)
    }
  } else if (activation == RELU6) {
    s0 = relu6(s0)
    s1 = relu6(s1)
    s2 = relu6(s2)
    s3 = relu6(s3)
    if (tall) {
      s4 = relu6(s4)
      s5 = relu6(s5)
      s6 = relu6(s6)
    }
  }
  end(edge, work, 0, to, s0, lanes)
  end(edge, work, 1, to, s1, lanes)
  end(edge, work, 2, to, s2, lanes)
  end(edge, work, 3, to, s3, lanes)
  if (!tall) return
  end(edge, work, 4, to, s4, lanes)
  end(edge, work, 5, to, s5, lanes)
  end(edge, work, 6, to, s6, lanes)
}
