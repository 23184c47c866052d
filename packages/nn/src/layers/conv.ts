/* Convolutions over one, two and three axes. */
import { conv1d, conv2d, conv3d, pad, perAxis, type SizePerAxis } from '@torchlet/tensor-core/fused'
import { type ActivationName, ArgumentError, type Tensor } from '@torchlet/tensor-core/ops'
import { lean } from '../functional/lean'
import { checkCount, layerArguments } from '../layer-arguments'
import { forwardOf } from '../module/epilogue'
import { Module } from '../module/module'
import type { Parameter } from '../parameter'
import { tuple } from '../python-text'
import { weightAndBias } from './default-init'

export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular'

export interface ConvLayerOptions {
  /** Steps between windows. Default 1. */
  stride?: SizePerAxis
  /** Around the image on each side, or 'valid' (none), or 'same' (as much as keeps the size). Default 0. */
  padding?: SizePerAxis | 'valid' | 'same'
  /** Steps between the taps of a window. Default 1. */
  dilation?: SizePerAxis
  /** In how many groups of channels the convolution falls. Default 1. */
  groups?: number
  /** Whether b is there. Default true. */
  bias?: boolean
  /** What to pad with. Default 'zeros'. */
  paddingMode?: PaddingMode
}
export interface ConvArguments extends ConvLayerOptions {
  inChannels: number
  outChannels: number
  kernelSize: SizePerAxis
}

const DEFAULTS = { stride: 1, padding: 0, dilation: 1, groups: 1, bias: true, paddingMode: 'zeros' } as const
const MODES: readonly PaddingMode[] = ['zeros', 'reflect', 'replicate', 'circular']

/** What plain and transposed convolutions share: their sizes, and how they print. */
export abstract class AnyConv<Args extends unknown[] = [Tensor]> extends Module<Args, Tensor> {
  readonly inChannels: number
  readonly outChannels: number
  readonly kernelSize: readonly number[]
  readonly stride: readonly number[]
  readonly padding: readonly number[] | 'valid' | 'same'
  readonly dilation: readonly number[]
  readonly groups: number
  readonly paddingMode: PaddingMode
  declare weight: Parameter
  declare bias: Parameter | null

  constructor(layer: string, given: Required<ConvArguments>) {
    super()
    const axes = this.axes()
    // A lazy layer has no input channels yet.
    checkCount(layer, 'inChannels', given.inChannels, 0)
    for (const name of ['outChannels', 'groups'] as const) checkCount(layer, name, given[name])
    if (given.inChannels % given.groups !== 0)
      throw new ArgumentError(`${layer}: in_channels must be divisible by groups`)
    if (given.outChannels % given.groups !== 0)
      throw new ArgumentError(`${layer}: out_channels must be divisible by groups`)
    if (!MODES.includes(given.paddingMode))
      throw new ArgumentError(
        `${layer}: paddingMode must be one of ${MODES.join(', ')}, but got '${given.paddingMode}'`,
      )
    this.inChannels = given.inChannels
    this.outChannels = given.outChannels
    this.kernelSize = perAxis(given.kernelSize, axes, 1, `${layer}: kernelSize`)
    this.stride = perAxis(given.stride, axes, 1, `${layer}: stride`)
    this.dilation = perAxis(given.dilation, axes, 1, `${layer}: dilation`)
    this.padding = paddingOf(layer, given.padding, this.stride)
    this.groups = given.groups
    this.paddingMode = given.paddingMode
    this.makeParameters(given.bias)
  }

  /** How many axes it runs over. */
  protected abstract axes(): number
  protected abstract weightShape(): number[]

  /** Draws weight and bias. */
  protected makeParameters(bias: boolean): void {
    const initial = weightAndBias(this.weightShape(), this.outChannels, bias)
    this.registerParameter('weight', initial.weight)
    this.registerParameter('bias', initial.bias)
  }

  /** What stands between padding and dilation. */
  protected outputPaddingText(): string[] {
    return []
  }

  override extraRepr(): string {
    const { padding } = this
    const parts = [
      `${this.inChannels}, ${this.outChannels}`,
      `kernel_size=${tuple(this.kernelSize)}`,
      `stride=${tuple(this.stride)}`,
    ]
    if (typeof padding === 'string') parts.push(`padding=${padding}`)
    else if (padding.some((size) => size !== 0)) parts.push(`padding=${tuple(padding)}`)
    if (this.dilation.some((size) => size !== 1)) parts.push(`dilation=${tuple(this.dilation)}`)
    parts.push(...this.outputPaddingText())
    if (this.groups !== 1) parts.push(`groups=${this.groups}`)
    if (this.bias === null) parts.push('bias=False')
    if (this.paddingMode !== 'zeros') parts.push(`padding_mode=${this.paddingMode}`)
    return parts.join(', ')
  }
}

