import { flatten, type Tensor, unflatten } from '@torchlet/tensor-core/ops'
import { layerArguments } from '../layer-arguments'
import { Module } from '../module/module'
import { tuple } from '../python-text'

export interface FlattenOptions {
  /** Default 1: the batch stays. */
  startDim?: number
  /** Default -1. */
  endDim?: number
}

/** The axes from startDim to endDim as one. */
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

/** One axis as several; one of their sizes may be -1. */
export class Unflatten extends Module {
  static override readonly name: string = 'Unflatten'
  readonly dim: number
  readonly unflattenedSize: readonly number[]

  constructor(dim: number, unflattenedSize: readonly number[])
  constructor(named: UnflattenArguments)
  constructor(...args: unknown[]) {
    super()
    const given = layerArguments<UnflattenArguments>('Unflatten', args, ['dim', 'unflattenedSize'], {})
    this.dim = given.dim
    this.unflattenedSize = given.unflattenedSize
  }

  override forward(x: Tensor): Tensor {
    return unflatten(x, this.dim, this.unflattenedSize)
  }

  override extraRepr(): string {
    return `dim=${this.dim}, unflattened_size=${tuple(this.unflattenedSize)}`
  }
}
