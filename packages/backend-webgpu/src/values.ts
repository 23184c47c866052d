/* The lives of values: who shows them, who reads them, and when nobody does any more. */
import { DeviceError } from '@torchlet/tensor-core/ops'
import { GpuBuffer } from './buffer'
import { type Expression, expressionOf, type Node, valuesOf } from './expression'
import { Value } from './value'
import { wordType } from './wgsl/words'

const ZERO: Node = { kind: 'constant', type: 'f32', word: 0 }
const ZERO_INT: Node = { kind: 'constant', type: 'i32', word: 0 }

export class Values {
  readonly #onDead: (value: Value) => void

  /** `onDead` is told of every value that nobody will look at again. */
  constructor(onDead: (value: Value) => void) {
    this.#onDead = onDead
  }

  /** A buffer of zeros. */
  allocate(dtype: Value['dtype'], length: number): GpuBuffer {
    const value = new Value(dtype, length)
    value.pending = expressionOf(wordType(dtype) === 'f32' ? ZERO : ZERO_INT, [length])
    return new GpuBuffer(value)
  }

  free(buffer: GpuBuffer): void {
    if (buffer.isFreed) return
    buffer.isFreed = true
    this.letGo(buffer.value)
  }

  /** Shows another value in a buffer. */
  assign(buffer: GpuBuffer, value: Value): void {
    const before = buffer.value
    buffer.value = value
    this.letGo(before)
  }

  /** One less looks at a value. */
  protected letGo(value: Value): void {
    value.holders--
    if (value.holders === 0 && value.pending) {
      for (const leaf of valuesOf(value.pending)) {
        leaf.dependents.delete(value)
        this.letGo(leaf)
      }
      value.pending = undefined
    }
    if (value.isDead) this.#onDead(value)
  }

  /** A recorded command no longer needs it. */
  used(value: Value): void {
    value.uses--
    if (value.isDead) this.#onDead(value)
  }

  /** What a buffer shows now. */
  protected liveValue(buffer: GpuBuffer): Value {
    if (buffer.isFreed) throw new DeviceError('webgpu: this memory was freed')
    if (buffer.value.failure) throw buffer.value.failure
    return buffer.value
  }

  /** A value for a buffer that is computed when somebody reads it. */
  protected pendingValue(buffer: GpuBuffer, expression: Expression): Value {
    const value = new Value(buffer.dtype, buffer.length)
    value.pending = expression
    for (const leaf of valuesOf(expression)) {
      leaf.holders++
      leaf.dependents.add(value)
    }
    return value
  }
}
