/*
 * Ops are data: one literal says an op's name, its JavaScript function and its WGSL expression, and every device
 * reads that literal.
 */

/**
 * Which dtype an op computes in and results in, given its operands' common dtype:
 * - `same`: integers stay integers; - `float`: integers become float32 first; - `bool`: computes as `same`, gives bool.
 */
export type ResultRule = 'same' | 'float' | 'bool'

// biome-ignore lint/suspicious/noExplicitAny: an op's function takes as many numbers as it has operands
type NumberFunction = (...operands: any[]) => number
// biome-ignore lint/suspicious/noExplicitAny: the same for 64-bit integers
type BigIntFunction = (...operands: any[]) => bigint | number | boolean

/** An elementwise op as a literal: what it computes from one element of each operand, in JavaScript and in WGSL. */
export interface PointwiseOp {
  readonly name: string
  /** Default 'same'. */
  readonly result?: ResultRule
  /** On numbers: every dtype but int64 (and narrow integers, where `int` is there). */
  readonly f: NumberFunction
  /**
   * The same in WGSL, over operands called x, y, z: f32, or i32 for integers and bool; truths are u32. Left out, it is the function
   * of the op's name: WGSL's own, or one that a device which compiles this defines (erf, floorDivide, isnan, lerp, …). Beside these
   * the device defines `inf`; is_nan, is_inf and is_finite, which go by bits, since compilers may assume that there is no NaN (and
   * x != y is false of NaN: !(x == y) is not); maximum, minimum and bounded (a clamp), which keep NaN; nextafter_<dtype>;
   * safe_tanh, which does not overflow; power_int, remainder_int and floor_divide_int.
   */
  readonly wgsl?: string
  /** In WGSL on i32, where `wgsl` does not work on integers as it stands. */
  readonly wgslInt?: string
  /** On integers of up to 32 bits, where doubles would lose the low bits. */
  readonly int?: NumberFunction
  /** On int64, where `f` does not work on bigints as it stands. */
  readonly big?: BigIntFunction
  /** What PyTorch refuses: a common dtype of bool, a bool among the operands, floats, or anything but floats. */
  readonly refuses?: 'bool' | 'anyBool' | 'float' | 'integers'
}

/** A reduction as a literal: how elements are folded into one, in JavaScript and in WGSL. */
export interface ReduceOp {
  readonly name: string
  readonly init: number
  readonly bigInit: bigint
  /** (accumulator, element) → accumulator; works on numbers and on bigints alike. */
  readonly f: NumberFunction
  /**
   * f(x, y) in WGSL, and the same on i32 where that differs: see PointwiseOp. Both may be folded from elements already, since a GPU
   * folds parts first; what f does to its element alone stands in `wgslElement`, over x (of floats only).
   */
  readonly wgsl?: string
  readonly wgslElement?: string
  readonly wgslInt?: string
  /** On integers of up to 32 bits, where doubles would lose the low bits. */
  readonly int?: NumberFunction
  /** On int64, where bigints would grow without end. */
  readonly big?: BigIntFunction
}
