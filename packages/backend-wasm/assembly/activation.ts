/*
 * Activations behind products, convolutions and batch norms, on numbers that are in registers or in the first cache: no op has to read and
 * write a whole result once more. The same bits as the ops of pointwise/, but that a NaN may be another one.
 */
import { loadPartial, storePartial } from './partial'
import { gelu4 } from './pointwise/curves'

// By number, as src/kernels/activation.ts has them.
// @ts-expect-error: decorator
@inline
export const NONE: i32 = 0
// @ts-expect-error: decorator
@inline
export const RELU: i32 = 1
// @ts-expect-error: decorator
@inline
export const RELU6: i32 = 2
// @ts-expect-error: decorator
@inline
export const GELU: i32 = 3

/** max(x, 0). */
// @ts-expect-error: decorator
@inline
export function relu(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0))
}

/** min(max(x, 0), 6). pmax and pmin are an instruction and keep a NaN that stands first; −0 + 0 is 0, as max would make it. */
// @ts-expect-error: decorator
@inline
export function relu6(x: v128): v128 {
  const zero = f32x4.splat(0)
  return f32x4.pmin(f32x4.pmax(f32x4.add(x, zero), zero), f32x4.splat(6))
}

/** x, or a clamp of it. */
// @ts-expect-error: decorator
@inline
export function clamped(activation: i32, x: v128): v128 {
  if (activation == NONE) return x
  if (activation == RELU) return relu(x)
  return activation == RELU6 ? relu6(x) : x
}

// For loops that are written once: `changetype<A>(0).of(x)`, as in pointwise/loops.ts.
@final @unmanaged export class Same { @inline of(x: v128): v128 { return x } }
@final @unmanaged export class Relu { @inline of(x: v128): v128 { return relu(x) } }
@final @unmanaged export class Relu6 { @inline of(x: v128): v128 { return relu6(x) } }
@final @unmanaged export class Gelu { @inline of(x: v128): v128 { return gelu4(x) } }

/** gelu of a matrix of `rows` rows of `bytes` bytes, in place. */
export function geluRows(at: usize, rowBytes: usize, rows: i32, bytes: usize): void {
  for (let row = 0; row < rows; row++, at += rowBytes)
    for (let i: usize = 0; i < bytes; i += 16) v128.store(at + i, gelu4(v128.load(at + i)))
}

function activateBy<A>(at: usize, n: i32): void {
  for (const end = at + ((n & ~3) << 2); at < end; at += 16) v128.store(at, changetype<A>(0).of(v128.load(at)))
  const left = n & 3
  if (left) storePartial(at, changetype<A>(0).of(loadPartial(at, left, f32x4.splat(0))), left)
}

/** n numbers, in place. */
export function activate(activation: i32, at: usize, n: i32): void {
  if (activation == RELU) activateBy<Relu>(at, n)
  else if (activation == RELU6) activateBy<Relu6>(at, n)
  else activateBy<Gelu>(at, n)
}
