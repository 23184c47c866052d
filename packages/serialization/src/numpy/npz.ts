import { asBytes, joined } from '../bytes'
import { arrayOf } from '../dtypes'
import { elementsOf } from '../elements'
import { TensorData } from '../records'
import { bytesIn } from '../source'
import { readDirectory } from '../zip/directory'
import { writeZip } from '../zip/writer'
import { encodeNpy } from './npy'
import { readNpzRecords } from './records'

/** The arrays of a .npz file by name, stored or compressed. Throws CheckpointError as `decodeNpy` does, and for a damaged zip. */
export async function decodeNpz(bytes: Uint8Array | ArrayBuffer): Promise<Record<string, TensorData>> {
  const file = asBytes(bytes)
  const source = bytesIn(file)
  const arrays: Record<string, TensorData> = {}
  for (const [name, array] of Object.entries(await readNpzRecords(source, await readDirectory(source)))) {
    const { dtype, shape, strides, storage } = array
    const data = arrayOf(dtype, await elementsOf(storage, file.subarray(storage.start, storage.end), true))
    arrays[name] = new TensorData(dtype, shape, strides, 0, { dtype, data })
  }
  return arrays
}

/** A .npz file, uncompressed, as `np.savez` writes it. Throws CheckpointError as `encodeNpy` does. */
export async function encodeNpz(arrays: Readonly<Record<string, TensorData>>): Promise<Uint8Array> {
  const parts = Object.entries(arrays).map(([name, array]) => {
    const file = encodeNpy(array)
    return { name: `${name}.npy`, size: file.length, read: () => file }
  })
  const pieces: Uint8Array[] = []
  for await (const piece of writeZip(parts)) pieces.push(piece)
  return joined(pieces)
}
