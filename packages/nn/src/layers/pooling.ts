/* Pools over windows: the greatest value, the mean. */
import {
  avgPool1d,
  avgPool2d,
  avgPool3d,
  type MaxPoolOptions,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  perAxis,
  type SizePerAxis,
} from '@torchlet/tensor-core/fused'
import type { Tensor } from '@torchlet/tensor-core/ops'
import { layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { bool, sizes, tuple } from '../python-text'

export interface MaxPoolLayerOptions<Indices extends boolean = boolean> {
  /** Steps between windows. Default: the kernel's size. */
  stride?: SizePerAxis | null
  /** -Infinity around the image, at most half the kernel. Default 0. */
  padding?: SizePerAxis
  /** Steps between the elements of a window. Default 1. */
  dilation?: SizePerAxis
  /** Gives [values, indices], as maxUnpool takes them. Default false. */
  returnIndices?: Indices
  /** Lets a last window reach past the image. Default false. */
  ceilMode?: boolean
}
export interface MaxPoolArguments<Indices extends boolean = boolean> extends MaxPoolLayerOptions<Indices> {
  kernelSize: SizePerAxis
}
export type Pooled<Indices extends boolean> = Indices extends true ? [Tensor, Tensor] : Tensor

abstract class MaxPool<Indices extends boolean = false> extends Module<[Tensor], Pooled<Indices>> {
  readonly kernelSize: SizePerAxis
  readonly stride: SizePerAxis
  readonly padding: SizePerAxis
  readonly dilation: SizePerAxis
  readonly returnIndices: boolean
  readonly ceilMode: boolean

  constructor(kernelSize: SizePerAxis, options?: MaxPoolLayerOptions<Indices>)
  constructor(named: MaxPoolArguments<Indices>)
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<MaxPoolArguments>(new.target.name, args, ['kernelSize'], {
      stride: null,
      padding: 0,
      dilation: 1,
      returnIndices: false,
      ceilMode: false,
    })
    this.kernelSize = given.kernelSize
    this.stride = given.stride ?? given.kernelSize
    this.padding = given.padding
    this.dilation = given.dilation
    this.returnIndices = given.returnIndices
    this.ceilMode = given.ceilMode
  }

  protected abstract readonly pool: typeof maxPool1d

  override forward(x: Tensor): Pooled<Indices> {
    const { stride, padding, dilation, ceilMode, returnIndices } = this
    const options: MaxPoolOptions = { stride, padding, dilation, ceilMode, returnIndices }
    return this.pool(x, this.kernelSize, options) as Pooled<Indices>
  }

  override extraRepr(): string {
    const { kernelSize, stride, padding, dilation, ceilMode } = this
    return `kernel_size=${sizes(kernelSize)}, stride=${sizes(stride)}, padding=${sizes(padding)}, dilation=${sizes(dilation)}, ceil_mode=${bool(ceilMode)}`
  }
}

/**
 * The greatest value of each window along one axis. x: [N, C, L] or [C, L] → [N, C, l] with l = ⌊(L + 2·padding −
 * dilation·(kernelSize − 1) − 1) / stride⌋ + 1. Throws ShapeError where no window fits, ArgumentError where the padding is more
 * than half the kernel.
 */
export class MaxPool1d<Indices extends boolean = false> extends MaxPool<Indices> {
  static override readonly name: string = 'MaxPool1d'

  protected override get pool(): typeof maxPool1d {
    return maxPool1d
  }
}

/**
 * The greatest value of each window of images. x: [N, C, H, W] or [C, H, W] → [N, C, oh, ow] with oh = ⌊(H + 2·padding −
 * dilation·(kernelSize − 1) − 1) / stride⌋ + 1. Throws ShapeError where no window fits, ArgumentError where the padding is more
 * than half the kernel.
 */
export class MaxPool2d<Indices extends boolean = false> extends MaxPool<Indices> {
  static override readonly name: string = 'MaxPool2d'

  protected override get pool(): typeof maxPool1d {
    return maxPool2d
  }
}

/**
 * The greatest value of each window of volumes. x: [N, C, D, H, W] or [C, D, H, W] → [N, C, od, oh, ow] with oh = ⌊(H +
 * 2·padding − dilation·(kernelSize − 1) − 1) / stride⌋ + 1. Throws ShapeError where no window fits, ArgumentError where the
 * padding is more than half the kernel.
 */
export class MaxPool3d<Indices extends boolean = false> extends MaxPool<Indices> {
  static override readonly name: string = 'MaxPool3d'

