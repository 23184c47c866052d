/*
 * The kernels and their memory, as the files in kernels/ use them.
 *
 * **A kernel of the device** is a file src/kernels/<name>.ts that exports a `MakeKernel`, named in src/kernels/index.ts:
 *
 *     export const fill: MakeKernel<'fill'> = (wasm) => (value, out) => {
 *       if (!isContiguous(out)) return false  // declined, nothing done: the host's kernel runs instead
 *       wasm.parallel('fillPattern', wasm.parts(bytes / 16), wasm.output(out), low, high, bytes)
 *     }
 *
 * **Addresses**: `wasm.input(view)` and `wasm.output(view)` give the address of a view's first element (its offset is in it; strides
 * are the caller's affair). `output` promises that the kernel writes every element of the view: what is a whole buffer need not
 * be zeroed first then. What is both read and written (accumulated into) is an `input`. Memory never moves, but it grows, so
 * typed arrays over it are made anew each time: `wasm.f32(address, length)`, `wasm.i32(address, length)`.
 *
 * **Calls**: `wasm.exports.name(...)` calls what assembly/index.ts exports, on this thread. `wasm.parallel(name, parts, ...args)`
 * calls it `parts` times as name(slot, part, parts, ...args), on all threads, and returns when all of them have: take several
 * parts per thread (`wasm.parts(work)` chooses: 1 for what is not worth waking a thread). Splits must not change any sum's order.
 *
 * **Workspace**: `wasm.scratch(bytes)` is memory for this call alone, 64-byte aligned, not zeroed. There is one region for each
 * `region` (0 when nothing is said): asking for one again gives the same memory, so a kernel asks once for each. For workspace of each
 * thread ask for `bytes · wasm.threads` and index it by `slot`.
 *
 * **Remembered**: `wasm.remember(view, key, bytes, make)` gives the address of `bytes` bytes that `make(address)` computed from the
 * view's buffer. They are kept as long as the buffer lives and nobody writes to it; `key` says what it is, the view's offset, shape and
 * strides included where they matter. Where nothing can be kept (JavaScript holds the buffer's memory, or there is no room), `make`
 * writes to the scratch region 'packed', every time.
 */
import { DeviceError, type KernelName, type OwnKernels, type View } from '@torchlet/tensor-core/ops'
import { Allocator, type Block } from './allocator'
import { WasmBuffer } from './buffer'
import type { EXPORTS } from './generated/exports'
import { numelOf } from './kernels/layout'
import type { LinearMemory } from './memory'
import type { Threads } from './threads'

export type KernelExport = (typeof EXPORTS)[number]
export type KernelExports = Readonly<Record<KernelExport, (...args: number[]) => number>>
export type MakeKernel<K extends KernelName> = (wasm: Instance) => OwnKernels[K]

/** Bytes of one element, by how its dtype is stored. */
const SIZES = {
  float32: 4,
  float64: 8,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
}
export const itemSize = (view: Pick<View, 'dtype'>): number => SIZES[view.dtype]

/** What of a view says where its elements are. */
export type Place = Omit<View, 'array'>

/** Elementary steps (a load, a multiply-add) below which waking a thread costs more than it brings. */
const WORTH_A_PART = 1 << 15

/** Bytes behind the last buffer: kernels may load a vector beyond its end. */
const BEHIND = 64

export class Instance {
  readonly exports: KernelExports
  readonly #memory: LinearMemory
  readonly #allocator: Allocator
  readonly #threads: Threads | undefined
  readonly #scratch = new Map<string | number, Block>()
  /** Buffers beside which something is kept: what is let go first when memory runs out. */
  readonly #keepers = new Set<WasmBuffer>()

  constructor(exports: KernelExports, memory: LinearMemory, threads: Threads | undefined) {
    this.exports = exports
    this.#memory = memory
    this.#threads = threads
    this.#allocator = new Allocator(exports.heapBase(), (end) => memory.growTo(end + BEHIND) - BEHIND)
  }

  // ---- Calls -----------------------------------------------------------------------------------------------------

  /** How many threads compute, this one among them. */
  get threads(): number {
    return this.#threads ? this.#threads.count : 1
  }

