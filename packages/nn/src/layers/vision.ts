/* Windows as columns, pixels for channels, images in other sizes. */
import { checkOptions, fold, type SizePerAxis, unfold } from '@torchlet/tensor-core/fused'
import type { Tensor } from '@torchlet/tensor-core/ops'
import { type InterpolateMode, interpolate } from '../functional/interpolate'
import { channelShuffle, pixelShuffle, pixelUnshuffle } from '../functional/vision'
import { checkCount, layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { float, optional, sizes, tuple } from '../python-text'

export interface FoldLayerOptions {
  /** Steps between the elements of a window. Default 1. */
  dilation?: SizePerAxis
  /** Zeros around the image. Default 0. */
  padding?: SizePerAxis
  /** Steps between windows. Default 1. */
  stride?: SizePerAxis
}
export interface UnfoldArguments extends FoldLayerOptions {
  kernelSize: SizePerAxis
}
export interface FoldArguments extends UnfoldArguments {
  outputSize: SizePerAxis
}

const WINDOWS = { dilation: 1, padding: 0, stride: 1 } as const
const windowText = ({ kernelSize, dilation, padding, stride }: Required<UnfoldArguments>): string =>
  `kernel_size=${sizes(kernelSize)}, dilation=${sizes(dilation)}, padding=${sizes(padding)}, stride=${sizes(stride)}`

/** Each window as a column. x: [N, C, H, W] or [C, H, W] → [N, C·kh·kw, windows]. Throws ShapeError where none fits. */
export class Unfold extends Module {
  static override readonly name: string = 'Unfold'
  protected readonly given: Required<UnfoldArguments>

  constructor(kernelSize: SizePerAxis, options?: FoldLayerOptions)
  constructor(named: UnfoldArguments)
  constructor(...args: unknown[]) {
    super()
    this.given = layerArguments<UnfoldArguments>('Unfold', args, ['kernelSize'], WINDOWS)
  }

  override forward(x: Tensor): Tensor {
    const { kernelSize, ...options } = this.given
    return unfold(x, kernelSize, options)
  }

  override extraRepr(): string {
    return windowText(this.given)
  }
}

/**
 * Columns as windows of an image, added where they overlap. x: [N, C·kh·kw, windows] or without N → [N, C, ...outputSize].
 * Throws ShapeError where the columns or their number do not fit the kernel and the size.
 */
export class Fold extends Module {
  static override readonly name: string = 'Fold'
  protected readonly given: Required<FoldArguments>

  constructor(outputSize: SizePerAxis, kernelSize: SizePerAxis, options?: FoldLayerOptions)
  constructor(named: FoldArguments)
  constructor(...args: unknown[]) {
    super()
    this.given = layerArguments<FoldArguments>('Fold', args, ['outputSize', 'kernelSize'], WINDOWS)
  }

  override forward(x: Tensor): Tensor {
    const { outputSize, kernelSize, ...options } = this.given
    return fold(x, outputSize, kernelSize, options)
  }

  override extraRepr(): string {
    return `output_size=${sizes(this.given.outputSize)}, ${windowText(this.given)}`
  }
}

/**
 * r² channels as r × r pixels, r being upscaleFactor. x: [..., C·r², H, W] → [..., C, H·r, W·r]. Throws ShapeError where r²
 * does not divide the channels.
 */
export class PixelShuffle extends Module {
  static override readonly name: string = 'PixelShuffle'
  readonly upscaleFactor: number

  constructor(upscaleFactor: number)
  constructor(named: { upscaleFactor: number })
  constructor(...args: unknown[]) {
    super()
    const { upscaleFactor } = layerArguments<{ upscaleFactor: number }>('PixelShuffle', args, ['upscaleFactor'], {})
    checkCount('PixelShuffle', 'upscaleFactor', upscaleFactor)
    this.upscaleFactor = upscaleFactor
  }

  override forward(x: Tensor): Tensor {
    return pixelShuffle(x, this.upscaleFactor)
  }

  override extraRepr(): string {
    return `upscale_factor=${this.upscaleFactor}`
  }
}

/**
 * r × r pixels as r² channels, r being downscaleFactor. x: [..., C, H·r, W·r] → [..., C·r², H, W]. Throws ShapeError where r
 * does not divide height and width.
 */
export class PixelUnshuffle extends Module {
  static override readonly name: string = 'PixelUnshuffle'
  readonly downscaleFactor: number

  constructor(downscaleFactor: number)
  constructor(named: { downscaleFactor: number })
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<{ downscaleFactor: number }>('PixelUnshuffle', args, ['downscaleFactor'], {})
    checkCount('PixelUnshuffle', 'downscaleFactor', given.downscaleFactor)
    this.downscaleFactor = given.downscaleFactor
  }

  override forward(x: Tensor): Tensor {
    return pixelUnshuffle(x, this.downscaleFactor)
  }

  override extraRepr(): string {
    return `downscale_factor=${this.downscaleFactor}`
  }
}