  protected override get pool(): typeof maxPool1d {
    return maxPool3d
  }
}

export interface AvgPool1dOptions {
  /** Steps between windows. Default: the kernel's size. */
  stride?: SizePerAxis | null
  /** Zeros around the image, at most half the kernel. Default 0. */
  padding?: SizePerAxis
  /** Lets a last window reach past the image. Default false. */
  ceilMode?: boolean
  /** Whether padding counts as zeros, or not at all. Default true. */
  countIncludePad?: boolean
}
export interface AvgPoolLayerOptions extends AvgPool1dOptions {
  /** What to divide by. Default null: the window's size. */
  divisorOverride?: number | null
}
export type AvgPool1dArguments = AvgPool1dOptions & { kernelSize: SizePerAxis }
export type AvgPoolArguments = AvgPoolLayerOptions & { kernelSize: SizePerAxis }

/** What all of them share; `Options` are those of one axis, or of more. */
abstract class AvgPool<Options extends AvgPool1dOptions> extends Module {
  readonly kernelSize: SizePerAxis
  readonly stride: SizePerAxis
  readonly padding: SizePerAxis
  readonly ceilMode: boolean
  readonly countIncludePad: boolean
  readonly divisorOverride: number | null

  constructor(kernelSize: SizePerAxis, options?: Options)
  constructor(named: Options & { kernelSize: SizePerAxis })
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<AvgPoolArguments>(new.target.name, args, ['kernelSize'], this.defaults())
    this.kernelSize = given.kernelSize
    this.stride = given.stride ?? given.kernelSize
    this.padding = given.padding
    this.ceilMode = given.ceilMode
    this.countIncludePad = given.countIncludePad
    this.divisorOverride = given.divisorOverride ?? null
  }

  protected defaults(): AvgPoolLayerOptions {
    return { stride: null, padding: 0, ceilMode: false, countIncludePad: true }
  }

  protected abstract readonly pool: typeof avgPool1d

  override forward(x: Tensor): Tensor {
    const { stride, padding, ceilMode, countIncludePad, divisorOverride } = this
    const options = { stride, padding, ceilMode, countIncludePad }
    return this.pool(x, this.kernelSize, divisorOverride === null ? options : { ...options, divisorOverride })
  }

  override extraRepr(): string {
    const { kernelSize, stride, padding } = this
    return `kernel_size=${sizes(kernelSize)}, stride=${sizes(stride)}, padding=${sizes(padding)}`
  }
}

/**
 * The mean of each window along one axis. x: [N, C, L] or [C, L] → [N, C, l] with l = ⌊(L + 2·padding − kernelSize) / stride⌋ +
 * 1. Throws ShapeError where no window fits, ArgumentError where the padding is more than half the kernel.
 */
export class AvgPool1d extends AvgPool<AvgPool1dOptions> {
  static override readonly name: string = 'AvgPool1d'

  protected override get pool(): typeof avgPool1d {
    return avgPool1d
  }

  override extraRepr(): string {
    const [kernel, stride, padding] = [this.kernelSize, this.stride, this.padding].map((size) =>
      tuple(perAxis(size, 1, 0, 'AvgPool1d')),
    )
    return `kernel_size=${kernel}, stride=${stride}, padding=${padding}`
  }
}

/** With more than one axis the divisor may be given. */
abstract class SpatialAvgPool extends AvgPool<AvgPoolLayerOptions> {
  protected override defaults(): AvgPoolLayerOptions {
    return { ...super.defaults(), divisorOverride: null }
  }
}

/**
 * The mean of each window of images. x: [N, C, H, W] or [C, H, W] → [N, C, oh, ow] with oh = ⌊(H + 2·padding − kernelSize) /
 * stride⌋ + 1. Throws ShapeError where no window fits, ArgumentError where the padding is more than half the kernel.
 */
export class AvgPool2d extends SpatialAvgPool {
  static override readonly name: string = 'AvgPool2d'

  protected override get pool(): typeof avgPool1d {
    return avgPool2d
  }
}

/**
 * The mean of each window of volumes. x: [N, C, D, H, W] or [C, D, H, W] → [N, C, od, oh, ow] with oh = ⌊(H + 2·padding −
 * kernelSize) / stride⌋ + 1. Throws ShapeError where no window fits, ArgumentError where the padding is more than half the
 * kernel.
 */
export class AvgPool3d extends SpatialAvgPool {
  static override readonly name: string = 'AvgPool3d'

  protected override get pool(): typeof avgPool1d {
    return avgPool3d
  }
}
