/*
 * Vectors as rows of a matrix: a 4 × 4 block is transposed by pairing rows 0 and 1, 2 and 3, and then the halves of the pairs:
 * columns 0 and 1 are `lowHalves` and `highHalves` of the low pairs, columns 2 and 3 those of the high pairs.
 */

/** a₀ b₀ a₁ b₁ */
// @ts-expect-error: decorator
@inline
export function lowPairs(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23)
}

/** a₂ b₂ a₃ b₃ */
// @ts-expect-error: decorator
@inline
export function highPairs(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31)
}

/** a₀ a₁ b₀ b₁ */
// @ts-expect-error: decorator
@inline
export function lowHalves(a: v128, b: v128): v128 {
  return i64x2.shuffle(a, b, 0, 2)
}

/** a₂ a₃ b₂ b₃ */
// @ts-expect-error: decorator
@inline
export function highHalves(a: v128, b: v128): v128 {
  return i64x2.shuffle(a, b, 1, 3)
}

/** a₁ a₂ a₃ b₀ */
// @ts-expect-error: decorator
@inline
export function nextLane(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19)
}

/** a₀ a₂ b₀ b₂ */
// @ts-expect-error: decorator
@inline
export function evenLanes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27)
}

/** Stores the first `count` lanes, at most four. */
// @ts-expect-error: decorator
@inline
export function storeLanes(to: usize, value: v128, count: i32): void {
  if (count >= 4) v128.store(to, value)
  else if (count > 0) {
    v128.store32_lane(to, value, 0)
    if (count > 1) v128.store32_lane(to, value, 1, 4)
    if (count > 2) v128.store32_lane(to, value, 2, 8)
  }
}

/** a₁ a₃ b₁ b₃ */
// @ts-expect-error: decorator
@inline
export function oddLanes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31)
}
