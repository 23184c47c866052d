/* Transposed convolutions: every pixel lays the kernel, times its value, on the result. */
import type { ConvGeometry } from '../device'
import { op } from '../dispatch'
import { computeDType } from '../dtype'
import { ArgumentError, ShapeError } from '../errors'
import { numelOf, showShape } from '../shape'
import type { Tensor } from '../tensor'
import { cast, checkOptions, contiguous, viewOf } from './allocate'
import { convolveLines, convolveVolumes } from './conv-nd'
import { convolveImages } from './conv2d'
import { type Convolve, checkOperands } from './convolution'
import { copy_ } from './in-place'
import { like, zeros } from './make'
import { flip } from './rearrange'
import { narrow, permute, reshape, squeeze, unsqueeze } from './views'
import { perAxis, type SizePerAxis } from './windows'

export interface ConvTransposeOptions {
  /** Steps between the places where the kernel is laid. Default 1. */
  stride?: SizePerAxis
  /** How much is cut off around the result. Default 0. */
  padding?: SizePerAxis
  /** How much is added behind the result; less than the stride or the dilation. Default 0. */
  outputPadding?: SizePerAxis
  /** Steps between the taps of the kernel. Default 1. */
  dilation?: SizePerAxis
  /** Default 1. */
  groups?: number
}
export type ConvTranspose = (x: Tensor, weight: Tensor, bias?: Tensor | null, options?: ConvTransposeOptions) => Tensor

/** Every position in a box of these sizes. */
const positions = (sizes: readonly number[]): number[][] =>
  sizes.reduce<number[][]>(
    (all, size) => all.flatMap((start) => Array.from({ length: size }, (_, i) => [...start, i])),
    [[]],
  )

/** Along one axis, the taps that meet every stride-th result from `start` on: `first`, `first + every`, … */
function phaseOf(start: number, kernel: number, stride: number, dilation: number) {
  const taps = Array.from({ length: kernel }, (_, tap) => tap).filter((tap) => (tap * dilation) % stride === start)
  const [first = 0, second = first] = taps
  const every = Math.max(1, second - first)
  // The first tap takes the pixel `back` before the result's own, each other one `step` before that.
  return {
    start,
    first,
    every,
    count: taps.length,
    back: (first * dilation - start) / stride,
    step: (every * dilation) / stride,
  }
}

/**
 * The results that lie a stride apart meet the same taps: they are a convolution of x by these, in reverse, and are laid between those of
 * the other phases. So nothing is computed twice or summed apart. `room` is the result before its padding is cut off.
 */
function lay(
  convolve: Convolve,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  { stride, dilation, groups }: Omit<ConvGeometry, 'padding'>,
  room: readonly number[],
): Tensor {
  const [batch, inputs, ...sizes] = x.shape as unknown as [number, number, ...number[]]
  const [, each, ...kernel] = weight.shape as unknown as [number, number, ...number[]]
  const [outputs, depth] = [each * groups, inputs / groups]
  const out = zeros([batch, outputs, ...room], like(x))
  // Where the stride is longer than the kernel, some results meet no tap.
  if (bias) copy_(out, reshape(bias, [outputs, ...room.map(() => 1)]))
  const byGroup = permute(reshape(weight, [groups, depth, each, numelOf(kernel)]), [0, 2, 1, 3])
  const axes = kernel.map((_, axis) => axis + 2)
  const filters = flip(reshape(byGroup, [outputs, depth, ...kernel]), axes)
  for (const starts of positions(stride)) {
    const phases = starts.map((start, axis) => phaseOf(start, kernel[axis]!, stride[axis]!, dilation[axis]!))
    const counts = phases.map(({ start }, axis) => Math.ceil((room[axis]! - start) / stride[axis]!))
    if (counts.some((count) => count < 1) || phases.some(({ count }) => count === 0)) continue
    const taps = viewOf(
      filters,
      [outputs, depth, ...phases.map(({ count }) => count)],
      filters.strides.map((step, axis) => (axis < 2 ? step : step * phases[axis - 2]!.every)),
      phases.reduce((at, { first, every, count }, axis) => {
        const last = kernel[axis]! - 1 - first - (count - 1) * every
        return at + last * filters.strides[axis + 2]!
      }, filters.offset),
    )
    // Results behind the last pixel that any tap takes: zeros on both sides, of which those before are left out.
    const extra = phases.map(({ count, back, step }, axis) =>
      Math.max(0, counts[axis]! - sizes[axis]! - 2 * back - (count - 1) * step),
    )
    const y = convolve(x, contiguous(taps), bias, {
      stride: stride.map(() => 1),
      padding: phases.map(({ count, back, step }, axis) => back + (count - 1) * step + extra[axis]!),
      dilation: phases.map(({ step }) => step),
      groups,
    })
    const steps = out.strides.map((step, axis) => (axis < 2 ? step : step * stride[axis - 2]!))
    const offset = starts.reduce((at, start, axis) => at + start * out.strides[axis + 2]!, out.offset)
    const part = viewOf(out, [batch, outputs, ...counts], steps, offset)
    copy_(
      part,
      counts.reduce((cut, count, axis) => narrow(cut, axis + 2, extra[axis]!, count), y),
    )
  }
  return out
}

