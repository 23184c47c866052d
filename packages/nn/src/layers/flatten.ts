import { describe } from '@torchlet/tensor-core/fused'
import { ArgumentError, flatten, type Tensor, unflatten } from '@torchlet/tensor-core/ops'
import { layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { tuple } from '../python-text'

export interface FlattenOptions {
  /** Default 1: the batch stays. */
  startDim?: number
  /** Default -1. */
  endDim?: number
}

/**
 * The axes from startDim to endDim as one. x: [N, C, H, W] → [N, C·H·W], say. Throws IndexError where there are no such axes,
 * ArgumentError where the start comes after the end.
 */
export class Flatten extends Module {
  static override readonly name: string = 'Flatten'
  readonly startDim: number
  readonly endDim: number

  constructor(...args: [FlattenOptions?]) {
    super()
    const given = layerArguments<FlattenOptions>('Flatten', args, [], { startDim: 1, endDim: -1 })
    this.startDim = given.startDim
    this.endDim = given.endDim
  }

  override forward(x: Tensor): Tensor {
    return flatten(x, this.startDim, this.endDim)
  }

  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`
  }
}

export interface UnflattenArguments {
  dim: number
  unflattenedSize: readonly number[]
}

/**
 * The axis `dim` as several, of which one may be -1. x: [..., n, ...] → [..., ...unflattenedSize, ...]. Throws ShapeError where
 * they do not multiply to n, IndexError where there is no such axis.
 */
export class Unflatten extends Module {
  static override readonly name: string = 'Unflatten'
  readonly dim: number
  readonly unflattenedSize: readonly number[]

  constructor(dim: number, unflattenedSize: readonly number[])
  constructor(named: UnflattenArguments)
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<UnflattenArguments>('Unflatten', args, ['dim', 'unflattenedSize'], {})
    const { unflattenedSize } = given
    if (!Array.isArray(unflattenedSize) || !unflattenedSize.every(Number.isSafeInteger))
      throw new ArgumentError(
        `Unflatten: unflattenedSize is an array of whole numbers, got ${describe(unflattenedSize)}`,
      )
    this.dim = given.dim
    this.unflattenedSize = unflattenedSize
  }

  override forward(x: Tensor): Tensor {
    return unflatten(x, this.dim, this.unflattenedSize)
  }

  override extraRepr(): string {
    return `dim=${this.dim}, unflattened_size=${tuple(this.unflattenedSize)}`
  }
}