function paddingOf(
  layer: string,
  padding: SizePerAxis | 'valid' | 'same',
  stride: readonly number[],
): readonly number[] | 'valid' | 'same' {
  if (typeof padding !== 'string') return perAxis(padding, stride.length, 0, `${layer}: padding`)
  if (padding !== 'valid' && padding !== 'same')
    throw new ArgumentError(`${layer}: Invalid padding string '${padding}', should be one of 'valid', 'same'`)
  if (padding === 'same' && stride.some((step) => step !== 1))
    throw new ArgumentError(`${layer}: padding='same' is not supported for strided convolutions`)
  return padding
}

abstract class Conv extends AnyConv {
  constructor(inChannels: number, outChannels: number, kernelSize: SizePerAxis, options?: ConvLayerOptions)
  constructor(named: ConvArguments)
  constructor(...args: unknown[]) {
    const layer = new.target.name
    super(layer, layerArguments<ConvArguments>(layer, args, ['inChannels', 'outChannels', 'kernelSize'], DEFAULTS))
  }

  protected abstract readonly convolve: typeof conv2d

  protected override weightShape(): number[] {
    return [this.outChannels, this.inChannels / this.groups, ...this.kernelSize]
  }

  override forward(x: Tensor): Tensor {
    return this.forwardThen(x)
  }

  /** `forward` and an activation behind it: see module/epilogue.ts. */
  forwardThen(x: Tensor, activation?: ActivationName): Tensor {
    const { stride, dilation, groups } = this
    if (this.paddingMode === 'zeros')
      return this.convolve(x, this.weight, this.bias, { stride, padding: this.padding, dilation, groups, activation })
    const sides = sidesOf(this)
    return lean((image: Tensor) => {
      const padded = pad(image, sides, { mode: this.paddingMode as Exclude<PaddingMode, 'zeros'> })
      return this.convolve(padded, this.weight, this.bias, { stride, dilation, groups, activation })
    })(x)
  }
}

/** [before, behind] from the last axis on, for padding that is not zeros. */
function sidesOf({ kernelSize, dilation, padding }: Conv): number[] {
  const total = kernelSize.map((size, axis) =>
    padding === 'valid' ? 0 : padding === 'same' ? dilation[axis]! * (size - 1) : 2 * padding[axis]!,
  )
  return total.reverse().flatMap((size) => [Math.floor(size / 2), Math.ceil(size / 2)])
}

/**
 * Cross-correlation along one axis: y[n, o, i] = b[o] + Σ w[o, c, p] · x[n, c, i·stride + p·dilation − padding].
 * x: [N, C, L] or [C, L] → [N, O, l] with l = ⌊(L + 2·padding − dilation·(k − 1) − 1) / stride⌋ + 1; weight: [O, C/groups, k],
 * bias: [O], both uniform in ±1/√(C/groups·k) at first. Throws ShapeError where channels differ or the kernel is larger than the
 * padded input, ArgumentError for options that do not go together.
 */
export class Conv1d extends Conv {
  static override readonly name: string = 'Conv1d'
  static readonly plainForward: unknown = /* @__PURE__ */ forwardOf(Conv1d)

  protected override axes(): number {
    return 1
  }

  protected override get convolve(): typeof conv2d {
    return conv1d
  }
}

/**
 * Cross-correlation: y[n, o, i, j] = b[o] + Σ w[o, c, p, q] · x[n, c, i·stride + p·dilation − padding, …].
 * x: [N, C, H, W] or [C, H, W] → [N, O, oh, ow] with oh = ⌊(H + 2·padding − dilation·(kh − 1) − 1) / stride⌋ + 1;
 * weight: [O, C/groups, kh, kw], bias: [O], both uniform in ±1/√(C/groups·kh·kw) at first. Throws ShapeError where channels
 * differ or the kernel is larger than the padded image, ArgumentError for options that do not go together.
 */
export class Conv2d extends Conv {
  static override readonly name: string = 'Conv2d'
  static readonly plainForward: unknown = /* @__PURE__ */ forwardOf(Conv2d)

  protected override axes(): number {
    return 2
  }

  protected override get convolve(): typeof conv2d {
    return conv2d
  }
}

/**
 * Cross-correlation of volumes: y[n, o, i, j, l] = b[o] + Σ w[o, c, p, q, r]·x[n, c, i·stride + p·dilation − padding, …]. x:
 * [N, C, D, H, W] or [C, D, H, W] → [N, O, od, oh, ow] with od = ⌊(D + 2·padding − dilation·(kd − 1) − 1) / stride⌋ + 1;
 * weight: [O, C/groups, kd, kh, kw], bias: [O], both uniform in ±1/√(C/groups·kd·kh·kw) at first. Throws ShapeError where
 * channels differ or the kernel is larger than the padded volume, ArgumentError for options that do not go together.
 */
export class Conv3d extends Conv {
  static override readonly name: string = 'Conv3d'
  static readonly plainForward: unknown = /* @__PURE__ */ forwardOf(Conv3d)

  protected override axes(): number {
    return 3
  }

  protected override get convolve(): typeof conv2d {
    return conv3d
  }
}
