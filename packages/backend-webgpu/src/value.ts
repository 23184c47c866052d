/*
 * What a buffer holds at one moment. Buffers change (in place, or by an op's result), values do not, but for programs that keep a
 * part of what is there: whoever needs a value that a buffer no longer holds, still has it. A value lives while a buffer shows
 * it, while an expression reads it, or while a recorded program has still to run on it; then its memory goes back to the pool.
 */
import type { DeviceError, DType } from '@torchlet/tensor-core/ops'
import type { Command } from './command'
import type { Expression } from './expression'
import type { Memory } from './pool'

export class Value {
  readonly dtype: DType
  readonly length: number
  /** Not computed yet, and nobody asked: see expression.ts. */
  pending: Expression | undefined
  memory: Memory | undefined
  /** The last recorded command that writes it, if it has not run yet. */
  writer: Command | undefined
  /** Why it was never computed. */
  failure: DeviceError | undefined
  /** Buffers that show it and pending expressions that read it. */
  holders = 1
  /** Recorded commands that read or write it and have not run. */
  uses = 0
  /** Pending values whose expressions read this one. */
  readonly dependents = new Set<Value>()

  constructor(dtype: DType, length: number) {
    this.dtype = dtype
    this.length = length
  }

  /** Whether anybody will look at it after the commands that are recorded. */
  get isHeld(): boolean {
    return this.holders > 0
  }

  get isDead(): boolean {
    return this.holders === 0 && this.uses === 0
  }
}
