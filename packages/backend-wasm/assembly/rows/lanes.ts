/* Four sums, or four extremes, become one; and sums that are kept in float64. */

/** The two lower numbers of x and the two upper ones, added to two sums in float64. */
// @ts-expect-error: decorator
@inline
export function addDouble(sum: v128, x: v128): v128 {
  return f64x2.add(sum, f64x2.add(f64x2.promote_low_f32x4(x), upperDoubles(x)))
}

/** The two upper numbers in float64. */
// @ts-expect-error: decorator
@inline
export function upperDoubles(x: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 1))
}

/** Four numbers from their lower and upper two in float64. */
// @ts-expect-error: decorator
@inline
export function fromDoubles(lower: v128, upper: v128): v128 {
  return i64x2.shuffle(f32x4.demote_f64x2_zero(lower), f32x4.demote_f64x2_zero(upper), 0, 2)
}

// @ts-expect-error: decorator
@inline
export function sumOfDoubles(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1)
}

/** The greatest of four; NaN counts as less than everything. */
// @ts-expect-error: decorator
@inline
export function greatestLane(v: v128): f32 {
  const two = f32x4.pmax(v, i32x4.shuffle(v, v, 2, 3, 2, 3))
  return f32x4.extract_lane(f32x4.pmax(two, i32x4.shuffle(two, two, 1, 1, 1, 1)), 0)
}
