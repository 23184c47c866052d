import type { Device, DType } from '@torchlet/tensor-core/ops'
import { isFloat } from './cast'
import { refuse } from './errors'
import type { HttpOptions } from './sources/remote'

export interface Progress {
  /** Bytes that have arrived. */
  readonly loaded: number
  /** Bytes that will: undefined until the file's directory was read. */
  readonly total: number | undefined
}

export interface ReadingOptions {
  /** Where the tensors go. Default: tensor-core's default device. */
  readonly device?: Device
  /** Converts floating point tensors on their way, as `module.to(dtype)` does; integers and bool stay. */
  readonly dtype?: DType
  readonly onProgress?: (progress: Progress) => void
  /** Aborting throws the signal's reason; nothing is left open. */
  readonly signal?: AbortSignal
  /** How web servers are asked. */
  readonly http?: HttpOptions
}

export interface TensorInfo {
  /** 'float32' …, or what else the file holds: 'float8_e4m3fn', 'uint16' … */
  readonly dtype: string
  readonly shape: readonly number[]
}

export interface LoadOptions extends ReadingOptions {
  /** Which tensors to load: the others' bytes are skipped where the source can skip. */
  readonly filter?: (name: string, info: TensorInfo) => boolean
}

export function checkOptions(options: ReadingOptions): void {
  if (options.dtype !== undefined && !isFloat(options.dtype))
    refuse(`dtype '${options.dtype}' was asked for; checkpoints are converted to float32, float64, float16 or bfloat16`)
}

/** Counts bytes for `onProgress`. How many there will be is known when the file's directory was read. */
export class Counter {
  #loaded = 0
  /** Known from the beginning where a whole download says how long it is. */
  total: number | undefined

  constructor(readonly options: ReadingOptions) {}

  readonly onBytes = (count: number): void => {
    this.#loaded += count
    this.#tell()
  }

  /** So many bytes more are to come. */
  expect(count: number): void {
    this.total = (this.total ?? this.#loaded) + count
  }

  /** All is there: whatever was held in memory already counts as loaded. */
  finish(): void {
    this.#loaded = this.total = Math.max(this.#loaded, this.total ?? 0)
    this.#tell()
  }

  #tell(): void {
    const total = this.total === undefined ? undefined : Math.max(this.total, this.#loaded)
    this.options.onProgress?.({ loaded: this.#loaded, total })
  }
}
