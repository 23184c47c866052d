/* Where things lie in images. */

/** The address of plane `at`, counted through the channels of all images; strides in bytes. */
// @ts-expect-error: decorator
@inline
export function planeAt(from: usize, at: i32, channels: i32, imageStride: i32, channelStride: i32): usize {
  return from + (at / channels) * imageStride + (at % channels) * channelStride
}

/** Where the four columns of `x` begin: the last four are moved back until they end where the row does, where it has four. */
// @ts-expect-error: decorator
@inline
export function fourAt(x: i32, columns: i32): i32 {
  return max(0, min(x, columns - 4))
}
