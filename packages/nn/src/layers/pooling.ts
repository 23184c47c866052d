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

abstract class MaxPool<Indices extends boolean> extends Module<[Tensor], Pooled<Indices>> {
  readonly kernelSize: SizePerAxis
  readonly stride: SizePerAxis
  readonly padding: SizePerAxis
  readonly dilation: SizePerAxis
  readonly returnIndices: boolean
  readonly ceilMode: boolean

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

  protected abstract pool(x: Tensor, options: MaxPoolOptions): Tensor | [Tensor, Tensor]

  override forward(x: Tensor): Pooled<Indices> {
    const { stride, padding, dilation, ceilMode, returnIndices } = this
    return this.pool(x, { stride, padding, dilation, ceilMode, returnIndices }) as Pooled<Indices>
  }

  override extraRepr(): string {
    const { kernelSize, stride, padding, dilation, ceilMode } = this
    return `kernel_size=${sizes(kernelSize)}, stride=${sizes(stride)}, padding=${sizes(padding)}, dilation=${sizes(dilation)}, ceil_mode=${bool(ceilMode)}`
  }
}

/**
 * The greatest value of each window. x: [N, C, L] or [C, L] → [N, C, l] with
 * l = ⌊(L + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. Throws ShapeError where no window fits.
 */
export class MaxPool1d<Indices extends boolean = false> extends MaxPool<Indices> {
  static override readonly name: string = 'MaxPool1d'

  constructor(kernelSize: SizePerAxis, options?: MaxPoolLayerOptions<Indices>)
  constructor(named: MaxPoolArguments<Indices>)
  constructor(...args: unknown[]) {
    super(...args)
  }

  protected override pool(x: Tensor, options: MaxPoolOptions): Tensor | [Tensor, Tensor] {
    return maxPool1d(x, this.kernelSize, options)
  }
}

/** The same for images. x: [N, C, H, W] or [C, H, W] → [N, C, oh, ow]. See `MaxPool1d`. */
export class MaxPool2d<Indices extends boolean = false> extends MaxPool<Indices> {
  static override readonly name: string = 'MaxPool2d'

  constructor(kernelSize: SizePerAxis, options?: MaxPoolLayerOptions<Indices>)
  constructor(named: MaxPoolArguments<Indices>)
  constructor(...args: unknown[]) {
    super(...args)
  }

  protected override pool(x: Tensor, options: MaxPoolOptions): Tensor | [Tensor, Tensor] {
    return maxPool2d(x, this.kernelSize, options)
  }
}

/** The same for volumes. x: [N, C, D, H, W] or [C, D, H, W]. See `MaxPool1d`. */
export class MaxPool3d<Indices extends boolean = false> extends MaxPool<Indices> {
  static override readonly name: string = 'MaxPool3d'

  constructor(kernelSize: SizePerAxis, options?: MaxPoolLayerOptions<Indices>)
  constructor(named: MaxPoolArguments<Indices>)
  constructor(...args: unknown[]) {
    super(...args)
  }

  protected override pool(x: Tensor, options: MaxPoolOptions): Tensor | [Tensor, Tensor] {
    return maxPool3d(x, this.kernelSize, options)
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
  /** What to divide by, instead of the window's size. */
  divisorOverride?: number | null
}
export type AvgPool1dArguments = AvgPool1dOptions & { kernelSize: SizePerAxis }
export type AvgPoolArguments = AvgPoolLayerOptions & { kernelSize: SizePerAxis }

abstract class AvgPool extends Module {
  readonly kernelSize: SizePerAxis
  readonly stride: SizePerAxis
  readonly padding: SizePerAxis
  readonly ceilMode: boolean
  readonly countIncludePad: boolean
  readonly divisorOverride: number | null

  constructor(args: readonly unknown[], layer: string, more: Partial<AvgPoolArguments>) {
    super()
    const given = layerArguments<AvgPoolArguments>(layer, args, ['kernelSize'], {
      stride: null,
      padding: 0,
      ceilMode: false,
      countIncludePad: true,
      ...more,
    })
    this.kernelSize = given.kernelSize
    this.stride = given.stride ?? given.kernelSize
    this.padding = given.padding
    this.ceilMode = given.ceilMode
    this.countIncludePad = given.countIncludePad
    this.divisorOverride = given.divisorOverride ?? null
  }

  override extraRepr(): string {
    const { kernelSize, stride, padding } = this
    return `kernel_size=${sizes(kernelSize)}, stride=${sizes(stride)}, padding=${sizes(padding)}`
  }
}

/**
 * The mean of each window. x: [N, C, L] or [C, L] → [N, C, l] with l = ⌊(L + 2·padding − kernel) / stride⌋ + 1.
 * Throws ShapeError where no window fits.
 */
export class AvgPool1d extends AvgPool {
  static override readonly name: string = 'AvgPool1d'

  constructor(kernelSize: SizePerAxis, options?: AvgPool1dOptions)
  constructor(named: AvgPool1dArguments)
  constructor(...args: unknown[]) {
    super(args, new.target.name, {})
  }

  override forward(x: Tensor): Tensor {
    const { stride, padding, ceilMode, countIncludePad } = this
    return avgPool1d(x, this.kernelSize, { stride, padding, ceilMode, countIncludePad })
  }

  override extraRepr(): string {
    const [kernel, stride, padding] = [this.kernelSize, this.stride, this.padding].map((size) =>
      tuple(perAxis(size, 1, 0, 'AvgPool1d')),
    )
    return `kernel_size=${kernel}, stride=${stride}, padding=${padding}`
  }
}

/** The same for images. x: [N, C, H, W] or [C, H, W]. See `AvgPool1d`. */
export class AvgPool2d extends AvgPool {
  static override readonly name: string = 'AvgPool2d'

  constructor(kernelSize: SizePerAxis, options?: AvgPoolLayerOptions)
  constructor(named: AvgPoolArguments)
  constructor(...args: unknown[]) {
    super(args, new.target.name, { divisorOverride: null })
  }

  override forward(x: Tensor): Tensor {
    const { stride, padding, ceilMode, countIncludePad, divisorOverride } = this
    return avgPool2d(x, this.kernelSize, { stride, padding, ceilMode, countIncludePad, divisorOverride })
  }
}

/** The same for volumes. x: [N, C, D, H, W] or [C, D, H, W]. See `AvgPool1d`. */
export class AvgPool3d extends AvgPool {
  static override readonly name: string = 'AvgPool3d'

  constructor(kernelSize: SizePerAxis, options?: AvgPoolLayerOptions)
  constructor(named: AvgPoolArguments)
  constructor(...args: unknown[]) {
    super(args, new.target.name, { divisorOverride: null })
  }

  override forward(x: Tensor): Tensor {
    const { stride, padding, ceilMode, countIncludePad, divisorOverride } = this
    return avgPool3d(x, this.kernelSize, { stride, padding, ceilMode, countIncludePad, divisorOverride })
  }
}
