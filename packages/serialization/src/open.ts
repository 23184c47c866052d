import type { Device, Tensor } from '@torchlet/tensor-core/ops'
import type { DType } from './dtypes'
import { bytesOf } from './dtypes'
import { refuse, withPlace } from './errors'
import { checkOptions, stubOf, type TensorInfo } from './options'
import { type Opened, openPieces, type Place } from './pieces'
import { readRecords } from './read-records'
import { countOf, isRowMajor } from './shapes'
import type { ReadOptions } from './source'
import type { HttpOptions } from './sources/remote'
import type { Source } from './sources/resolve'
import { allocated } from './sources/source'
import { readTensors } from './tensors'

/** What `open` takes beside the source. */
export interface OpenOptions {
  readonly signal?: AbortSignal
  /** How web servers are asked. */
  readonly http?: HttpOptions
  /** As for `load`. Default 'refuse'. */
  readonly foreign?: 'refuse' | 'skip'
}

/** What a tensor of an opened checkpoint is loaded with. */
export interface GetOptions {
  readonly device?: Device
  /** Converts a floating point tensor on its way. */
  readonly dtype?: DType
  readonly signal?: AbortSignal
}

/** A checkpoint of which only the directory was read. */
export class OpenCheckpoint {
  #closed = false
  readonly #opened: Opened
  readonly #places: ReadonlyMap<string, Place>
  /** What the file is called in messages. */
  readonly name: string
  readonly format: 'safetensors' | 'torch' | 'numpy'
  /** The strings that a safetensors header keeps beside its tensors. */
  readonly metadata: Readonly<Record<string, string>>
  /** dtype and shape of each tensor by name, in the file's order. */
  readonly tensors: Readonly<Record<string, TensorInfo>>

  /** Made by `open`. */
  constructor(opened: Opened) {
    this.#opened = opened
    this.#places = opened.state()
    this.name = opened.name
    this.format = opened.format
    this.metadata = opened.metadata
    const tensors: Record<string, TensorInfo> = {}
    for (const [name, { tensor }] of this.#places) tensors[name] = { dtype: tensor.dtype, shape: tensor.shape }
    this.tensors = tensors
  }

  /** Reads one tensor. Throws CheckpointError where there is none of this name, or its bytes cannot be read. */
  async get(name: string, options: GetOptions = {}): Promise<Tensor> {
    checkOptions(options, ['device', 'dtype', 'signal'])
    return this.#reading(name, async ({ tensor, source }) => {
      const tensors = await readTensors(source, new Map([[tensor, `tensor '${name}'`]]), options)
      return tensors.get(tensor)!
    })
  }

  /**
   * Reads one tensor's elements as they are stored, little-endian and row by row: also of dtypes in which torchlet does not
   * compute. Throws CheckpointError as `get` does.
   */
  async bytes(name: string, options: ReadOptions = {}): Promise<Uint8Array> {
    return this.#reading(name, async ({ tensor, source }) => {
      const { dtype, shape, strides, offset, storage } = tensor
      for await (const [[, elements] = refuse('its storage is not there')] of readRecords(source, [storage], {
        signal: options.signal,
      })) {
        const all =
          elements instanceof ArrayBuffer
            ? allocated(elements.byteLength, () => new Uint8Array(elements))
            : (elements as Uint8Array)
        const unit = bytesOf(dtype)
        // A format without strides stores nothing but the tensor, sub-byte elements too.
        if (isRowMajor(shape, strides) && offset === 0 && storage.byteLength <= countOf(shape) * unit) return all
        return gather(all, unit, shape, strides, offset)
      }
      return refuse('its storage is not there')
    })
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    this.#closed = true
    await this.#opened.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #reading<T>(name: string, work: (place: Place) => Promise<T>): Promise<T> {
    try {
      if (this.#closed) refuse('was closed')
      return await work(this.#places.get(name) ?? refuse(`has no tensor '${name}'`))
    } catch (error) {
      throw withPlace(this.name, error)
    }
  }
}

/** A strided tensor's elements, row by row. */
function gather(
  bytes: Uint8Array,
  unit: number,
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
): Uint8Array {
  const out = new Uint8Array(countOf(shape) * unit)
  let at = 0
  const walk = (axis: number, element: number): void => {
    if (axis === shape.length) {
      out.set(bytes.subarray(element * unit, (element + 1) * unit), at)
      at += unit
    } else for (let i = 0; i < shape[axis]!; i++) walk(axis + 1, element + i * strides[axis]!)
  }
  if (out.length) walk(0, offset)
  return out
}

/**
 * Opens a checkpoint without reading its tensors: names, dtypes and shapes are there at once, each tensor's bytes are read when
 * it is asked for, by file reads or HTTP ranges (a server without ranges is read to the end). Close it when done.
 *
 * Takes and refuses what `load` does. A tensor that shares memory in the file is read by itself each time.
 */
export async function open(source: Source, options: OpenOptions = {}): Promise<OpenCheckpoint> {
  checkOptions(options, ['signal', 'http', 'foreign'])
  const opened = await openPieces(source, { ...options, stub: stubOf(options), parts: true }, undefined, true)
  try {
    return new OpenCheckpoint(opened)
  } catch (error) {
    await opened.close()
    throw withPlace(opened.name, error)
  }
}