  /** Into how many parts to split `work` elementary steps: a few for each thread, so that they end together. */
  parts(work: number): number {
    const { threads } = this
    return threads === 1 ? 1 : Math.max(1, Math.min(threads * 4, Math.floor(work / WORTH_A_PART)))
  }

  parallel(name: KernelExport, parts: number, ...args: number[]): void {
    if (this.#threads && parts > 1) this.#threads.run(name, parts, args)
    else for (let part = 0, kernel = this.exports[name]; part < parts; part++) kernel(0, part, parts, ...args)
  }

  // ---- Addresses -------------------------------------------------------------------------------------------------

  input(view: Place): number {
    const buffer = view.buffer as WasmBuffer
    if (buffer.stale) this.zero(buffer)
    return buffer.block!.address + view.offset * itemSize(view)
  }

  output(view: Place): number {
    const buffer = view.buffer as WasmBuffer
    const size = itemSize(view)
    if (buffer.stale) {
      if (numelOf(view.shape) * size === buffer.bytes) buffer.stale = false
      else this.zero(buffer)
    }
    return buffer.block!.address + view.offset * size
  }

  f32(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.bytes, address, length)
  }

  i32(address: number, length: number): Int32Array {
    return new Int32Array(this.#memory.bytes, address, length)
  }

  get bytes(): ArrayBufferLike {
    return this.#memory.bytes
  }

  /** The whole memory; an address is four times the index. */
  get words(): Int32Array {
    return this.#memory.words
  }

  get floats(): Float32Array {
    return this.#memory.floats
  }

  // ---- Memory ----------------------------------------------------------------------------------------------------

  /** Bytes that are in use, workspace and packed weights among them, and bytes that the memory has. */
  get usage(): { readonly used: number; readonly held: number } {
    return { used: this.#allocator.used, held: this.#memory.bytes.byteLength }
  }

  /** Between kernels only: what was remembered is let go where there is no other room. */
  allocate(bytes: number): WasmBuffer {
    let block = this.#allocator.take(bytes)
    if (!block && this.#keepers.size > 0) {
      for (const buffer of [...this.#keepers]) this.forget(buffer)
      block = this.#allocator.take(bytes)
    }
    return new WasmBuffer(block ?? this.#refuse(bytes), bytes)
  }

  free(buffer: WasmBuffer): void {
    if (!buffer.block) return
    this.forget(buffer)
    this.#allocator.give(buffer.block)
    buffer.block = undefined
    buffer.array = undefined
  }

  zero(buffer: WasmBuffer): void {
    this.exports.fillBytes(buffer.block!.address, 0, buffer.bytes)
    buffer.stale = false
  }

  scratch(bytes: number, region: string | number = 0): number {
    let block = this.#scratch.get(region)
    if (block && block.size >= bytes) return block.address
    if (block) {
      this.#scratch.delete(region)
      this.#allocator.give(block)
    }
    block = this.#allocator.take(bytes) ?? this.#refuse(bytes)
    this.#scratch.set(region, block)
    return block.address
  }

  remember(view: Place, key: string, bytes: number, make: (address: number) => void): number {
    const buffer = view.buffer as WasmBuffer
    if (!buffer.exposed) {
      const known = buffer.derived?.get(key)
      if (known?.version === buffer.version) return known.block.address
      const block = known?.block ?? this.#allocator.take(bytes)
      if (block) {
        make(block.address)
        buffer.derived ??= new Map()
        buffer.derived.set(key, { block, version: buffer.version })
        this.#keepers.add(buffer)
        return block.address
      }
    }
    const address = this.scratch(bytes, 'packed')
    make(address)
    return address
  }

  /** Lets go of everything that was computed from the buffer. */
  forget(buffer: WasmBuffer): void {
    if (!buffer.derived) return
    for (const { block } of buffer.derived.values()) this.#allocator.give(block)
    buffer.derived = undefined
    this.#keepers.delete(buffer)
  }

  #refuse(bytes: number): never {
    const { used, held } = this.usage
    throw new DeviceError(
      `wasm: cannot allocate ${bytes} bytes: ${used} bytes are in use, of a memory of ${held} that does not grow so far (its limit is ${this.#memory.limit})`,
    )
  }
}
