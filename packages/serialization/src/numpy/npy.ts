import { arrayOf, bytesOf, bytesOfArray, swapUnit } from '../dtypes'
import { swapBytes } from '../elements'
import { refuse } from '../errors'
import { TensorData } from '../records'
import { countOf, isRowMajor } from '../shapes'
import { npyHeader, parseNpyHeader } from './header'

/**
 * The array of a .npy file. Fortran order shows in the strides; big-endian numbers are turned around (in a copy). Otherwise
 * memory is shared with `bytes` where it is aligned. Throws CheckpointError for anything but numbers and booleans.
 */
export function decodeNpy(bytes: Uint8Array | ArrayBuffer): TensorData {
  const file = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes
  const { dtype, bigEndian, shape, strides, dataStart, byteLength } = parseNpyHeader(file)
  if (dataStart + byteLength !== file.length)
    refuse(`by its header the .npy file should have ${dataStart + byteLength} bytes, but it has ${file.length}`)
  let data = file.subarray(dataStart)
  if (bigEndian) swapBytes((data = data.slice()), swapUnit(dtype))
  return new TensorData(dtype, shape, strides, 0, { dtype, data: arrayOf(dtype, data) })
}

/**
 * A .npy file of one array. Its elements must lie row by row or column by column, without gaps.
 * Throws CheckpointError for other strides, and for dtypes that NumPy lacks (bfloat16).
 */
export function encodeNpy({ dtype, shape, strides, offset, storage }: TensorData): Uint8Array {
  const columns = isRowMajor([...shape].reverse(), [...strides].reverse())
  const rows = isRowMajor(shape, strides)
  if (!rows && !columns)
    refuse(`strides [${strides.join(', ')}] for shape [${shape.join(', ')}]: neither rows nor columns; copy it first`)
  const head = npyHeader(dtype, shape, columns && !rows)
  const length = countOf(shape) * bytesOf(dtype)
  const data = bytesOfArray(storage.data).subarray(offset * bytesOf(dtype), offset * bytesOf(dtype) + length)
  if (data.length !== length)
    refuse(`shape [${shape.join(', ')}] takes ${length} bytes, but the storage has ${data.length}`)
  const file = new Uint8Array(head.length + length)
  file.set(head)
  file.set(data, head.length)
  return file
}