/**
 * Channels in groups, dealt like cards: one of each in turn. x: [N, C, ...] → the same. Throws ShapeError where `groups` does
 * not divide C.
 */
export class ChannelShuffle extends Module {
  static override readonly name: string = 'ChannelShuffle'
  readonly groups: number

  constructor(groups: number)
  constructor(named: { groups: number })
  constructor(...args: unknown[]) {
    super()
    this.groups = layerArguments<{ groups: number }>('ChannelShuffle', args, ['groups'], {}).groups
    checkCount('ChannelShuffle', 'groups', this.groups)
  }

  override forward(x: Tensor): Tensor {
    return channelShuffle(x, this.groups)
  }

  override extraRepr(): string {
    return `groups=${this.groups}`
  }
}

export interface UpsampleSizes {
  /** The result's size: one number for all axes, or one for each. Either this or `scaleFactor`. Default null. */
  size?: number | readonly number[] | null
  /** How many times the size. Default null. */
  scaleFactor?: number | readonly number[] | null
}
export interface UpsampleOptions extends UpsampleSizes {
  /** Default 'nearest'. */
  mode?: InterpolateMode
  /** Whether the corners' centres stay where they are; for the linear and cubic modes. Default false. */
  alignCorners?: boolean | null
  /** Takes the rounded size's own factor instead of `scaleFactor`. Default false. */
  recomputeScaleFactor?: boolean | null
}

/** x in another size. x: [N, C, L], [N, C, H, W] or [N, C, D, H, W], as the mode asks. Throws ArgumentError, ShapeError. */
export class Upsample extends Module {
  static override readonly name: string = 'Upsample'
  protected readonly given: Required<UpsampleOptions>

  constructor(options: UpsampleOptions = {}) {
    super()
    this.given = layerArguments<UpsampleOptions>(new.target.name, [options], [], {
      size: null,
      scaleFactor: null,
      mode: 'nearest',
      alignCorners: null,
      recomputeScaleFactor: null,
    })
  }

  override forward(x: Tensor): Tensor {
    return interpolate(x, this.given)
  }

  override extraRepr(): string {
    const { size, scaleFactor, mode } = this.given
    const factors = typeof scaleFactor === 'number' ? float(scaleFactor) : tuple(scaleFactor ?? [], float)
    return `${scaleFactor === null ? `size=${optional(size, sizes)}` : `scale_factor=${factors}`}, mode=${mode}`
  }
}

/**
 * Each pixel repeated. x: [N, C, H, W] → [N, C, ...size] or [N, C, H·scaleFactor, W·scaleFactor]. Throws ArgumentError unless
 * one of the two is given.
 */
export class UpsamplingNearest2d extends Upsample {
  static override readonly name: string = 'UpsamplingNearest2d'

  constructor(options: UpsampleSizes = {}) {
    checkOptions(options, ['size', 'scaleFactor'], 'UpsamplingNearest2d')
    super({ ...options, mode: 'nearest' })
  }
}

/**
 * Pixels between pixels, with the corners' centres where they were. x: [N, C, H, W] → [N, C, ...size] or [N, C, H·scaleFactor,
 * W·scaleFactor]. Throws ArgumentError unless one of the two is given, ShapeError for other shapes.
 */
export class UpsamplingBilinear2d extends Upsample {
  static override readonly name: string = 'UpsamplingBilinear2d'

  constructor(options: UpsampleSizes = {}) {
    checkOptions(options, ['size', 'scaleFactor'], 'UpsamplingBilinear2d')
    super({ ...options, mode: 'bilinear', alignCorners: true })
  }
}
