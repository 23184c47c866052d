/*
 * Casts of what lies one behind the other, four numbers at a time: half types to float32 and back, as processors round them (to
 * nearest, ties to even), and bytes and int32 to float32. The last few numbers go through 16 bytes of workspace on each side.
 */
import { lineOf } from '../parts'

export const HALF_TO_FLOAT: i32 = 0
export const FLOAT_TO_HALF: i32 = 1
export const BRAIN_TO_FLOAT: i32 = 2
export const FLOAT_TO_BRAIN: i32 = 3
export const BYTE_TO_FLOAT: i32 = 4
export const INT_TO_FLOAT: i32 = 5

/** Four numbers of 16 bits, each in 32. */
// @ts-expect-error: decorator
@inline
function loadHalves(x: usize): v128 {
  return v128.load_ext<u16>(x)
}

// @ts-expect-error: decorator
@inline
function storeHalves(out: usize, halves: v128): void {
  v128.store_lane<u64>(out, i16x8.narrow_i32x4_u(halves, halves), 0)
}

/** The exponent's bits move by 13 places, and a multiplication by 2^112 sets its bias right, for subnormals too. */
// @ts-expect-error: decorator
@inline
function halfToFloat(h: v128): v128 {
  const size = i32x4.shl(v128.and(h, i32x4.splat(0x7fff)), 13)
  const isSpecial = i32x4.ge_s(size, i32x4.splat(0x0f800000))
  const value = f32x4.mul(size, f32x4.splat(5.192296858534828e33))
  const special = v128.and(isSpecial, v128.or(size, i32x4.splat(0x7f800000)))
  const sign = i32x4.shl(v128.and(h, i32x4.splat(0x8000)), 16)
  return v128.or(v128.or(v128.andnot(value, isSpecial), special), sign)
}

// @ts-expect-error: decorator
@inline
function floatToHalf(x: v128): v128 {
  const size = v128.and(x, i32x4.splat(0x7fffffff))
  // Rounded in the bits: half of what is cut off, and one more where the last bit that stays is odd.
  const odd = v128.and(i32x4.shr_u(size, 13), i32x4.splat(1))
  const normal = i32x4.shr_u(i32x4.add(i32x4.sub(size, i32x4.splat(0x38000000 - 0xfff)), odd), 13)
  // Adding ½ rounds subnormals, whose last bit is 2^−24.
  const tiny = i32x4.sub(f32x4.add(size, f32x4.splat(0.5)), i32x4.splat(0x3f000000))
  let h = v128.bitselect(tiny, normal, i32x4.lt_s(size, i32x4.splat(0x38800000)))
  h = v128.bitselect(i32x4.splat(0x7c00), h, i32x4.ge_s(size, i32x4.splat(0x47800000)))
  h = v128.bitselect(i32x4.splat(0x7e00), h, i32x4.gt_s(size, i32x4.splat(0x7f800000)))
  return v128.or(h, v128.and(i32x4.shr_u(x, 16), i32x4.splat(0x8000)))
}

// @ts-expect-error: decorator
@inline
function floatToBrain(x: v128): v128 {
  const odd = v128.and(i32x4.shr_u(x, 16), i32x4.splat(1))
  const rounded = i32x4.shr_u(i32x4.add(i32x4.add(x, i32x4.splat(0x7fff)), odd), 16)
  const sign = v128.and(i32x4.shr_u(x, 16), i32x4.splat(0x8000))
  return v128.bitselect(v128.or(sign, i32x4.splat(0x7fc0)), rounded, f32x4.ne(x, x))
}

// @ts-expect-error: decorator
@inline
function castFour(kind: i32, x: usize, out: usize): void {
  if (kind == HALF_TO_FLOAT) v128.store(out, halfToFloat(loadHalves(x)))
  else if (kind == FLOAT_TO_HALF) storeHalves(out, floatToHalf(v128.load(x)))
  else if (kind == BRAIN_TO_FLOAT) v128.store(out, i32x4.shl(loadHalves(x), 16))
  else if (kind == FLOAT_TO_BRAIN) storeHalves(out, floatToBrain(v128.load(x)))
  else if (kind == INT_TO_FLOAT) v128.store(out, f32x4.convert_i32x4_s(v128.load(x)))
  else v128.store(out, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(v128.load_ext<u8>(x))))
}

/** n elements; `workspace` is 32 bytes for each thread. */
export function castFlat(
  slot: i32,
  part: i32,
  parts: i32,
  kind: i32,
  n: i32,
  xSize: i32,
  outSize: i32,
  x: usize,
  out: usize,
  workspace: usize,
): void {
  const from = lineOf(n, part, parts)
  const until = lineOf(n, part + 1, parts)
  x += from * xSize
  out += from * outSize
  let left = until - from
  for (; left >= 4; left -= 4, x += 4 * xSize, out += 4 * outSize) castFour(kind, x, out)
  if (left == 0) return
  const room = workspace + (slot as usize) * 32
  memory.copy(room, x, left * xSize)
  castFour(kind, room, room + 16)
  memory.copy(out, room + 16, left * outSize)
}
