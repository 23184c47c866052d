import type { TypedArray } from '@torchlet/tensor-core/ops'
import type { Block } from './allocator'

/** Something that was computed from a buffer and is kept beside it, such as packed weights. */
export interface Derived {
  readonly block: Block
  /** The buffer's version that it was computed from. */
  version: number
}

/** A piece of the linear memory: what tensors on this device hold. */
export class WasmBuffer {
  /** Undefined where it was freed. */
  block: Block | undefined
  readonly bytes: number
  /** Grows whenever a kernel, or `write`, has written to it. */
  version = 0
  /** JavaScript holds its memory as a typed array and may write to it at any time: nothing that is computed from it can be kept. */
  exposed = false
  /** What lies there is left from whoever had the memory before: it is zeroed before anyone reads it. */
  stale = true
  derived: Map<string, Derived> | undefined
  /** The typed array that was made of it last. */
  array: TypedArray | undefined

  constructor(block: Block, bytes: number) {
    this.block = block
    this.bytes = bytes
  }
}
