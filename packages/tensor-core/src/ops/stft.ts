/* Spectra of short pieces of a signal, and the signal from them. Complex numbers are pairs in the last axis. */
import { op } from '../dispatch'
import { ArgumentError, ShapeError } from '../errors'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { cast, checkOptions, commonDevice } from './allocate'
import { div, mul, square } from './arithmetic'
import { checkFloats, checkNdim, checkWhole } from './checks'
import { fft, irfft, rfft } from './fft'
import { stack } from './join'
import { arange, like, ones, zeros, zerosLike } from './make'
import { abs } from './math'
import { type PadMode, pad } from './pad'
import { amin } from './reduce'
import { indexAdd_ } from './scatter'
import { unfold } from './strided'
import { expand, narrow, reshape, select, transpose, unsqueeze } from './views'

interface FrameOptions {
  /** How far apart the pieces are. Default ⌊nFft / 4⌋. */
  hopLength?: number
  /** How long the window is; zeros around it fill it up to nFft. Default nFft. */
  winLength?: number
  /** [winLength]. Default ones. */
  window?: Tensor | null
  /** Whether piece t is centred on t·hopLength (default) or begins there. */
  center?: boolean
  /** Whether the spectra are multiplied by 1/√nFft. Default false. */
  normalized?: boolean
  /** Whether only the ⌊nFft/2⌋ + 1 frequencies are there that a real signal needs. Default true. */
  onesided?: boolean
}
export interface StftOptions extends FrameOptions {
  /** How the ends are padded where `center` is true. Default 'reflect'. */
  padMode?: PadMode
}
export interface IstftOptions extends FrameOptions {
  /** How long the signal is. Default: as long as the pieces reach. */
  length?: number
}

const FRAME = ['hopLength', 'winLength', 'window', 'center', 'normalized', 'onesided'] as const

/** The window, nFft long, and the hop. */
function frame(x: Tensor, nFft: number, options: FrameOptions): { window: Tensor; hop: number } {
  checkFloats(x.dtype)
  const { hopLength: hop = Math.floor(nFft / 4), winLength = nFft } = options
  checkWhole('nFft', nFft, 1)
  checkWhole('hopLength', hop, 1)
  checkWhole('winLength', winLength, 1, nFft)
  const window = options.window ?? ones([winLength], like(x))
  commonDevice([x, window])
  if (window.ndim !== 1 || window.shape[0] !== winLength)
    throw new ShapeError(`expected a window of ${winLength} elements, got ${showShape(window.shape)}`)
  const left = Math.floor((nFft - winLength) / 2)
  return { window: pad(cast(window, x.dtype), [left, nFft - winLength - left]), hop }
}

/**
 * The spectrum of every piece of nFft elements, under a window. x: [length] or [batch, length]
 * → [(batch,) frequencies, pieces, 2].
 */
export const stft = op('stft', (x: Tensor, nFft: number, options: StftOptions = {}): Tensor => {
  checkOptions(options, [...FRAME, 'padMode'])
  const { center = true, padMode = 'reflect', normalized = false, onesided = true } = options
  const { window, hop } = frame(x, nFft, options)
  checkNdim(x, 1, 2)
  const around = Math.floor(nFft / 2)
  const signal = center ? pad(x, [around, around], { mode: padMode }) : x
  checkWhole('nFft', nFft, 1, signal.shape.at(-1)!)
  const pieces = mul(unfold(signal, -1, nFft, hop), window)
  const norm = normalized ? 'ortho' : 'backward'
  const spectra = onesided ? rfft(pieces, { norm }) : fft(stack([pieces, zerosLike(pieces)], -1), { norm })
  return transpose(spectra, -3, -2)
})

/** Pieces [batch, count, nFft], `hop` apart, added up where they overlap: [batch, length]. */
function overlapAdd(pieces: Tensor, hop: number): Tensor {
  const [batch, count, nFft] = pieces.shape as unknown as [number, number, number]
  const length = (count - 1) * hop + nFft
  const { device, dtype } = pieces
  const every = arange(0n, BigInt(length), { device })
  const places = reshape(unfold(every, 0, nFft, hop), [count * nFft])
  return indexAdd_(zeros([batch, length], { dtype, device }), 1, places, reshape(pieces, [batch, count * nFft]))
}

/**
 * The signal whose `stft` is nearest to x: the pieces under the window again, added up and divided by the sum of the squared
 * windows. x: [(batch,) frequencies, pieces, 2] → [(batch,) length]. Throws where the windows leave a gap.
 */
export const istft = op('istft', (x: Tensor, nFft: number, options: IstftOptions = {}): Tensor => {
  checkOptions(options, [...FRAME, 'length'])
  const { center = true, normalized = false, length } = options
  const { window, hop } = frame(x, nFft, options)
  const half = Math.floor(nFft / 2) + 1
  const { onesided = x.shape.at(-3) !== nFft } = options
  if (x.ndim < 3 || x.ndim > 4 || x.shape.at(-1) !== 2 || x.shape.at(-3) !== (onesided ? half : nFft))
    throw new ShapeError(
      `expected [(batch,) ${onesided ? half : nFft}, pieces, 2] for nFft ${nFft}, got ${showShape(x.shape)}`,
    )
  const spectra = transpose(x.ndim === 3 ? unsqueeze(x, 0) : x, 1, 2)
  // The other half is taken to be its mirror, also where it is there.
  const back = irfft(narrow(spectra, 2, 0, half), { n: nFft })
  const pieces = mul(normalized ? mul(back, Math.sqrt(nFft)) : back, window)
  const total = overlapAdd(pieces, hop)
  const weight = overlapAdd(expand(square(window), [1, pieces.shape[1]!, nFft]), hop)
  const start = center ? Math.floor(nFft / 2) : 0
  const end = length === undefined ? total.shape[1]! - start : start + length
  const stop = Math.min(end, total.shape[1]!)
  const [sum, envelope] = [total, weight].map((y) => narrow(y, 1, start, stop - start)) as [Tensor, Tensor]
  if (x.device.array && envelope.numel() > 0 && Number(amin(abs(envelope)).item()) < 1e-11)
    throw new ArgumentError('the windows leave a gap: their squares add up to zero somewhere')
  const signal = pad(div(sum, envelope), [0, end - stop])
  return x.ndim === 3 ? select(signal, 0, 0) : signal
})
