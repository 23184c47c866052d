/* What convolutions over one, two and three axes share: options, checks, casts. */
import type { ConvGeometry } from '../device'
import { type Epilogue, op } from '../dispatch'
import { computeDType, isFloating } from '../dtype'
import { ArgumentError, DTypeError, ShapeError } from '../errors'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { cast, checkOptions, checkTensor, checkTensors, commonDevice, contiguous, dtypesOf } from './allocate'
import { type ActivationOption, epilogueOf, finish } from './epilogue'
import { squeeze, unsqueeze } from './views'
import { checkWindowFits, padded, perAxis, type SizePerAxis } from './windows'

export interface ConvOptions extends ActivationOption {
  /** Steps between windows. Default 1. */
  stride?: SizePerAxis
  /** Zeros around the image, or 'valid' (none) or 'same' (as many as keep the size; stride 1 only). Default 0. */
  padding?: SizePerAxis | 'valid' | 'same'
  /** Steps between the taps of a window. Default 1. */
  dilation?: SizePerAxis
  /** In how many groups of channels the convolution falls. Default 1. */
  groups?: number
}

/** Zeros before and behind each axis. */
interface Padding {
  readonly before: number[]
  readonly behind: number[]
}

function paddingOf(
  padding: SizePerAxis | 'valid' | 'same',
  kernel: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
): Padding {
  if (typeof padding !== 'string') {
    const both = perAxis(padding, kernel.length, 0, 'padding')
    return { before: both, behind: both }
  }
  const none = kernel.map(() => 0)
  if (padding === 'valid') return { before: none, behind: none }
  if (padding !== 'same') throw new ArgumentError(`padding is 'same', 'valid' or sizes, got '${String(padding)}'`)
  if (stride.some((step) => step !== 1))
    throw new ArgumentError(`padding='same' is not supported for strided convolutions`)
  const total = kernel.map((size, axis) => dilation[axis]! * (size - 1))
  const before = total.map((size) => Math.floor(size / 2))
  return { before, behind: total.map((size, axis) => size - before[axis]!) }
}

export type Convolution = (x: Tensor, weight: Tensor, bias?: Tensor | null, options?: ConvOptions) => Tensor
/**
 * The convolution itself. x: [N, C, …], in the dtype that it is computed in; a weight of the same dtype, contiguous. What it does
 * not do of the epilogue is done behind it.
 */
export type Convolve = (
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  geometry: ConvGeometry,
  epilogue?: Epilogue,
) => Tensor

/** The names of the spatial axes, as PyTorch writes them. */
export const axisNames = (axes: number): string => ['L', 'H, W', 'D, H, W'][axes - 1]!

/** Makes the op of a convolution over `axes` axes: checks, adds a missing batch, lays down uneven padding, casts. */
export function convolution(axes: number, convolve: Convolve): Convolution {
  const run: Convolution = op(`conv${axes}d`, (x, weight, bias = null, options = {}) => {
    checkOptions(options, ['stride', 'padding', 'dilation', 'groups', 'activation'])
    const groups = options.groups ?? 1
    checkConv(axes, x, weight, bias, groups)
    const epilogue = epilogueOf(options, x.dtype)
    if (x.ndim === axes + 1) return squeeze(run(unsqueeze(x, 0), weight, bias, options), 0)
    const stride = perAxis(options.stride ?? 1, axes, 1, 'stride')
    const dilation = perAxis(options.dilation ?? 1, axes, 1, 'dilation')
    const kernel = weight.shape.slice(2)
    const { before, behind } = paddingOf(options.padding ?? 0, kernel, stride, dilation)
    // An even kernel's 'same' has one more zero behind than before: that side is laid down here.
    const uneven = behind.some((size, axis) => size > before[axis]!)
    const extra = (size: number, axis: number): number => size - before[axis]!
    const image = uneven ? padded(x, before, 0, behind.map(extra)) : x
    const padding = uneven ? before.map(() => 0) : before
    checkWindowFits(image, kernel, padding, dilation)
    const compute = computeDType(x.dtype)
    const filters = contiguous(cast(weight, compute))
    const geometry = { stride, padding, dilation, groups }
    const y = convolve(cast(image, compute), filters, bias && cast(bias, compute), geometry, epilogue)
    return finish(cast(y, x.dtype), epilogue)
  })
  return run
}

/** One device and one floating point dtype for the operands of a convolution. */
export function checkOperands(x: Tensor, weight: Tensor, bias: Tensor | null): void {
  checkTensor(x, 'input')
  checkTensor(weight, 'weight')
  checkTensors({ bias })
  commonDevice([x, weight, bias])
  if (!isFloating(x.dtype) || weight.dtype !== x.dtype || (bias && bias.dtype !== x.dtype))
    throw new DTypeError(`input, weight and bias share one floating point dtype, got ${dtypesOf(x, weight, bias)}`)
}

function checkConv(axes: number, x: Tensor, weight: Tensor, bias: Tensor | null, groups: number): void {
  checkOperands(x, weight, bias)
  if (weight.ndim !== axes + 2)
    throw new ShapeError(`weight is [out, in/groups, kernel…] with ${axes + 2} axes, got ${showShape(weight.shape)}`)
  if (x.ndim !== axes + 1 && x.ndim !== axes + 2)
    throw new ShapeError(
      `expected a [C, ${axisNames(axes)}] or [N, C, ${axisNames(axes)}] input, got ${showShape(x.shape)}`,
    )
  const channels = x.shape[x.ndim - axes - 1]!
  const outChannels = weight.shape[0]!
  if (!Number.isSafeInteger(groups) || groups < 1)
    throw new ArgumentError(`groups must be a whole number from 1 on, got ${groups}`)
  if (outChannels % groups !== 0)
    throw new ShapeError(`${outChannels} output channels do not divide into ${groups} groups`)
  if (channels !== weight.shape[1]! * groups)
    throw new ShapeError(
      `given groups=${groups}, weight ${showShape(weight.shape)}, expected input ${showShape(x.shape)} to have ${weight.shape[1]! * groups} channels, but got ${channels} channels instead`,
    )
  if (bias && (bias.ndim !== 1 || bias.shape[0] !== outChannels))
    throw new ShapeError(
      `bias ${showShape(bias.shape)} does not fit weight ${showShape(weight.shape)}: expected [${outChannels}]`,
    )
}
