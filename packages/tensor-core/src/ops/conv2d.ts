import type { ConvGeometry } from '../device'
import { op, tryKernel } from '../dispatch'
import { computeDType, isFloating } from '../dtype'
import { ArgumentError, DTypeError, ShapeError } from '../errors'
import { conv2d as hostConv2d } from '../host/conv2d'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, checkOptions, checkTensor, commonDevice, contiguous } from './allocate'
import { add } from './arithmetic'
import { cat } from './join'
import { matmul } from './matmul'
import { narrow, permute, reshape, squeeze, unsqueeze } from './views'
import { checkWindowFits, padded, perAxis, type SizePerAxis, windowCount, windows } from './windows'

export interface ConvOptions {
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
    const both = perAxis(padding, 2, 0, 'conv2d: padding')
    return { before: both, behind: both }
  }
  if (padding === 'valid') return { before: [0, 0], behind: [0, 0] }
  if (padding !== 'same')
    throw new ArgumentError(`conv2d: padding is 'same', 'valid' or sizes, got '${String(padding)}'`)
  if (stride.some((step) => step !== 1))
    throw new ArgumentError(`conv2d: padding='same' is not supported for strided convolutions`)
  const total = kernel.map((size, axis) => dilation[axis]! * (size - 1))
  const before = total.map((size) => Math.floor(size / 2))
  return { before, behind: total.map((size, axis) => size - before[axis]!) }
}

/** Convolution out of primitives: windows as a view, one matrix product a group. x is padded already. */
export function conv2dComposed(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  { stride, padding, dilation, groups }: ConvGeometry,
): Tensor {
  const [outChannels, depth, kernelHeight, kernelWidth] = weight.shape as unknown as [number, number, number, number]
  const kernel = [kernelHeight, kernelWidth]
  const image = padded(x, padding, 0)
  const counts = kernel.map((size, axis) =>
    windowCount(image.shape[axis + 2]!, size, stride[axis]!, 0, dilation[axis]!),
  )
  const [batch, outHeight, outWidth] = [x.shape[0]!, counts[0]!, counts[1]!]
  const rows = outChannels / groups
  const parts = Array.from({ length: groups }, (_, group) => {
    const channels = windows(narrow(image, 1, group * depth, depth), kernel, stride, dilation, counts)
    // [N, C, oh, ow, kh, kw] → [N, C·kh·kw, oh·ow]
    const patches = reshape(permute(channels, [0, 1, 4, 5, 2, 3]), [
      batch,
      depth * kernelHeight * kernelWidth,
      outHeight * outWidth,
    ])
    const filters = reshape(narrow(weight, 0, group * rows, rows), [rows, depth * kernelHeight * kernelWidth])
    return reshape(matmul(filters, patches), [batch, rows, outHeight, outWidth])
  })
  const out = parts.length === 1 ? parts[0]! : cat(parts, 1)
  return bias ? add(out, reshape(bias, [outChannels, 1, 1])) : out
}

/**
 * Cross-correlation: y[n, o, i, j] = b[o] + Σ w[o, c, p, q] · x[n, c, i·stride + p·dilation − padding, …].
 * x: [N, C, H, W] or [C, H, W], weight: [O, C/groups, kh, kw], bias: [O] → [N, O, oh, ow] with
 * oh = ⌊(H + 2·padding − dilation·(kh − 1) − 1) / stride⌋ + 1. Throws ShapeError, DTypeError, ArgumentError.
 */
export const conv2d = op(
  'conv2d',
  (x: Tensor, weight: Tensor, bias: Tensor | null = null, options: ConvOptions = {}): Tensor => {
    checkOptions(options, ['stride', 'padding', 'dilation', 'groups'], 'conv2d')
    checkTensor(x, 'conv2d: input')
    checkTensor(weight, 'conv2d: weight')
    const groups = options.groups ?? 1
    checkConv(x, weight, bias, groups)
    if (x.ndim === 3) return squeeze(conv2d(unsqueeze(x, 0), weight, bias, options), 0)
    const stride = perAxis(options.stride ?? 1, 2, 1, 'conv2d: stride')
    const dilation = perAxis(options.dilation ?? 1, 2, 1, 'conv2d: dilation')
    const kernel = weight.shape.slice(2)
    const { before, behind } = paddingOf(options.padding ?? 0, kernel, stride, dilation)
    const extra = behind.map((size, axis) => size - before[axis]!)
    // An even kernel's 'same' has one more zero behind than before: that side is laid down here.
    const uneven = extra.some((size) => size > 0)
    const image = uneven ? padded(x, before, 0, extra) : x
    const padding = uneven ? [0, 0] : before
    checkWindowFits('conv2d', image, kernel, padding, dilation)
    const [outHeight, outWidth] = kernel.map((size, axis) =>
      windowCount(image.shape[axis + 2]!, size, stride[axis]!, padding[axis]!, dilation[axis]!),
    ) as [number, number]
    const compute = computeDType(x.dtype)
    const geometry = { stride, padding, dilation, groups }
    const input = cast(image, compute)
    const filters = contiguous(cast(weight, compute))
    const shift = bias && cast(bias, compute)
    const out = allocate([x.shape[0]!, weight.shape[0]!, outHeight, outWidth], compute, x.device)
    const done = tryKernel('conv2d', hostConv2d, out, [input, filters, shift, geometry, out])
    return cast(done ? out : conv2dComposed(input, filters, shift, geometry), x.dtype)
  },
)

function checkConv(x: Tensor, weight: Tensor, bias: Tensor | null, groups: number): void {
  commonDevice('conv2d', [x, weight, bias])
  const operands = bias ? [x, weight, bias] : [x, weight]
  if (!isFloating(x.dtype) || operands.some((operand) => operand.dtype !== x.dtype))
    throw new DTypeError(
      `conv2d: input, weight and bias share one floating point dtype, got ${operands.map((operand) => operand.dtype).join(', ')}`,
    )
  if (weight.ndim !== 4)
    throw new ShapeError(`conv2d: weight is [out, in/groups, kh, kw], got ${showShape(weight.shape)}`)
  if (x.ndim !== 3 && x.ndim !== 4)
    throw new ShapeError(`conv2d: expected a [C, H, W] or [N, C, H, W] input, got ${showShape(x.shape)}`)
  const channels = x.shape.at(-3)!
  const outChannels = weight.shape[0]!
  if (!Number.isSafeInteger(groups) || groups < 1)
    throw new ArgumentError(`conv2d: groups must be a whole number from 1 on, got ${groups}`)
  if (outChannels % groups !== 0)
    throw new ShapeError(`conv2d: ${outChannels} output channels do not divide into ${groups} groups`)
  if (channels !== weight.shape[1]! * groups)
    throw new ShapeError(
      `conv2d: given groups=${groups}, weight ${showShape(weight.shape)}, expected input ${showShape(x.shape)} to have ${weight.shape[1]! * groups} channels, but got ${channels} channels instead`,
    )
  if (bias && (bias.ndim !== 1 || bias.shape[0] !== outChannels))
    throw new ShapeError(
      `conv2d: bias ${showShape(bias.shape)} does not fit weight ${showShape(weight.shape)}: expected [${outChannels}]`,
    )
}
