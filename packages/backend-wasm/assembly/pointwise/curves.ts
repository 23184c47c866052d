/* Ops that are curves: exponentials, and the activations made of them. */
import { erf4, erfc4, upperTail } from '../math/erf'
import { exp4, expExactly, expm1of4 } from '../math/exp'
import { log4, log1pOfFraction } from '../math/log'
import { sigmoid4, tanh4 } from '../math/tanh'
import { fma } from '../simd'

@final @unmanaged export class Exp { @inline of(x: v128): v128 { return expExactly(x) } }
@final @unmanaged export class Expm1 { @inline of(x: v128): v128 { return expm1of4(x) } }
@final @unmanaged export class Log { @inline of(x: v128): v128 { return log4(x) } }
@final @unmanaged export class Tanh { @inline of(x: v128): v128 { return tanh4(x) } }
@final @unmanaged export class Sigmoid { @inline of(x: v128): v128 { return sigmoid4(x) } }
@final @unmanaged export class Erf { @inline of(x: v128): v128 { return erf4(x) } }
@final @unmanaged export class Erfc { @inline of(x: v128): v128 { return erfc4(x) } }

// @ts-expect-error: decorator
@inline
function isPositive(x: v128): v128 {
  return f32x4.gt(x, f32x4.splat(0))
}

/** x·Φ(x), with Φ(x) = 1 − Φ(−x) for x > 0. */
// @ts-expect-error: decorator
@inline
export function gelu4(x: v128): v128 {
  const beyond = upperTail(f32x4.abs(x))
  return f32x4.mul(x, v128.bitselect(f32x4.sub(f32x4.splat(1), beyond), beyond, isPositive(x)))
}

/** x / (1 + e^(−2u)) with u = √(2/π)·(x + 0.044715·x³), which is x/2·(1 + tanh u). */
// @ts-expect-error: decorator
@inline
export function geluTanh4(x: v128): v128 {
  const inner = fma(f32x4.mul(x, x), f32x4.splat(-2 * 0.7978845608028654 * 0.044715), f32x4.splat(-2 * 0.7978845608028654))
  return f32x4.div(x, f32x4.add(exp4(f32x4.mul(inner, x)), f32x4.splat(1)))
}

// @ts-expect-error: decorator
@inline
export function silu4(x: v128): v128 {
  return f32x4.div(x, f32x4.add(exp4(f32x4.neg(x)), f32x4.splat(1)))
}

/** min(x, 0) − log(1 + e^(−|x|)) */
// @ts-expect-error: decorator
@inline
function logsigmoid4(x: v128): v128 {
  return f32x4.sub(f32x4.min(x, f32x4.splat(0)), log1pOfFraction(exp4(f32x4.neg(f32x4.abs(x)))))
}

@final @unmanaged export class Gelu { @inline of(x: v128): v128 { return gelu4(x) } }
@final @unmanaged export class GeluTanh { @inline of(x: v128): v128 { return geluTanh4(x) } }
@final @unmanaged export class Silu { @inline of(x: v128): v128 { return silu4(x) } }
@final @unmanaged export class Logsigmoid { @inline of(x: v128): v128 { return logsigmoid4(x) } }

/** x·n / (n + 2) with n = e^x·(e^x + 2): tanh(log(1 + e^x)) as a quotient. From 20 on it is x. */
@final @unmanaged
export class Mish {
  @inline of(x: v128): v128 {
    const e = exp4(f32x4.pmin(x, f32x4.splat(20)))
    const n = f32x4.mul(e, f32x4.add(e, f32x4.splat(2)))
    return f32x4.mul(x, f32x4.div(n, f32x4.add(n, f32x4.splat(2))))
  }
}

@final @unmanaged
export class LeakyRelu {
  @inline of(x: v128, slope: v128): v128 {
    return v128.bitselect(x, f32x4.mul(x, slope), isPositive(x))
  }
}

@final @unmanaged
export class Elu {
  @inline of(x: v128, alpha: v128): v128 {
    // NaN is neither greater than 0 nor not: it goes through the exponential.
    return v128.bitselect(x, f32x4.mul(alpha, expm1of4(x)), isPositive(x))
  }
}

@final @unmanaged
export class Celu {
  @inline of(x: v128, alpha: v128): v128 {
    return v128.bitselect(x, f32x4.mul(alpha, expm1of4(f32x4.div(x, alpha))), isPositive(x))
  }
}

@final @unmanaged
export class Selu {
  @inline of(x: v128): v128 {
    const below = f32x4.mul(expm1of4(x), f32x4.splat(1.6732632423543772))
    return f32x4.mul(v128.bitselect(x, below, isPositive(x)), f32x4.splat(1.0507009873554805))
  }
}

// @ts-expect-error: decorator
@inline
function fromZeroToSix(x: v128): v128 {
  const raised = f32x4.add(x, f32x4.splat(3))
  return f32x4.pmin(f32x4.pmax(raised, f32x4.splat(0)), f32x4.splat(6))
}

@final @unmanaged
export class Hardsigmoid {
  @inline of(x: v128): v128 { return f32x4.div(fromZeroToSix(x), f32x4.splat(6)) }
}

@final @unmanaged
export class Hardswish {
  @inline of(x: v128): v128 { return f32x4.mul(x, f32x4.div(fromZeroToSix(x), f32x4.splat(6))) }
}

@final @unmanaged
export class Softsign {
  @inline of(x: v128): v128 { return f32x4.div(x, f32x4.add(f32x4.abs(x), f32x4.splat(1))) }
}

/** log(1 + e^(beta·x)) / beta, and x where beta·x > threshold. */
@final @unmanaged
export class Softplus {
  @inline of(x: v128, beta: v128, threshold: v128): v128 {
    const v = f32x4.mul(x, beta)
    const value = f32x4.add(f32x4.max(v, f32x4.splat(0)), log1pOfFraction(exp4(f32x4.neg(f32x4.abs(v)))))
    return v128.bitselect(x, f32x4.div(value, beta), f32x4.gt(v, threshold))
  }
}
