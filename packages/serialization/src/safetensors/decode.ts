import { asBytes } from '../bytes'
import { arrayOf, type StoredArray, type StoredDType } from '../dtypes'
import { checkFileSize, type Header, headerLength, PREFIX, parseHeader } from './header'

/** A tensor of a safetensors file: row by row. `data` are bytes for dtypes that JavaScript has no array for. */
export interface SafeTensor {
  readonly dtype: StoredDType
  readonly shape: readonly number[]
  readonly data: StoredArray
}

/** What a safetensors file holds. */
export interface SafeTensors {
  readonly tensors: Record<string, SafeTensor>
  readonly metadata: Record<string, string>
}

/**
 * The header of a safetensors file, from the file or its beginning: names, dtypes, shapes, where the bytes lie, how long
 * the whole file is. Throws CheckpointError for a header that the format does not allow.
 */
export function decodeHeader(bytes: Uint8Array | ArrayBuffer): Header {
  const file = asBytes(bytes)
  const length = headerLength(file, file.length)
  return parseHeader(file.subarray(PREFIX, PREFIX + length))
}

/**
 * The tensors of a safetensors file, in the order of its header. Nothing is copied where a tensor is aligned to its element
 * size: `data` is a view of `bytes`.
 * Throws CheckpointError for every file that the format does not allow.
 */
export function decode(bytes: Uint8Array | ArrayBuffer): SafeTensors {
  const file = asBytes(bytes)
  const header = decodeHeader(file)
  checkFileSize(header, file.length)
  const tensors: Record<string, SafeTensor> = {}
  for (const [name, { dtype, shape, start, end }] of header.tensors)
    tensors[name] = {
      dtype,
      shape,
      data: arrayOf(dtype, file, header.dataStart + start, header.dataStart + end),
    }
  return { tensors, metadata: header.metadata }
}
