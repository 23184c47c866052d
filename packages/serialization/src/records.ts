/*
 * What the formats' readers find in a file, before any of the large bytes is read: tensors, and the storages behind them.
 */
import type { StoredArray, StoredDType } from './dtypes'

/** A strided view of a storage: sizes, strides and offset in elements. S is what stands for the storage. */
export class TensorRef<S> {
  constructor(
    readonly dtype: StoredDType,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
    readonly offset: number,
    readonly storage: S,
  ) {}
}

/** Where the bytes of a storage lie, and how to get at them. */
export interface StorageRecord {
  /** What messages call it. */
  readonly name: string
  readonly dtype: StoredDType
  /** Bytes of the elements, after inflating. */
  readonly byteLength: number
  /** The part of the file that holds the elements and what the format puts before and after them. */
  readonly start: number
  readonly end: number
  /** Where in start…end the data begin, from the first bytes there. Refuses what contradicts the file's directory. */
  dataStart(head: Uint8Array): number
  /** Set where the data are compressed: how many bytes they are in the file, and how many inflated ones precede ours. */
  readonly deflated?: { readonly length: number; readonly skip: number } | undefined
  readonly bigEndian?: boolean
}

export type TensorRecord = TensorRef<StorageRecord>

/** A storage whose elements are in memory. */
export interface StorageData {
  readonly dtype: StoredDType
  readonly data: StoredArray
}

/**
 * A tensor as the codecs know it: a strided view of elements in memory. Tensors that share memory share their `storage`.
 */
export class TensorData extends TensorRef<StorageData> {}
