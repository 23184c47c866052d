/* Differences of neighbours, and areas under them. */
import { op } from '../dispatch'
import { Tensor } from '../tensor'
import { copyTo } from './allocate'
import { add, div, mul, sub } from './arithmetic'
import { checkNdim, checkWhole, misfit } from './checks'
import { ne } from './compare'
import { cat } from './join'
import { sum } from './reduce'
import { lineOf } from './reduction'
import { narrow, reshape } from './views'

/** All but the first along an axis, and all but the last. */
function neighbours(x: Tensor, axis: number): [later: Tensor, earlier: Tensor] {
  const count = Math.max(x.shape[axis]! - 1, 0)
  return [narrow(x, axis, x.shape[axis]! - count, count), narrow(x, axis, 0, count)]
}

export interface DiffOptions {
  /** How many times. Default 1. */
  n?: number
  /** Put before x along the dim first. */
  prepend?: Tensor
  /** Put after x along the dim first. */
  append?: Tensor
}

/** Each element less the one before it along `dim` (default −1), n times; of bool, whether they differ. */
export const diff = op('diff', (x: Tensor, dim?: number | DiffOptions, options?: DiffOptions): Tensor => {
  checkNdim(x, 1, Infinity)
  const { axis, given } = lineOf<DiffOptions>(x, ['n', 'prepend', 'append'], dim, options)
  const { n = 1, prepend, append } = given
  checkWhole('n', n, 0)
  if (n === 0) return copyTo(x)
  const parts = [prepend, x, append].filter((part) => part !== undefined)
  let out = parts.length > 1 ? cat(parts, axis) : x
  for (let i = Math.min(n, out.shape[axis]!); i > 0; i--) {
    const [later, earlier] = neighbours(out, axis)
    out = out.dtype === 'bool' ? ne(later, earlier) : sub(later, earlier)
  }
  return out
})

export interface TrapezoidOptions {
  /** The distance of neighbours where no x is given. Default 1. */
  dx?: number
}

type Trapezoid = {
  (y: Tensor, dim?: number | TrapezoidOptions, options?: TrapezoidOptions): Tensor
  (y: Tensor, x: Tensor, dim?: number): Tensor
}

/** Σ (yᵢ + yᵢ₊₁) / 2 · (xᵢ₊₁ − xᵢ) along `dim` (default −1). x: as y, or one value for each place of the dim. */
export const trapezoid = op('trapezoid', ((y: Tensor, ...rest: unknown[]): Tensor => {
  const x = rest[0] instanceof Tensor ? rest.shift() : undefined
  const [dim, options] = rest as [number?, TrapezoidOptions?]
  const { axis, given } = lineOf<TrapezoidOptions>(y, ['dx'], dim, options)
  const [later, earlier] = neighbours(y, axis)
  let width: Tensor | number = given.dx ?? 1
  if (x instanceof Tensor) {
    if (x.ndim === 1 && x.shape[0] !== y.shape[axis]) misfit(x.shape, y.shape)
    const line = y.shape.map((_, i) => (i === axis ? -1 : 1))
    width = x.ndim === 1 ? reshape(diff(x), line) : diff(x, axis)
  }
  return div(sum(mul(add(later, earlier), width), axis), 2)
}) as Trapezoid)
