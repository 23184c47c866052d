/* Ops that are an instruction or a few. `f32x4.min` and `max` give NaN where either is NaN, `pmin` and `pmax` keep the first. */

@final @unmanaged export class Add { @inline of(x: v128, y: v128): v128 { return f32x4.add(x, y) } }
@final @unmanaged export class Sub { @inline of(x: v128, y: v128): v128 { return f32x4.sub(x, y) } }
@final @unmanaged export class Mul { @inline of(x: v128, y: v128): v128 { return f32x4.mul(x, y) } }
@final @unmanaged export class Div { @inline of(x: v128, y: v128): v128 { return f32x4.div(x, y) } }
@final @unmanaged export class Maximum { @inline of(x: v128, y: v128): v128 { return f32x4.max(x, y) } }
@final @unmanaged export class Minimum { @inline of(x: v128, y: v128): v128 { return f32x4.min(x, y) } }

@final @unmanaged export class AddInt { @inline of(x: v128, y: v128): v128 { return i32x4.add(x, y) } }
@final @unmanaged export class SubInt { @inline of(x: v128, y: v128): v128 { return i32x4.sub(x, y) } }
@final @unmanaged export class MulInt { @inline of(x: v128, y: v128): v128 { return i32x4.mul(x, y) } }
@final @unmanaged export class MaximumInt { @inline of(x: v128, y: v128): v128 { return i32x4.max_s(x, y) } }
@final @unmanaged export class MinimumInt { @inline of(x: v128, y: v128): v128 { return i32x4.min_s(x, y) } }

@final @unmanaged export class Eq { @inline of(x: v128, y: v128): v128 { return f32x4.eq(x, y) } }
@final @unmanaged export class Ne { @inline of(x: v128, y: v128): v128 { return f32x4.ne(x, y) } }
@final @unmanaged export class Lt { @inline of(x: v128, y: v128): v128 { return f32x4.lt(x, y) } }
@final @unmanaged export class Le { @inline of(x: v128, y: v128): v128 { return f32x4.le(x, y) } }
@final @unmanaged export class Gt { @inline of(x: v128, y: v128): v128 { return f32x4.gt(x, y) } }
@final @unmanaged export class Ge { @inline of(x: v128, y: v128): v128 { return f32x4.ge(x, y) } }

@final @unmanaged export class EqInt { @inline of(x: v128, y: v128): v128 { return i32x4.eq(x, y) } }
@final @unmanaged export class NeInt { @inline of(x: v128, y: v128): v128 { return i32x4.ne(x, y) } }
@final @unmanaged export class LtInt { @inline of(x: v128, y: v128): v128 { return i32x4.lt_s(x, y) } }
@final @unmanaged export class LeInt { @inline of(x: v128, y: v128): v128 { return i32x4.le_s(x, y) } }
@final @unmanaged export class GtInt { @inline of(x: v128, y: v128): v128 { return i32x4.gt_s(x, y) } }
@final @unmanaged export class GeInt { @inline of(x: v128, y: v128): v128 { return i32x4.ge_s(x, y) } }

@final @unmanaged export class Abs { @inline of(x: v128): v128 { return f32x4.abs(x) } }
@final @unmanaged export class Neg { @inline of(x: v128): v128 { return f32x4.neg(x) } }
@final @unmanaged export class Sqrt { @inline of(x: v128): v128 { return f32x4.sqrt(x) } }
@final @unmanaged export class Rsqrt { @inline of(x: v128): v128 { return f32x4.div(f32x4.splat(1), f32x4.sqrt(x)) } }
@final @unmanaged export class Reciprocal { @inline of(x: v128): v128 { return f32x4.div(f32x4.splat(1), x) } }
@final @unmanaged export class Floor { @inline of(x: v128): v128 { return f32x4.floor(x) } }
@final @unmanaged export class Ceil { @inline of(x: v128): v128 { return f32x4.ceil(x) } }
@final @unmanaged export class Trunc { @inline of(x: v128): v128 { return f32x4.trunc(x) } }
@final @unmanaged export class Round { @inline of(x: v128): v128 { return f32x4.nearest(x) } }
@final @unmanaged export class Relu { @inline of(x: v128): v128 { return f32x4.pmax(x, f32x4.splat(0)) } }
@final @unmanaged export class AbsInt { @inline of(x: v128): v128 { return i32x4.abs(x) } }
@final @unmanaged export class NegInt { @inline of(x: v128): v128 { return i32x4.neg(x) } }
@final @unmanaged export class ReluInt { @inline of(x: v128): v128 { return i32x4.max_s(x, i32x4.splat(0)) } }

@final @unmanaged export class Clamp {
  @inline of(x: v128, low: v128, high: v128): v128 { return f32x4.min(f32x4.max(x, low), high) }
}
