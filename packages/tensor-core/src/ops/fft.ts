/* Fourier transforms. Complex numbers are pairs of real ones, [real, imaginary], in the last axis. */
import { op, tryKernel } from '../dispatch'
import { computeDType, isFloating } from '../dtype'
import { ShapeError } from '../errors'
import { fft as hostFft } from '../host/fft'
import { normalizeDim, numelOf, showShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, parted } from './allocate'
import { mul } from './arithmetic'
import { checkNdim, checkOneOf, checkWhole } from './checks'
import { cat, stack } from './join'
import { fromFunction, like, tensor, zeros, zerosLike } from './make'
import { matmul } from './matmul'
import { flip } from './rearrange'
import { narrow, reshape, select, transpose } from './views'

export interface FftOptions {
  /** The length that the axis is cut or filled up with zeros to. Default: as long as it is (`irfft`: 2·(length − 1)). */
  n?: number
  /** Where the factor 1/n goes: into the inverse ('backward', default), the transform ('forward'), or √ of it into both ('ortho'). */
  norm?: 'backward' | 'forward' | 'ortho'
}
type FftArguments = [options?: FftOptions] | [dim: number, options?: FftOptions]

/** x cut or filled up with zeros to `n` along `axis`. */
function sized(x: Tensor, axis: number, n: number): Tensor {
  const size = x.shape[axis]!
  if (n <= size) return narrow(x, axis, 0, n)
  return cat([x, zeros(x.shape.with(axis, n - size), like(x))], axis)
}

/** The transform out of primitives, as a matrix of cosines and sines. x: [rows, n, 2]. */
export function fftComposed(x: Tensor, inverse: boolean, scale: number): Tensor {
  const [rows, n] = x.shape as unknown as [number, number]
  const sign = inverse ? 1 : -1
  // Element [(j, part of x), (k, part of the result)].
  const turn = (i: number): number => {
    const [j, from, k, to] = [Math.floor(i / (4 * n)), Math.floor(i / (2 * n)) % 2, Math.floor(i / 2) % n, i % 2]
    const angle = (sign * 2 * Math.PI * ((j * k) % n)) / n
    return scale * Math.cos(angle + ((from - to) * Math.PI) / 2)
  }
  const matrix = fromFunction([2 * n, 2 * n], turn, like(x))
  return reshape(matmul(reshape(x, [rows, 2 * n]), matrix), [rows, n, 2])
}

/** Along one of the axes of the complex numbers in x. */
function transform(x: Tensor, axis: number, inverse: boolean, norm: FftOptions['norm'] = 'backward'): Tensor {
  const n = x.shape[axis]!
  checkOneOf('norm', norm, ['backward', 'forward', 'ortho'])
  const scale = norm === 'ortho' ? 1 / Math.sqrt(n) : (norm === 'backward') === inverse ? 1 / n : 1
  const last = x.ndim - 2
  const moved = transpose(x, axis, last)
  const lines = reshape(moved, [numelOf(moved.shape.slice(0, last)), n, 2])
  const out = allocate(lines.shape, x.dtype, x.device)
  const done = tryKernel('fft', hostFft, out, [lines, inverse, scale, out])
  return transpose(reshape(done ? out : fftComposed(lines, inverse, scale), moved.shape), axis, last)
}

/** Arguments checked: floats, the axis among those of the (complex or real) numbers, the length. */
function prepared(x: Tensor, rest: FftArguments, isComplex: boolean, isHalf = false) {
  const [[dim = -1], options] = parted<number, FftOptions>(rest, ['n', 'norm'])
  if (isComplex && (x.ndim < 2 || x.shape.at(-1) !== 2))
    throw new ShapeError(`expects complex numbers as pairs in the last axis, got ${showShape(x.shape)}`)
  checkNdim(x, 1, Infinity)
  const axis = normalizeDim(dim, isComplex ? x.ndim - 1 : x.ndim)
  const n = options.n ?? (isHalf ? 2 * (x.shape[axis]! - 1) : x.shape[axis]!)
  checkWhole('n', n, 1)
  return { y: cast(x, isFloating(x.dtype) ? computeDType(x.dtype) : 'float32'), axis, n, norm: options.norm }
}

/** The transform of complex numbers along `dim` (default the last before the pairs). x: [..., n, 2] → [..., n, 2]. */
export const fft = op('fft', (x: Tensor, ...rest: FftArguments): Tensor => {
  const { y, axis, n, norm } = prepared(x, rest, true)
  return transform(sized(y, axis, n), axis, false, norm)
})

/** The first half of the transform of real numbers along `dim`; the other half is its mirror. x: [..., n] → [..., ⌊n/2⌋ + 1, 2]. */
export const rfft = op('rfft', (x: Tensor, ...rest: FftArguments): Tensor => {
  const { y, axis, n, norm } = prepared(x, rest, false)
  const real = sized(y, axis, n)
  return narrow(transform(stack([real, zerosLike(real)], -1), axis, false, norm), axis, 0, Math.floor(n / 2) + 1)
})

/** The real numbers whose `rfft` is x. x: [..., n/2 + 1, 2] → [..., n]. */
export const irfft = op('irfft', (x: Tensor, ...rest: FftArguments): Tensor => {
  const { y, axis, n, norm } = prepared(x, rest, true, true)
  const half = Math.floor(n / 2) + 1
  const first = sized(y, axis, half)
  const mirror = mul(flip(narrow(first, axis, 1, n - half), axis), tensor([1, -1], like(y)))
  return select(transform(cat([first, mirror], axis), axis, true, norm), -1, 0)
})
