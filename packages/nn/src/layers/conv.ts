import { conv2d, pad, perAxis, type SizePerAxis } from '@torchlet/tensor-core/fused'
import { ArgumentError, type Tensor } from '@torchlet/tensor-core/ops'
import { checkCount, layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import type { Parameter } from '../parameter'
import { tuple } from '../python-text'
import { weightAndBias } from './default-init'

export type PaddingMode = 'zeros' | 'reflect' | 'replicate' | 'circular'

export interface Conv2dOptions {
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
export interface Conv2dArguments extends Conv2dOptions {
  inChannels: number
  outChannels: number
  kernelSize: SizePerAxis
}

const DEFAULTS = { stride: 1, padding: 0, dilation: 1, groups: 1, bias: true, paddingMode: 'zeros' } as const
const MODES: readonly PaddingMode[] = ['zeros', 'reflect', 'replicate', 'circular']

/**
 * Cross-correlation: y[n, o, i, j] = b[o] + Σ w[o, c, p, q] · x[n, c, i·stride + p·dilation − padding, …].
 * x: [N, C, H, W] or [C, H, W] → [N, O, oh, ow] with oh = ⌊(H + 2·padding − dilation·(kh − 1) − 1) / stride⌋ + 1;
 * weight: [O, C/groups, kh, kw], bias: [O], both uniform in ±1/√(C/groups·kh·kw) at first. Throws ShapeError where channels
 * differ or the kernel is larger than the padded image, ArgumentError for options that do not go together.
 */
export class Conv2d extends Module {
  static override readonly name: string = 'Conv2d'
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

  constructor(inChannels: number, outChannels: number, kernelSize: SizePerAxis, options?: Conv2dOptions)
  constructor(named: Conv2dArguments)
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<Conv2dArguments>('Conv2d', args, ['inChannels', 'outChannels', 'kernelSize'], DEFAULTS)
    for (const name of ['inChannels', 'outChannels', 'groups'] as const) checkCount('Conv2d', name, given[name])
    if (given.inChannels % given.groups !== 0)
      throw new ArgumentError('Conv2d: in_channels must be divisible by groups')
    if (given.outChannels % given.groups !== 0)
      throw new ArgumentError('Conv2d: out_channels must be divisible by groups')
    if (!MODES.includes(given.paddingMode))
      throw new ArgumentError(`Conv2d: paddingMode must be one of ${MODES.join(', ')}, but got '${given.paddingMode}'`)
    this.inChannels = given.inChannels
    this.outChannels = given.outChannels
    this.kernelSize = perAxis(given.kernelSize, 2, 1, 'Conv2d: kernelSize')
    this.stride = perAxis(given.stride, 2, 1, 'Conv2d: stride')
    this.dilation = perAxis(given.dilation, 2, 1, 'Conv2d: dilation')
    this.padding = paddingOf(given.padding, this.stride)
    this.groups = given.groups
    this.paddingMode = given.paddingMode
    const shape = [this.outChannels, this.inChannels / this.groups, ...this.kernelSize]
    const initial = weightAndBias(shape, this.outChannels, given.bias)
    this.registerParameter('weight', initial.weight)
    this.registerParameter('bias', initial.bias)
  }

  override forward(x: Tensor): Tensor {
    const { stride, dilation, groups } = this
    if (this.paddingMode === 'zeros')
      return conv2d(x, this.weight, this.bias, { stride, padding: this.padding, dilation, groups })
    const padded = pad(x, this.#sides(), { mode: this.paddingMode })
    return conv2d(padded, this.weight, this.bias, { stride, dilation, groups })
  }

  /** [left, right, top, bottom], for padding that is not zeros. */
  #sides(): number[] {
    const { padding } = this
    if (padding === 'valid') return [0, 0, 0, 0]
    const total = this.kernelSize.map((size, axis) =>
      padding === 'same' ? this.dilation[axis]! * (size - 1) : 2 * padding[axis]!,
    )
    const before = total.map((size) => Math.floor(size / 2))
    return [before[1]!, total[1]! - before[1]!, before[0]!, total[0]! - before[0]!]
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
    if (this.groups !== 1) parts.push(`groups=${this.groups}`)
    if (this.bias === null) parts.push('bias=False')
    if (this.paddingMode !== 'zeros') parts.push(`padding_mode=${this.paddingMode}`)
    return parts.join(', ')
  }
}

function paddingOf(
  padding: SizePerAxis | 'valid' | 'same',
  stride: readonly number[],
): readonly number[] | 'valid' | 'same' {
  if (typeof padding !== 'string') return perAxis(padding, 2, 0, 'Conv2d: padding')
  if (padding !== 'valid' && padding !== 'same')
    throw new ArgumentError(`Conv2d: Invalid padding string '${padding}', should be one of 'valid', 'same'`)
  if (padding === 'same' && stride.some((step) => step !== 1))
    throw new ArgumentError(`Conv2d: padding='same' is not supported for strided convolutions`)
  return padding
}
