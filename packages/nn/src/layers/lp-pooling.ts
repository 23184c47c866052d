/* Pools over windows: norms. */
import type { SizePerAxis } from '@torchlet/tensor-core/fused'
import type { Tensor } from '@torchlet/tensor-core/ops'
import { lpPool1d, lpPool2d, lpPool3d } from '../functional/pooling'
import { layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { bool, number, optional, sizes } from '../python-text'

export interface LPPoolLayerOptions {
  /** Steps between windows. Default: the kernel's size. */
  stride?: SizePerAxis | null
  /** Lets a last window reach past the image. Default false. */
  ceilMode?: boolean
}
export interface LPPoolArguments extends LPPoolLayerOptions {
  normType: number
  kernelSize: SizePerAxis
}

abstract class LPPool extends Module {
  readonly normType: number
  readonly kernelSize: SizePerAxis
  readonly stride: SizePerAxis | null
  readonly ceilMode: boolean

  constructor(normType: number, kernelSize: SizePerAxis, options?: LPPoolLayerOptions)
  constructor(named: LPPoolArguments)
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<LPPoolArguments>(new.target.name, args, ['normType', 'kernelSize'], {
      stride: null,
      ceilMode: false,
    })
    this.normType = given.normType
    this.kernelSize = given.kernelSize
    this.stride = given.stride
    this.ceilMode = given.ceilMode
  }

  protected abstract readonly pool: typeof lpPool1d

  override forward(x: Tensor): Tensor {
    return this.pool(x, this.normType, this.kernelSize, { stride: this.stride, ceilMode: this.ceilMode })
  }

  override extraRepr(): string {
    const { normType, kernelSize, stride, ceilMode } = this
    return `norm_type=${number(normType)}, kernel_size=${sizes(kernelSize)}, stride=${optional(stride, sizes)}, ceil_mode=${bool(ceilMode)}`
  }
}

/**
 * (Σ xᵖ)^(1/p) over each window along one axis, p being normType. x: [N, C, L] or [C, L] → [N, C, l]. Throws ShapeError where
 * no window fits.
 */
export class LPPool1d extends LPPool {
  static override readonly name: string = 'LPPool1d'

  protected override get pool(): typeof lpPool1d {
    return lpPool1d
  }
}

/**
 * (Σ xᵖ)^(1/p) over each window of images, p being normType. x: [N, C, H, W] or [C, H, W] → [N, C, oh, ow]. Throws ShapeError
 * where no window fits.
 */
export class LPPool2d extends LPPool {
  static override readonly name: string = 'LPPool2d'

  protected override get pool(): typeof lpPool1d {
    return lpPool2d
  }
}

/**
 * (Σ xᵖ)^(1/p) over each window of volumes, p being normType. x: [N, C, D, H, W] or [C, D, H, W] → [N, C, od, oh, ow]. Throws
 * ShapeError where no window fits.
 */
export class LPPool3d extends LPPool {
  static override readonly name: string = 'LPPool3d'

  protected override get pool(): typeof lpPool1d {
    return lpPool3d
  }
}
