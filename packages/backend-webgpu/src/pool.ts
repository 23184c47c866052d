/*
 * GPU buffers by size class. A buffer that goes back may be handed out again at once: the queue runs in order, so whatever used it
 * last is done before the next one begins. Classes are four to an octave, so that at most a quarter of a buffer is wasted.
 */
import { DeviceError } from '@torchlet/tensor-core/ops'

export interface Memory {
  readonly buffer: GPUBuffer
  readonly bytes: number
  /** Names it in keys of bind groups. */
  readonly id: number
  /** False where it holds zeros only: WebGPU makes buffers so. */
  isUsed: boolean
}

/** Buffers in use and in the pool. */
export interface PoolStats {
  /** Buffers that hold values, and their bytes. */
  readonly liveBuffers: number
  readonly liveBytes: number
  /** Buffers that wait to be used again, and their bytes. */
  readonly freeBuffers: number
  readonly freeBytes: number
}

/** What a pool needs of a GPUDevice. */
export interface Maker {
  createBuffer(descriptor: { label: string; size: number; usage: number }): GPUBuffer
}

const LEAST = 256
/** So many bytes may always wait. */
const KEPT = 2 ** 28
/** STORAGE, COPY_SRC and COPY_DST: by number, since the names are not there everywhere. */
const USAGE = 0x80 | 0x04 | 0x08

/** The size of the class that holds so many bytes. */
export function sizeClass(bytes: number): number {
  if (bytes <= LEAST) return LEAST
  const quarter = 2 ** Math.floor(Math.log2(bytes - 1)) / 4
  const step = Math.max(quarter, LEAST / 4)
  return Math.ceil(bytes / step) * step
}

export class Pool {
  readonly #maker: Maker
  readonly #largest: number
  readonly #free = new Map<number, Memory[]>()
  #ids = 0
  #live = { buffers: 0, bytes: 0 }
  #waiting = { buffers: 0, bytes: 0 }
  /** Called when a buffer is given up for good. */
  onDestroy: ((memory: Memory) => void) | undefined

  constructor(maker: Maker, largest: number) {
    this.#maker = maker
    this.#largest = largest
  }

  get stats(): PoolStats {
    const { buffers: liveBuffers, bytes: liveBytes } = this.#live
    const { buffers: freeBuffers, bytes: freeBytes } = this.#waiting
    return { liveBuffers, liveBytes, freeBuffers, freeBytes }
  }

  /** Memory of at least so many bytes. Its contents may be anything where `isUsed`. */
  acquire(bytes: number, label: string): Memory {
    // A class may lie beyond a limit that its smaller members keep to.
    const size = Math.min(sizeClass(bytes), Math.max(this.#largest, bytes))
    const waiting = this.#free.get(size)
    let memory = waiting?.pop()
    if (memory) {
      this.#waiting.buffers--
      this.#waiting.bytes -= size
    } else {
      memory = { buffer: this.#create(size, label), bytes: size, id: this.#ids++, isUsed: false }
    }
    this.#live.buffers++
    this.#live.bytes += size
    return memory
  }

  #create(size: number, label: string): GPUBuffer {
    try {
      return this.#maker.createBuffer({ label, size, usage: USAGE })
    } catch (cause) {
      const { liveBytes, freeBytes } = this.stats
      throw new DeviceError(
        `webgpu: no memory for ${size} more bytes (${liveBytes} are in use, ${freeBytes} wait in the pool)`,
        { cause },
      )
    }
  }

  release(memory: Memory): void {
    memory.isUsed = true
    let waiting = this.#free.get(memory.bytes)
    if (!waiting) this.#free.set(memory.bytes, (waiting = []))
    waiting.push(memory)
    this.#live.buffers--
    this.#live.bytes -= memory.bytes
    this.#waiting.buffers++
    this.#waiting.bytes += memory.bytes
  }

  /**
   * Destroys buffers that wait, until no more than so many bytes do. By default as many may wait as are in use. Not while commands
   * that are encoded wait for their submit.
   */
  trim(bytes = Math.max(KEPT, this.#live.bytes)): void {
    for (const waiting of this.#free.values())
      while (this.#waiting.bytes > bytes && waiting.length > 0) {
        const memory = waiting.pop()!
        this.#waiting.buffers--
        this.#waiting.bytes -= memory.bytes
        this.onDestroy?.(memory)
        memory.buffer.destroy()
      }
  }
}
