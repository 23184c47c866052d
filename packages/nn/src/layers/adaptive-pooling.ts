/* Pools whose result has a given size, and the pools' inverse. */
import {
  type AdaptiveSize,
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  checkOptions,
  perAxis,
  type SizePerAxis,
} from '@torchlet/tensor-core/fused'
import type { Tensor } from '@torchlet/tensor-core/ops'
import { type MaxUnpoolOptions, maxUnpool1d, maxUnpool2d, maxUnpool3d } from '../functional/pooling'
import { layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { optional, tuple } from '../python-text'
import type { Pooled } from './pooling'

const sizeText = (size: AdaptiveSize): string =>
  typeof size === 'number'
    ? String(size)
    : `(${size.map((part) => optional(part, String)).join(', ')}${size.length === 1 ? ',' : ''})`

export interface AdaptiveArguments {
  outputSize: AdaptiveSize
}

abstract class AdaptiveAvgPool extends Module {
  readonly outputSize: AdaptiveSize

  constructor(outputSize: AdaptiveSize)
  constructor(named: AdaptiveArguments)
  constructor(...args: unknown[]) {
    super()
    this.outputSize = layerArguments<AdaptiveArguments>(new.target.name, args, ['outputSize'], {}).outputSize
  }

  protected abstract readonly pool: typeof adaptiveAvgPool1d

  override forward(x: Tensor): Tensor {
    return this.pool(x, this.outputSize)
  }

  override extraRepr(): string {
    return `output_size=${sizeText(this.outputSize)}`
  }
}

/**
 * The mean of each of `outputSize` windows along one axis; null keeps an axis. x: [N, C, L] or [C, L] → [N, C, ...outputSize].
 * Throws ShapeError for other shapes, ArgumentError for a size of other axes.
 */
export class AdaptiveAvgPool1d extends AdaptiveAvgPool {
  static override readonly name: string = 'AdaptiveAvgPool1d'
  protected override get pool(): typeof adaptiveAvgPool1d {
    return adaptiveAvgPool1d
  }
}

/**
 * The mean of each of `outputSize` windows of images; null keeps an axis. x: [N, C, H, W] or [C, H, W] → [N, C, ...outputSize].
 * Throws ShapeError for other shapes, ArgumentError for a size of other axes.
 */
export class AdaptiveAvgPool2d extends AdaptiveAvgPool {
  static override readonly name: string = 'AdaptiveAvgPool2d'
  protected override get pool(): typeof adaptiveAvgPool1d {
    return adaptiveAvgPool2d
  }
}

/**
 * The mean of each of `outputSize` windows of volumes; null keeps an axis. x: [N, C, D, H, W] or [C, D, H, W] → [N, C,
 * ...outputSize]. Throws ShapeError for other shapes, ArgumentError for a size of other axes.
 */
export class AdaptiveAvgPool3d extends AdaptiveAvgPool {
  static override readonly name: string = 'AdaptiveAvgPool3d'
  protected override get pool(): typeof adaptiveAvgPool1d {
    return adaptiveAvgPool3d
  }
}

export interface AdaptiveMaxPoolOptions<Indices extends boolean = boolean> {
  /** Gives [values, indices]. Default false. */
  returnIndices?: Indices
}
export interface AdaptiveMaxPoolArguments<Indices extends boolean = boolean> extends AdaptiveMaxPoolOptions<Indices> {
  outputSize: AdaptiveSize
}

abstract class AdaptiveMaxPool<Indices extends boolean = false> extends Module<[Tensor], Pooled<Indices>> {
  readonly outputSize: AdaptiveSize
  readonly returnIndices: boolean

  constructor(outputSize: AdaptiveSize, options?: AdaptiveMaxPoolOptions<Indices>)
  constructor(named: AdaptiveMaxPoolArguments<Indices>)
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<AdaptiveMaxPoolArguments>(new.target.name, args, ['outputSize'], {
      returnIndices: false,
    })
    this.outputSize = given.outputSize
    this.returnIndices = given.returnIndices
  }

  protected abstract readonly pool: typeof adaptiveMaxPool1d

  override forward(x: Tensor): Pooled<Indices> {
    const options: { returnIndices?: boolean } = { returnIndices: this.returnIndices }
    return this.pool(x, this.outputSize, options) as Pooled<Indices>
  }

  override extraRepr(): string {
    return `output_size=${sizeText(this.outputSize)}`
  }
}

/**
 * The greatest value of each of `outputSize` windows along one axis; null keeps an axis. x: [N, C, L] or [C, L] → [N, C,
 * ...outputSize]. Throws ShapeError for other shapes, ArgumentError for a size of other axes.
 */
