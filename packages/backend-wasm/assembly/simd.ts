/* What all kernels are written with. */

/** x·y + z: one instruction and one rounding in the relaxed build (where the processor has it), two in the plain one. */
// @ts-expect-error: decorator
@inline
export function fma(x: v128, y: v128, z: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(x, y, z)
  return f32x4.add(f32x4.mul(x, y), z)
}
