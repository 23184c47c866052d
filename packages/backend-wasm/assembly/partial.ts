/* The last one to three numbers of a row. */

/** `count` (1 … 3) numbers, and `rest` in the other lanes. */
export function loadPartial(x: usize, count: i32, rest: v128): v128 {
  let v = v128.load_lane<f32>(x, rest, 0)
  if (count > 1) v = v128.load_lane<f32>(x + 4, v, 1)
  if (count > 2) v = v128.load_lane<f32>(x + 8, v, 2)
  return v
}

/** Stores the first `count` (1 … 3) numbers. */
export function storePartial(out: usize, v: v128, count: i32): void {
  v128.store_lane<f32>(out, v, 0)
  if (count > 1) v128.store_lane<f32>(out + 4, v, 1)
  if (count > 2) v128.store_lane<f32>(out + 8, v, 2)
}

/** Up to four numbers. */
// @ts-expect-error: decorator
@inline
export function loadSome(x: usize, count: i32, rest: v128): v128 {
  return count >= 4 ? v128.load(x) : loadPartial(x, count, rest)
}

// @ts-expect-error: decorator
@inline
export function storeSome(out: usize, v: v128, count: i32): void {
  if (count >= 4) v128.store(out, v)
  else storePartial(out, v, count)
}
