/* The checks that many ops make of their arguments, each with one message that shows both sides. */
import { type DType, isFloating, tensorName } from '../dtype'
import { ArgumentError, DTypeError, ShapeError } from '../errors'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { commonDevice } from './allocate'

export function checkFloats(what: string, dtype: DType): void {
  if (!isFloating(dtype)) throw new DTypeError(`${what}: needs a floating point dtype, got ${dtype}`)
}

export function checkLong(what: string, index: Tensor): void {
  if (index.dtype !== 'int64') throw new DTypeError(`${what}: expected int64 for index, got ${index.dtype}`)
}

/** One device and one dtype for all. */
export function checkAlike(what: string, ...tensors: readonly Tensor[]): void {
  commonDevice(what, tensors)
  if (tensors.some((x) => x.dtype !== tensors[0]!.dtype))
    throw new DTypeError(`${what}: expected one dtype, got ${tensors.map((x) => tensorName(x.dtype)).join(' and ')}`)
}

/** From `least` to `most` axes; exactly `least` where nothing else is said. */
export function checkNdim(what: string, x: Tensor, least: number, most: number = least): void {
  if (x.ndim >= least && x.ndim <= most) return
  const range = least === most ? least : most < Number.POSITIVE_INFINITY ? `${least} to ${most}` : `at least ${least}`
  throw new ShapeError(`${what}: expected ${range} axes, got ${showShape(x.shape)}`)
}

/** A whole number from `least` to `most`. */
export function checkWhole(what: string, value: number, least = -Infinity, most = Infinity): void {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw new ArgumentError(`${what} must be a whole number in [${least}, ${most}], got ${String(value)}`)
}

export function checkOneOf(what: string, value: unknown, known: readonly unknown[]): void {
  if (!known.includes(value)) throw new ArgumentError(`${what} is one of ${known.join(', ')}, got ${String(value)}`)
}

/** Throws a ShapeError that shows two shapes (or lists of dims) which do not go together. */
export function misfit(what: string, a: readonly number[], b: readonly number[]): never {
  throw new ShapeError(`${what}: ${showShape(a)} and ${showShape(b)} do not fit together`)
}
