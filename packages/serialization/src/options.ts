import { ArgumentError, type Device, type DType } from '@torchlet/tensor-core/ops'
import { isFloat } from './cast'
import { refuse } from './errors'
import type { ReadOptions } from './source'
import type { HttpOptions } from './sources/remote'
import { skipForeign } from './torch/foreign'

/** How far reading has come: what `onProgress` is told. */
export interface Progress {
  /** Bytes that have arrived. */
  readonly loaded: number
  /** Bytes that will: undefined until the file's directory was read. */
  readonly total: number | undefined
}

/** What `load` and `loadCheckpoint` take beside the source. */
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
  /**
   * What becomes of objects in a `.pt` that are neither tensors nor plain data: a scheduler's Counter, a NumPy number, argparse's
   * Namespace. 'refuse': the file is, and the error names the object. 'skip': they are null in what is read (one that has
   * attributes, or items as a dict, is the object of them), so that the tensors beside them can be had. Nothing of theirs is ever run. Default 'refuse'.
   */
  readonly foreign?: 'refuse' | 'skip'
}

/** What is known of a tensor before its bytes are read. */
export interface TensorInfo {
  /** 'float32' …, or what else the file holds: 'float8_e4m3fn', 'uint16' … */
  readonly dtype: string
  readonly shape: readonly number[]
}

/** What `load` takes beside the source. */
export interface LoadOptions extends ReadingOptions {
  /** Which tensors to load: the others' bytes are skipped where the source can skip. */
  readonly filter?: (name: string, info: TensorInfo) => boolean
}

/** Throws ArgumentError for an option that nobody reads: a typo is not ignored. */
export function checkNames(options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new ArgumentError(`expected an object of options, got ${options}`)
  const typo = Object.keys(options).find((name) => !known.includes(name))
  if (typo !== undefined) throw new ArgumentError(`unknown option '${typo}' (there are ${known.join(', ')})`)
}

/** The names of ReadingOptions. */
export const READING: readonly string[] = ['device', 'dtype', 'onProgress', 'signal', 'http', 'foreign']

/** Throws for an option that is not `known`, and for a value that it cannot have. */
export function checkOptions(options: ReadingOptions, known: readonly string[]): void {
  checkNames(options, known)
  const { device, dtype, foreign = 'refuse' } = options
  if (device !== undefined && (typeof device !== 'object' || device === null))
    throw new ArgumentError(`device is an object, such as cpu or await webgpu(), got '${String(device)}'`)
  if (foreign !== 'refuse' && foreign !== 'skip')
    throw new ArgumentError(`foreign is 'refuse' or 'skip', got '${String(foreign)}'`)
  if (dtype !== undefined && !isFloat(dtype))
    refuse(`dtype '${dtype}' was asked for; checkpoints are converted to float32, float64, float16 or bfloat16`)
}

/** What the readers are told of it. */
export const stubOf = ({ foreign }: Pick<ReadingOptions, 'foreign'>): ReadOptions['stub'] =>
  foreign === 'skip' ? skipForeign : undefined

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
