/* How work is cut into parts, and numbers into steps. */

/** How many steps of `step` cover `value`. */
// @ts-expect-error: decorator
@inline
export function stepsOf(value: i32, step: i32): i32 {
  return (value + step - 1) / step
}

/** `value` rounded up to whole steps. */
// @ts-expect-error: decorator
@inline
export function roundTo(value: i32, step: i32): i32 {
  return stepsOf(value, step) * step
}

/**
 * Where part `part` of `all` pieces of work begins, and the one before ends. `all` is an i64 where all · parts may be more than an
 * i32 holds.
 */
// @ts-expect-error: decorator
@inline
export function beginOf<T>(all: T, part: i32, parts: i32): i32 {
  return ((all * (part as T)) / (parts as T)) as i32
}

/** The same of n elements, at multiples of 64: no line of the cache is written by two threads. */
// @ts-expect-error: decorator
@inline
export function lineOf(n: i32, part: i32, parts: i32): i32 {
  return part == parts ? n : beginOf(n as i64, part, parts) & ~63
}
