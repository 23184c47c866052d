/* The linear memory: grows by pages, up to what the engine lets it. */

const PAGE = 65536
/** What 32-bit addresses reach. */
const PAGES = 65536
/** A memory of no use: less than that, and it is the engine that refuses. */
const LEAST_PAGES = 256

export class LinearMemory {
  readonly memory: WebAssembly.Memory
  /** In bytes. */
  readonly limit: number
  /** All of it; other objects after it grew: ask again each time. */
  bytes!: ArrayBufferLike
  words!: Int32Array
  floats!: Float32Array

  constructor(initialPages: number, shared: boolean) {
    const { memory, maximum } = newMemory(initialPages, shared)
    this.memory = memory
    this.limit = maximum * PAGE
    this.#lookAgain()
  }

  growBy(pages: number): void {
    this.memory.grow(pages)
    this.#lookAgain()
  }

  #lookAgain(): void {
    this.bytes = this.memory.buffer
    this.words = new Int32Array(this.bytes)
    this.floats = new Float32Array(this.bytes)
  }

  /** Makes it reach `end`, if it can. Gives where it ends then. */
  growTo(end: number): number {
    const held = this.bytes.byteLength
    if (end <= held || end > this.limit) return held
    // At least an eighth: growing costs a call of the system, and on some engines a copy.
    const wanted = [Math.min(this.limit, Math.max(end, held + held / 8)), end]
    for (const bytes of wanted) {
      try {
        this.growBy(Math.ceil((bytes - held) / PAGE))
        break
      } catch (error) {
        // The engine's way to say that there is no more.
        if (!(error instanceof RangeError)) throw error
      }
    }
    return this.bytes.byteLength
  }
}

/** A shared memory claims the addresses up to its maximum at once: phones refuse 4 GiB and grant less. */
function newMemory(initial: number, shared: boolean): { memory: WebAssembly.Memory; maximum: number } {
  for (let maximum = PAGES; ; maximum /= 2) {
    try {
      return { memory: new WebAssembly.Memory({ initial, maximum, shared }), maximum }
    } catch (error) {
      if (!(error instanceof RangeError) || maximum <= LEAST_PAGES) throw error
    }
  }
}
