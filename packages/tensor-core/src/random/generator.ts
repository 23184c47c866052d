/* PyTorch's CPU generator: its streams are the same bit for bit, given the same seed and calls. */
import { ArgumentError } from '../errors'
import { Mt19937 } from './mt19937'

const DEFAULT_SEED = 67280421310721n

/** What `getState` gives and `setState` takes. */
export interface GeneratorState {
  readonly seed: bigint
  readonly engine: Uint32Array
  readonly nextNormal: number | undefined
}

/** A stream of random numbers of its own. */
export class Generator {
  #seed = DEFAULT_SEED
  #engine = new Mt19937(Number(BigInt.asUintN(32, DEFAULT_SEED)))
  #nextNormal: number | undefined

  /** Starts the stream anew. Only the lower 32 bits of the seed reach the engine, as in PyTorch. */
  manualSeed(seed: number | bigint): this {
    if (typeof seed === 'number' && !Number.isSafeInteger(seed))
      throw new ArgumentError(`manualSeed: a seed is a whole number, got ${seed}`)
    const whole = BigInt(seed)
    if (whole < -(2n ** 63n) || whole >= 2n ** 64n) throw new ArgumentError(`manualSeed: ${whole} does not fit 64 bits`)
    this.#seed = BigInt.asUintN(64, whole)
    this.#engine.seed(Number(BigInt.asUintN(32, whole)))
    this.#nextNormal = undefined
    return this
  }

  initialSeed(): bigint {
    return this.#seed
  }

  getState(): GeneratorState {
    return { seed: this.#seed, engine: this.#engine.getState(), nextNormal: this.#nextNormal }
  }

  setState(state: GeneratorState): this {
    if (state?.engine?.length !== 625) throw new ArgumentError('setState: expected what getState gives')
    this.#seed = state.seed
    this.#engine.setState(state.engine)
    this.#nextNormal = state.nextNormal
    return this
  }

  /** 32 random bits. */
  random(): number {
    return this.#engine.next()
  }

  /** 64 random bits. */
  random64(): bigint {
    const high = this.random()
    return (BigInt(high) << 32n) | BigInt(this.random())
  }

  /** Uniform in [0, 1) with 53 bits: what PyTorch draws for float64. */
  uniform53(): number {
    const high = this.random() & 0x1fffff
    return (high * 2 ** 32 + this.random()) * 2 ** -53
  }

  /** Uniform in [0, 1) with up to 24 bits: float32 takes 24, float16 11, bfloat16 8. */
  uniform(bits: number): number {
    const range = 1 << bits
    return (this.random() & (range - 1)) / range
  }

  /** Standard normal by Box and Muller; the second of each two is kept for the next call. */
  normal(): number {
    if (this.#nextNormal !== undefined) {
      const kept = this.#nextNormal
      this.#nextNormal = undefined
      return kept
    }
    const angle = 2 * Math.PI * this.uniform53()
    const radius = Math.sqrt(-2 * Math.log1p(-this.uniform53()))
    this.#nextNormal = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
}

/** The generator that is used where none is named. */
export const defaultGenerator = /* @__PURE__ */ new Generator()

/** Starts the default generator anew and gives it. */
export const manualSeed = (seed: number | bigint): Generator => defaultGenerator.manualSeed(seed)
