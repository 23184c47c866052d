/* Transposed convolutions over one, two and three axes. */
import {
  checkOptions,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  perAxis,
  type SizePerAxis,
} from '@torchlet/tensor-core/fused'
import { ArgumentError, ShapeError, type Tensor } from '@torchlet/tensor-core/ops'
import { layerArguments } from '../layer-arguments'
import { tuple } from '../python-text'
import type { OutputSizeOption } from './adaptive-pooling'
import { AnyConv } from './conv'

export interface ConvTransposeLayerOptions {
  /** Steps between the places where the kernel is laid. Default 1. */
  stride?: SizePerAxis
  /** How much is cut off around the result. Default 0. */
  padding?: SizePerAxis
  /** How much is added behind the result; less than the stride or the dilation. Default 0. */
  outputPadding?: SizePerAxis
  /** Default 1. */
  groups?: number
  /** Whether the bias is there. Default true. */
  bias?: boolean
  /** Steps between the taps of the kernel. Default 1. */
  dilation?: SizePerAxis
  /** Default 'zeros', the only one. */
  paddingMode?: 'zeros'
}
export interface ConvTransposeArguments extends ConvTransposeLayerOptions {
  inChannels: number
  outChannels: number
  kernelSize: SizePerAxis
}

const REQUIRED = ['inChannels', 'outChannels', 'kernelSize'] as const
const DEFAULTS = {
  stride: 1,
  padding: 0,
  outputPadding: 0,
  groups: 1,
  bias: true,
  dilation: 1,
  paddingMode: 'zeros',
} as const

abstract class ConvTranspose extends AnyConv<[Tensor, OutputSizeOption?]> {
  readonly outputPadding: readonly number[]
  declare readonly padding: readonly number[]

  constructor(inChannels: number, outChannels: number, kernelSize: SizePerAxis, options?: ConvTransposeLayerOptions)
  constructor(named: ConvTransposeArguments)
  constructor(...args: unknown[]) {
    const layer = new.target.name
    const given = layerArguments<ConvTransposeArguments>(layer, args, REQUIRED, DEFAULTS)
    if (given.paddingMode !== 'zeros')
      throw new ArgumentError(`${layer}: Only "zeros" padding mode is supported, got '${String(given.paddingMode)}'`)
    super(layer, given)
    this.outputPadding = perAxis(given.outputPadding, this.axes(), 0, `${layer}: outputPadding`)
  }

  protected abstract readonly convolve: typeof convTranspose2d

  protected override weightShape(): number[] {
    return [this.inChannels, this.outChannels / this.groups, ...this.kernelSize]
  }

  protected override outputPaddingText(): string[] {
    return this.outputPadding.some((size) => size !== 0) ? [`output_padding=${tuple(this.outputPadding)}`] : []
  }

  override forward(x: Tensor, options: OutputSizeOption = {}): Tensor {
    checkOptions(options, ['outputSize'], this.constructor.name)
    const { outputSize = null } = options
    const { stride, padding, dilation, groups } = this
    const outputPadding = outputSize ? paddingFor(this, x, outputSize) : this.outputPadding
    return this.convolve(x, this.weight, this.bias, { stride, padding, outputPadding, dilation, groups })
  }
}

/** The output padding that gives `outputSize`. Throws a ShapeError where none does. */
function paddingFor(layer: ConvTranspose, x: Tensor, outputSize: readonly number[]): number[] {
  const { kernelSize, stride, padding, dilation } = layer
  const axes = kernelSize.length
  const least = x.shape
    .slice(-axes)
    .map(
      (size, axis) => (size - 1) * stride[axis]! - 2 * padding[axis]! + dilation[axis]! * (kernelSize[axis]! - 1) + 1,
    )
  const extra = outputSize.slice(-axes).map((size, axis) => size - least[axis]!)
  if (extra.length !== axes || extra.some((size, axis) => !(size >= 0 && size < stride[axis]!)))
    throw new ShapeError(
      `requested an output size of [${outputSize}], but valid sizes range from [${least}] to [${least.map((size, axis) => size + stride[axis]! - 1)}] (for an input of ${x.shape})`,
    )
  return extra
}

/**
 * The convolution whose forward and backward are exchanged. x: [N, C, L] or [C, L] → [N, O, l] with
 * l = (L − 1)·stride − 2·padding + dilation·(k − 1) + outputPadding + 1; weight: [C, O/groups, k], bias: [O], both uniform in
 * ±1/√(O/groups·k) at first. Called with (x, { outputSize }) where several sizes could be meant. Throws ShapeError, ArgumentError.
 */
export class ConvTranspose1d extends ConvTranspose {
  static override readonly name: string = 'ConvTranspose1d'

  protected override axes(): number {
    return 1
  }

  protected override get convolve(): typeof convTranspose2d {
    return convTranspose1d
  }
}

/**
 * The convolution whose forward and backward are exchanged, of images. x: [N, C, H, W] or [C, H, W] → [N, O, oh, ow] with oh =
 * (H − 1)·stride − 2·padding + dilation·(kh − 1) + outputPadding + 1; weight: [C, O/groups, kh, kw], bias: [O], both uniform in
 * ±1/√(O/groups·kh·kw) at first. Called with (x, { outputSize }) where several sizes could be meant. Throws ShapeError where
 * channels differ or the size cannot be, ArgumentError for options that do not go together.
 */
export class ConvTranspose2d extends ConvTranspose {
  static override readonly name: string = 'ConvTranspose2d'

  protected override axes(): number {
    return 2
  }

  protected override get convolve(): typeof convTranspose2d {
    return convTranspose2d
  }
}

/**
 * The convolution whose forward and backward are exchanged, of volumes. x: [N, C, D, H, W] or [C, D, H, W] → [N, O, od, oh, ow]
 * with oh = (H − 1)·stride − 2·padding + dilation·(kh − 1) + outputPadding + 1; weight: [C, O/groups, kd, kh, kw], bias: [O],
 * both uniform in ±1/√(O/groups·kd·kh·kw) at first. Called with (x, { outputSize }) where several sizes could be meant. Throws
 * ShapeError where channels differ or the size cannot be, ArgumentError for options that do not go together.
 */
export class ConvTranspose3d extends ConvTranspose {
  static override readonly name: string = 'ConvTranspose3d'

  protected override axes(): number {
    return 3
  }

  protected override get convolve(): typeof convTranspose2d {
    return convTranspose3d
  }
}
