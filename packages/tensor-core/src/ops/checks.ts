/* The checks that many ops make of their arguments, each with one message that shows both sides. */
import { type DType, isFloating, itemSize, tensorName } from '../dtype'
import { ArgumentError, DTypeError, ShapeError } from '../errors'
import { showShape } from '../shape'
import { Tensor } from '../tensor'
import { commonDevice } from './allocate'

export function checkFloats(dtype: DType): void {
  if (!isFloating(dtype)) throw new DTypeError(`needs a floating point dtype, got ${dtype}; cast with x.float()`)
}

export function checkDType(what: string, dtype: DType, ...known: readonly DType[]): void {
  if (!known.includes(dtype)) throw new DTypeError(`${what} is of dtype ${known.join(' or ')}, got ${dtype}`)
}

/** The greatest finite number of a floating dtype. */
export const LARGEST: Partial<Record<DType, number>> = {
  float64: Number.MAX_VALUE,
  float32: (2 - 2 ** -23) * 2 ** 127,
  float16: 65504,
  bfloat16: (2 - 2 ** -7) * 2 ** 127,
}

/** Throws for a number beyond what `dtype` holds; tensors are passed over. Negative whole numbers wrap around in uint8, as in C. */
export function checkFits(dtype: DType, ...values: readonly unknown[]): void {
  for (const value of values) {
    if (value instanceof Tensor || dtype === 'bool') continue
    const size = Math.abs(Number(value))
    const most = 2 ** (8 * itemSize(dtype) - Number(dtype !== 'uint8'))
    const least = dtype === 'uint8' && size % 1 ? 0 : -most
    const isFit = isFloating(dtype)
      ? size === Infinity || !(size > LARGEST[dtype]!)
      : (value as number) >= least && (value as number) < most
    if (!isFit) throw new ArgumentError(`${value} cannot be converted to ${dtype} without overflow`)
  }
}

export const checkLong = (index: Tensor): void => checkDType('index', index.dtype, 'int64')
/** What says yes or no: bool, or uint8 as PyTorch had it before. */
export const checkTruths = (what: string, { dtype }: Tensor): void => checkDType(what, dtype, 'bool', 'uint8')

/** One device and one dtype for all. */
export function checkAlike(...tensors: readonly Tensor[]): void {
  commonDevice(tensors)
  if (tensors.some((x) => x.dtype !== tensors[0]!.dtype))
    throw new DTypeError(`expected one dtype, got ${tensors.map((x) => tensorName(x.dtype)).join(' and ')}`)
}

/** From `least` to `most` axes; exactly `least` where nothing else is said. */
export function checkNdim(x: Tensor, least: number, most: number = least, what = 'a tensor'): void {
  if (x.ndim >= least && x.ndim <= most) return
  const range = least === most ? least : most < Infinity ? `${least} to ${most}` : `at least ${least}`
  throw new ShapeError(`expected ${what} of ${range} axes, got ${showShape(x.shape)}`)
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
export function misfit(a: readonly number[], b: readonly number[], what = 'shapes'): never {
  throw new ShapeError(`${what} ${showShape(a)} and ${showShape(b)} do not fit together`)
}