export class AdaptiveMaxPool1d<Indices extends boolean = false> extends AdaptiveMaxPool<Indices> {
  static override readonly name: string = 'AdaptiveMaxPool1d'
  protected override get pool(): typeof adaptiveMaxPool1d {
    return adaptiveMaxPool1d
  }
}

/**
 * The greatest value of each of `outputSize` windows of images; null keeps an axis. x: [N, C, H, W] or [C, H, W] → [N, C,
 * ...outputSize]. Throws ShapeError for other shapes, ArgumentError for a size of other axes.
 */
export class AdaptiveMaxPool2d<Indices extends boolean = false> extends AdaptiveMaxPool<Indices> {
  static override readonly name: string = 'AdaptiveMaxPool2d'
  protected override get pool(): typeof adaptiveMaxPool1d {
    return adaptiveMaxPool2d
  }
}

/**
 * The greatest value of each of `outputSize` windows of volumes; null keeps an axis. x: [N, C, D, H, W] or [C, D, H, W] → [N,
 * C, ...outputSize]. Throws ShapeError for other shapes, ArgumentError for a size of other axes.
 */
export class AdaptiveMaxPool3d<Indices extends boolean = false> extends AdaptiveMaxPool<Indices> {
  static override readonly name: string = 'AdaptiveMaxPool3d'
  protected override get pool(): typeof adaptiveMaxPool1d {
    return adaptiveMaxPool3d
  }
}

export interface MaxUnpoolLayerOptions {
  /** Default: the kernel's size. */
  stride?: SizePerAxis | null
  /** Default 0. */
  padding?: SizePerAxis
}
export interface MaxUnpoolArguments extends MaxUnpoolLayerOptions {
  kernelSize: SizePerAxis
}
export type OutputSizeOption = Pick<MaxUnpoolOptions, 'outputSize'>

abstract class MaxUnpool extends Module<[Tensor, Tensor, OutputSizeOption?], Tensor> {
  readonly kernelSize: readonly number[]
  readonly stride: readonly number[]
  readonly padding: readonly number[]

  constructor(kernelSize: SizePerAxis, options?: MaxUnpoolLayerOptions)
  constructor(named: MaxUnpoolArguments)
  constructor(...args: unknown[]) {
    super()
    const layer = new.target.name
    const axes = this.axes()
    const given = layerArguments<MaxUnpoolArguments>(layer, args, ['kernelSize'], { stride: null, padding: 0 })
    this.kernelSize = perAxis(given.kernelSize, axes, 1, `${layer}: kernelSize`)
    this.stride = perAxis(given.stride ?? given.kernelSize, axes, 1, `${layer}: stride`)
    this.padding = perAxis(given.padding, axes, 0, `${layer}: padding`)
  }

  protected abstract axes(): number
  protected abstract readonly unpool: typeof maxUnpool1d

  override forward(x: Tensor, indices: Tensor, options: OutputSizeOption = {}): Tensor {
    checkOptions(options, ['outputSize'], this.constructor.name)
    const { outputSize = null } = options
    const { stride, padding } = this
    return this.unpool(x, indices, this.kernelSize, { stride, padding, outputSize })
  }

  override extraRepr(): string {
    return `kernel_size=${tuple(this.kernelSize)}, stride=${tuple(this.stride)}, padding=${tuple(this.padding)}`
  }
}

/**
 * Undoes MaxPool1d with its indices; all else is 0. Called with (x, indices, { outputSize }): [N, C, L] or [C, L] both → the
 * size before pooling. Throws ShapeError where they differ or the size cannot be, IndexError for an index beyond it.
 */
export class MaxUnpool1d extends MaxUnpool {
  static override readonly name: string = 'MaxUnpool1d'

  protected override axes(): number {
    return 1
  }

  protected override get unpool(): typeof maxUnpool1d {
    return maxUnpool1d
  }
}

/**
 * Undoes MaxPool2d with its indices; all else is 0. Called with (x, indices, { outputSize }): [N, C, H, W] or [C, H, W] both →
 * the size before pooling. Throws ShapeError where they differ or the size cannot be, IndexError for an index beyond it.
 */
export class MaxUnpool2d extends MaxUnpool {
  static override readonly name: string = 'MaxUnpool2d'

  protected override axes(): number {
    return 2
  }

  protected override get unpool(): typeof maxUnpool1d {
    return maxUnpool2d
  }
}

/**
 * Undoes MaxPool3d with its indices; all else is 0. Called with (x, indices, { outputSize }): [N, C, D, H, W] or [C, D, H, W]
 * both → the size before pooling. Throws ShapeError where they differ or the size cannot be, IndexError for an index beyond it.
 */
export class MaxUnpool3d extends MaxUnpool {
  static override readonly name: string = 'MaxUnpool3d'

  protected override axes(): number {
    return 3
  }

  protected override get unpool(): typeof maxUnpool1d {
    return maxUnpool3d
  }
}
