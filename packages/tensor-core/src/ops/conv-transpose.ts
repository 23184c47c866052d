/* Transposed convolutions: convolutions of an image with zeros between its pixels, by the kernel turned around. */
import { op } from '../dispatch'
import { computeDType, isFloating } from '../dtype'
import { ArgumentError, DTypeError, ShapeError } from '../errors'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { cast, checkOptions, checkTensor, commonDevice, viewOf } from './allocate'
import { conv1d, conv3d } from './conv-nd'
import { conv2d } from './conv2d'
import type { Convolution } from './convolution'
import { copy_ } from './in-place'
import { zeros } from './make'
import { flip } from './rearrange'
import { narrow, reshape, squeeze, transpose, unsqueeze } from './views'
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

/** x with stride − 1 zeros between its elements, `before` and `behind` around (negative: cut off). */
function spread(x: Tensor, stride: readonly number[], before: readonly number[], behind: readonly number[]): Tensor {
  const inner = stride.map((step, axis) => (x.shape[axis + 2]! - 1) * step + 1)
  const room = inner.map((size, axis) => size + Math.max(0, before[axis]!) + Math.max(0, behind[axis]!))
  const out = zeros([...x.shape.slice(0, 2), ...room], { dtype: x.dtype, device: x.device })
  const offset = before.reduce((sum, size, axis) => sum + Math.max(0, size) * out.strides[axis + 2]!, 0)
  const strides = out.strides.map((step, axis) => (axis < 2 ? step : step * stride[axis - 2]!))
  copy_(viewOf(out, x.shape, strides, offset), x)
  return room.reduce((cut, size, axis) => {
    const first = Math.max(0, -before[axis]!)
    return narrow(cut, axis + 2, first, size - first - Math.max(0, -behind[axis]!))
  }, out)
}

/** [in, out/groups, …] as the weight of the convolution that does the same: [out, in/groups, …], turned around. */
function turned(weight: Tensor, groups: number): Tensor {
  const [inputs, outputs, ...kernel] = weight.shape as unknown as [number, number, ...number[]]
  const grouped = transpose(reshape(weight, [groups, inputs / groups, outputs, ...kernel]), 1, 2)
  const filters = reshape(grouped, [groups * outputs, inputs / groups, ...kernel])
  return flip(
    filters,
    kernel.map((_, axis) => axis + 2),
  )
}

function check(name: string, axes: number, x: Tensor, weight: Tensor, bias: Tensor | null, groups: number): void {
  commonDevice(name, [x, weight, bias])
  const operands = bias ? [x, weight, bias] : [x, weight]
  if (!isFloating(x.dtype) || operands.some((operand) => operand.dtype !== x.dtype))
    throw new DTypeError(
      `${name}: input, weight and bias share one floating point dtype, got ${operands.map((operand) => operand.dtype).join(', ')}`,
    )
  if (weight.ndim !== axes + 2 || (x.ndim !== axes + 1 && x.ndim !== axes + 2))
    throw new ShapeError(
      `${name}: expected a weight of ${axes + 2} axes and an input of ${axes + 1} or ${axes + 2}, got ${showShape(weight.shape)} and ${showShape(x.shape)}`,
    )
  if (!Number.isSafeInteger(groups) || groups < 1 || weight.shape[0]! % groups !== 0)
    throw new ArgumentError(`${name}: groups=${groups} does not divide weight ${showShape(weight.shape)}`)
  if (x.shape.at(-axes - 1) !== weight.shape[0])
    throw new ShapeError(
      `${name}: Given transposed=1, weight of size ${showShape(weight.shape)}, expected input ${showShape(x.shape)} to have ${weight.shape[0]} channels, but got ${x.shape.at(-axes - 1)} channels instead`,
    )
  if (bias && (bias.ndim !== 1 || bias.shape[0] !== weight.shape[1]! * groups))
    throw new ShapeError(
      `${name}: bias ${showShape(bias.shape)} does not fit weight ${showShape(weight.shape)}: expected [${weight.shape[1]! * groups}]`,
    )
}

function transposed(axes: number, convolve: Convolution): ConvTranspose {
  const name = `convTranspose${axes}d`
  const run: ConvTranspose = op(name, (x, weight, bias = null, options = {}) => {
    checkOptions(options, ['stride', 'padding', 'outputPadding', 'dilation', 'groups'], name)
    checkTensor(x, `${name}: input`)
    checkTensor(weight, `${name}: weight`)
    const { groups = 1 } = options
    check(name, axes, x, weight, bias, groups)
    if (x.ndim === axes + 1) return squeeze(run(unsqueeze(x, 0), weight, bias, options), 0)
    const stride = perAxis(options.stride ?? 1, axes, 1, `${name}: stride`)
    const padding = perAxis(options.padding ?? 0, axes, 0, `${name}: padding`)
    const dilation = perAxis(options.dilation ?? 1, axes, 1, `${name}: dilation`)
    const more = perAxis(options.outputPadding ?? 0, axes, 0, `${name}: outputPadding`)
    if (more.some((size, axis) => size >= stride[axis]! && size >= dilation[axis]!))
      throw new ArgumentError(
        `${name}: output padding must be smaller than either stride or dilation, but got output padding ${showShape(more)}, stride ${showShape(stride)}, dilation ${showShape(dilation)}`,
      )
    const reach = weight.shape.slice(2).map((size, axis) => dilation[axis]! * (size - 1))
    const sizes = reach.map(
      (size, axis) => (x.shape[axis + 2]! - 1) * stride[axis]! - 2 * padding[axis]! + size + more[axis]! + 1,
    )
    if (sizes.some((size) => size < 1))
      throw new ShapeError(
        `${name}: given input size ${showShape(x.shape)}, calculated output size ${showShape(sizes)} is too small`,
      )
    const before = reach.map((size, axis) => size - padding[axis]!)
    const behind = before.map((size, axis) => size + more[axis]!)
    const compute = computeDType(x.dtype)
    const image = spread(cast(x, compute), stride, before, behind)
    const y = convolve(image, turned(cast(weight, compute), groups), bias && cast(bias, compute), { dilation, groups })
    return cast(y, x.dtype)
  })
  return run
}

/**
 * The convolution whose forward and backward are exchanged. x: [N, C, L] or [C, L], weight: [C, O/groups, k], bias: [O] → [N, O, l]
 * with l = (L − 1)·stride − 2·padding + dilation·(k − 1) + outputPadding + 1. Throws ShapeError, DTypeError, ArgumentError.
 */
export const convTranspose1d = /* @__PURE__ */ transposed(1, conv1d)
/** The same for images. x: [N, C, H, W] or [C, H, W], weight: [C, O/groups, kh, kw]. See `convTranspose1d`. */
export const convTranspose2d = /* @__PURE__ */ transposed(2, conv2d)
/** The same for volumes. x: [N, C, D, H, W] or [C, D, H, W], weight: [C, O/groups, kd, kh, kw]. See `convTranspose1d`. */
export const convTranspose3d = /* @__PURE__ */ transposed(3, conv3d)
