/* The device: tensors live in the linear memory, and JavaScript sees them there. */
import { ArgumentError, type Device, DTYPES, type DType, type TypedArray } from '@torchlet/tensor-core/ops'
import { type Build, compileKernels } from './binary'
import type { WasmBuffer } from './buffer'
import { Instance, type KernelExports } from './instance'
import { makeKernels } from './kernels'
import { LinearMemory } from './memory'
import { Threads } from './threads'

/** What `wasm` takes. */
export interface WasmOptions {
  /**
   * How many threads compute, the caller's among them. Default 1. More than one needs SharedArrayBuffer: Node has it, pages that are
   * cross-origin isolated have it; where it is missing one thread computes, the same numbers.
   */
  threads?: number
  /** Which build of the kernels: with relaxed SIMD (fused multiply-add) or without. Default: relaxed where the engine has it. */
  build?: 'relaxed' | 'plain'
}

/** Bytes of the device's memory. */
export interface WasmUsage {
  /** Bytes in use: tensors, packed weights, and workspace that is kept for the next kernel. */
  readonly used: number
  /** Bytes that the linear memory has. It never shrinks. */
  readonly held: number
}

/** A device in WebAssembly, with a memory of its own: what `wasm` makes. */
export interface WasmDevice extends Device {
  readonly name: 'wasm'
  readonly build: 'relaxed' | 'plain'
  /** How many threads compute. 1 after `close`. */
  readonly threads: number
  readonly usage: WasmUsage
  /** Ends the threads. The device goes on, with the caller's thread alone. */
  close(): void
}

const INITIAL_PAGES = 16

/**
 * A device whose kernels are WebAssembly with SIMD. Each call makes one, with a memory of its own.
 * Throws a DeviceError where there is no WebAssembly, or none with SIMD.
 */
export async function wasm(options: WasmOptions = {}): Promise<WasmDevice> {
  checkOptions(options)
  const { threads: wanted = 1, build: asked } = options
  const shared = wanted > 1 && hasSharedMemory()
  const { build, module } = await compileKernels(shared, asked)
  const memory = new LinearMemory(INITIAL_PAGES, shared)
  const { exports } = await WebAssembly.instantiate(module, { env: { memory: memory.memory } })
  const kernels = exports as unknown as KernelExports
  const threads = shared ? await Threads.start(wanted, module, memory.memory, kernels) : undefined
  return deviceOf(new Instance(kernels, memory, threads), build, threads)
}

function checkOptions(options: WasmOptions): void {
  for (const name of Object.keys(options))
    if (name !== 'threads' && name !== 'build')
      throw new ArgumentError(`wasm: unknown option '${name}' (there are threads, build)`)
  const { threads = 1, build } = options
  if (!Number.isInteger(threads) || threads < 1 || threads > 64)
    throw new ArgumentError(`wasm: threads is a whole number from 1 to 64, got ${String(threads)}`)
  if (build !== undefined && build !== 'relaxed' && build !== 'plain')
    throw new ArgumentError(`wasm: build is 'relaxed' or 'plain', got '${String(build)}'`)
}

/** Pages have SharedArrayBuffer only where they are isolated; WebAssembly's shared memory follows it. */
const hasSharedMemory = (): boolean => typeof SharedArrayBuffer === 'function'

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int16: Int16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
}

function deviceOf(instance: Instance, build: Build, threads: Threads | undefined): WasmDevice {
  const array = (buffer: WasmBuffer, dtype: DType): TypedArray => {
    if (buffer.stale) instance.zero(buffer)
    const known = buffer.array
    if (known && known.buffer === instance.bytes && known instanceof ARRAYS[dtype]) return known
    const { BYTES_PER_ELEMENT: size } = ARRAYS[dtype]
    return (buffer.array = new ARRAYS[dtype](instance.bytes as ArrayBuffer, buffer.block!.address, buffer.bytes / size))
  }
  return {
    name: 'wasm',
    build,
    dtypes: new Set(DTYPES),
    kernels: makeKernels(instance),
    collected: false,
    get threads() {
      return instance.threads
    },
    get usage() {
      return instance.usage
    },
    allocate: (dtype, length) => instance.allocate(length * ARRAYS[dtype].BYTES_PER_ELEMENT),
    free: (buffer) => instance.free(buffer as WasmBuffer),
    write(buffer, offset, values) {
      const to = buffer as WasmBuffer
      // What is written whole need not be zeroed before.
      if (values.byteLength === to.bytes) to.stale = false
      array(to, dtypeOf(values)).set(values as never, offset)
      to.version++
    },
    read: async (buffer, dtype, offset, length) => array(buffer as WasmBuffer, dtype).slice(offset, offset + length),
    array: (buffer, dtype) => array(buffer as WasmBuffer, dtype),
    changed(buffer, lasting) {
      const of = buffer as WasmBuffer
      of.version++
      if (!lasting || of.exposed) return
      of.exposed = true
      instance.forget(of)
    },
    close: () => threads?.close(),
  }
}

/** A dtype whose elements are stored in arrays of this kind. */
const dtypeOf = (values: TypedArray): DType => DTYPES.find((dtype) => values instanceof ARRAYS[dtype])!
