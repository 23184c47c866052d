/*
 * The ops by number. The numbers are the places of their names in src/kernels/pointwise.ts; its test computes every one of them.
 * Loops are called through a table, since the optimizer would make one function of all of them.
 */
import * as a from './arithmetic'
import * as c from './curves'
import { binary, choice, comparison, Loop, ternary, unary } from './loops'

/** Bytes that the elements of an op's output have: comparisons give bools. */
// @ts-expect-error: decorator
@inline
export const FIRST_COMPARISON: i32 = 64
/** Its first operand is bytes. */
// @ts-expect-error: decorator
@inline
export const CHOICE: i32 = 63

export function loopOf(op: i32): Loop {
  switch (op) {
    case 0: return unary<a.Abs>()
    case 1: return unary<a.Neg>()
    case 2: return unary<a.Sqrt>()
    case 3: return unary<a.Rsqrt>()
    case 4: return unary<a.Reciprocal>()
    case 5: return unary<a.Floor>()
    case 6: return unary<a.Ceil>()
    case 7: return unary<a.Trunc>()
    case 8: return unary<a.Round>()
    case 9: return unary<a.Relu>()
    case 10: return unary<c.Exp>()
    case 11: return unary<c.Expm1>()
    case 12: return unary<c.Log>()
    case 13: return unary<c.Tanh>()
    case 14: return unary<c.Sigmoid>()
    case 15: return unary<c.Erf>()
    case 16: return unary<c.Erfc>()
    case 17: return unary<c.Gelu>()
    case 18: return unary<c.GeluTanh>()
    case 19: return unary<c.Silu>()
    case 20: return unary<c.Mish>()
    case 21: return unary<c.Logsigmoid>()
    case 22: return unary<c.Selu>()
    case 23: return unary<c.Hardsigmoid>()
    case 24: return unary<c.Hardswish>()
    case 25: return unary<c.Softsign>()
    case 26: return binary<a.Add>()
    case 27: return binary<a.Sub>()
    case 28: return binary<a.Mul>()
    case 29: return binary<a.Div>()
    case 30: return binary<a.Maximum>()
    case 31: return binary<a.Minimum>()
    case 32: return binary<c.LeakyRelu>()
    case 33: return binary<c.Elu>()
    case 34: return binary<c.Celu>()
    case 35: return ternary<a.Clamp>()
    case 36: return ternary<c.Softplus>()
    case 37: return unary<a.AbsInt>()
    case 38: return unary<a.NegInt>()
    case 39: return unary<a.ReluInt>()
    case 40: return binary<a.AddInt>()
    case 41: return binary<a.SubInt>()
    case 42: return binary<a.MulInt>()
    case 43: return binary<a.MaximumInt>()
    case 44: return binary<a.MinimumInt>()
    case 64: return comparison<a.Eq>()
    case 65: return comparison<a.Ne>()
    case 66: return comparison<a.Lt>()
    case 67: return comparison<a.Le>()
    case 68: return comparison<a.Gt>()
    case 69: return comparison<a.Ge>()
    case 70: return comparison<a.EqInt>()
    case 71: return comparison<a.NeInt>()
    case 72: return comparison<a.LtInt>()
    case 73: return comparison<a.LeInt>()
    case 74: return comparison<a.GtInt>()
    case 75: return comparison<a.GeInt>()
    default: return choice()
  }
}
