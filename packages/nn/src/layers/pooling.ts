import { maxPool2d, type SizePerAxis } from '@torchlet/tensor-core/fused'
import type { Tensor } from '@torchlet/tensor-core/ops'
import { layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { bool, sizes } from '../python-text'

export interface MaxPool2dOptions {
  /** Steps between windows. Default: the kernel's size. */
  stride?: SizePerAxis | null
  /** -Infinity around the image, at most half the kernel. Default 0. */
  padding?: SizePerAxis
  /** Steps between the elements of a window. Default 1. */
  dilation?: SizePerAxis
  /** Lets a last window reach past the image. Default false. */
  ceilMode?: boolean
}
export interface MaxPool2dArguments extends MaxPool2dOptions {
  kernelSize: SizePerAxis
}

/**
 * The greatest value of each window. x: [N, C, H, W] or [C, H, W] → [N, C, oh, ow] with
 * oh = ⌊(H + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. Throws ShapeError where no window fits.
 */
export class MaxPool2d extends Module {
  static override readonly name: string = 'MaxPool2d'
  readonly kernelSize: SizePerAxis
  readonly stride: SizePerAxis
  readonly padding: SizePerAxis
  readonly dilation: SizePerAxis
  readonly ceilMode: boolean

  constructor(kernelSize: SizePerAxis, options?: MaxPool2dOptions)
  constructor(named: MaxPool2dArguments)
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<MaxPool2dArguments>('MaxPool2d', args, ['kernelSize'], {
      stride: null,
      padding: 0,
      dilation: 1,
      ceilMode: false,
    })
    this.kernelSize = given.kernelSize
    this.stride = given.stride ?? given.kernelSize
    this.padding = given.padding
    this.dilation = given.dilation
    this.ceilMode = given.ceilMode
  }

  override forward(x: Tensor): Tensor {
    const { stride, padding, dilation, ceilMode } = this
    return maxPool2d(x, this.kernelSize, { stride, padding, dilation, ceilMode })
  }

  override extraRepr(): string {
    const { kernelSize, stride, padding, dilation, ceilMode } = this
    return `kernel_size=${sizes(kernelSize)}, stride=${sizes(stride)}, padding=${sizes(padding)}, dilation=${sizes(dilation)}, ceil_mode=${bool(ceilMode)}`
  }
}
