/* Mersenne Twister 19937 (Matsumoto and Nishimura, 1998): the engine of PyTorch's CPU generator. */

const N = 624
const M = 397
const MATRIX = 0x9908b0df

export class Mt19937 {
  readonly #state = new Uint32Array(N)
  #next = N

  constructor(seed: number) {
    this.seed(seed)
  }

  seed(seed: number): void {
    const state = this.#state
    state[0] = seed
    for (let i = 1; i < N; i++) {
      const last = state[i - 1]! ^ (state[i - 1]! >>> 30)
      state[i] = Math.imul(1812433253, last) + i
    }
    this.#next = N
  }

  /** The next 32 bits, as a number from 0 to 2³² − 1. */
  next(): number {
    if (this.#next === N) this.#twist()
    let y = this.#state[this.#next++]!
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    return (y ^ (y >>> 18)) >>> 0
  }

  #twist(): void {
    const state = this.#state
    for (let i = 0; i < N; i++) {
      const y = (state[i]! & 0x80000000) | (state[(i + 1) % N]! & 0x7fffffff)
      state[i] = state[(i + M) % N]! ^ (y >>> 1) ^ (y & 1 ? MATRIX : 0)
    }
    this.#next = 0
  }

  getState(): Uint32Array {
    return Uint32Array.of(...this.#state, this.#next)
  }

  setState(state: Uint32Array): void {
    this.#state.set(state.subarray(0, N))
    this.#next = state[N]!
  }
}