function check(axes: number, x: Tensor, weight: Tensor, bias: Tensor | null, groups: number): void {
  checkOperands(x, weight, bias)
  if (weight.ndim !== axes + 2 || (x.ndim !== axes + 1 && x.ndim !== axes + 2))
    throw new ShapeError(
      `expected a weight of ${axes + 2} axes and an input of ${axes + 1} or ${axes + 2}, got ${showShape(weight.shape)} and ${showShape(x.shape)}`,
    )
  if (!Number.isSafeInteger(groups) || groups < 1 || weight.shape[0]! % groups !== 0)
    throw new ArgumentError(`groups=${groups} does not divide weight ${showShape(weight.shape)}`)
  if (x.shape.at(-axes - 1) !== weight.shape[0])
    throw new ShapeError(
      `Given transposed=1, weight of size ${showShape(weight.shape)}, expected input ${showShape(x.shape)} to have ${weight.shape[0]} channels, but got ${x.shape.at(-axes - 1)} channels instead`,
    )
  if (bias && (bias.ndim !== 1 || bias.shape[0] !== weight.shape[1]! * groups))
    throw new ShapeError(
      `bias ${showShape(bias.shape)} does not fit weight ${showShape(weight.shape)}: expected [${weight.shape[1]! * groups}]`,
    )
}

function transposed(axes: number, convolve: Convolve): ConvTranspose {
  const run: ConvTranspose = op(`convTranspose${axes}d`, (x, weight, bias = null, options = {}) => {
    checkOptions(options, ['stride', 'padding', 'outputPadding', 'dilation', 'groups'])
    const { groups = 1 } = options
    check(axes, x, weight, bias, groups)
    if (x.ndim === axes + 1) return squeeze(run(unsqueeze(x, 0), weight, bias, options), 0)
    const stride = perAxis(options.stride ?? 1, axes, 1, 'stride')
    const padding = perAxis(options.padding ?? 0, axes, 0, 'padding')
    const dilation = perAxis(options.dilation ?? 1, axes, 1, 'dilation')
    const more = perAxis(options.outputPadding ?? 0, axes, 0, 'outputPadding')
    if (more.some((size, axis) => size >= stride[axis]! && size >= dilation[axis]!))
      throw new ArgumentError(
        `output padding must be smaller than either stride or dilation, but got output padding ${showShape(more)}, stride ${showShape(stride)}, dilation ${showShape(dilation)}`,
      )
    const reach = weight.shape.slice(2).map((size, axis) => dilation[axis]! * (size - 1))
    const sizes = reach.map(
      (size, axis) => (x.shape[axis + 2]! - 1) * stride[axis]! - 2 * padding[axis]! + size + more[axis]! + 1,
    )
    if (sizes.some((size) => size < 1))
      throw new ShapeError(
        `given input size ${showShape(x.shape)}, calculated output size ${showShape(sizes)} is too small`,
      )
    const room = sizes.map((size, axis) => size + 2 * padding[axis]!)
    const compute = computeDType(x.dtype)
    const geometry = { stride, dilation, groups }
    const whole = lay(
      convolve,
      cast(x, compute),
      contiguous(cast(weight, compute)),
      bias && cast(bias, compute),
      geometry,
      room,
    )
    const y = sizes.reduce((cut, size, axis) => narrow(cut, axis + 2, padding[axis]!, size), whole)
    return contiguous(cast(y, x.dtype))
  })
  return run
}

/**
 * The convolution whose forward and backward are exchanged. x: [N, C, L] or [C, L], weight: [C, O/groups, k], bias: [O] → [N, O, l]
 * with l = (L − 1)·stride − 2·padding + dilation·(k − 1) + outputPadding + 1. Throws ShapeError, DTypeError, ArgumentError.
 */
export const convTranspose1d = /* @__PURE__ */ transposed(1, convolveLines)
/** The same for images. x: [N, C, H, W] or [C, H, W], weight: [C, O/groups, kh, kw]. See `convTranspose1d`. */
export const convTranspose2d = /* @__PURE__ */ transposed(2, convolveImages)
/** The same for volumes. x: [N, C, D, H, W] or [C, D, H, W], weight: [C, O/groups, kd, kh, kw]. See `convTranspose1d`. */
export const convTranspose3d = /* @__PURE__ */ transposed(3, convolveVolumes)
