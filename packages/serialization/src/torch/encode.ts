import { joined, utf8 } from '../bytes'
import { bytesOfArray } from '../dtypes'
import { type StorageData, TensorData } from '../records'
import { writeZip, type ZipPart } from '../zip/writer'
import { type Source, type Stored, writePickle } from './pickle'

/**
 * A checkpoint in PyTorch's zip format: `torch.load(path, weights_only=True)` opens it.
 *
 * `root` is a TensorData, or plain objects, arrays, strings, numbers, bigints, booleans and null with TensorData among them.
 * An object with nothing but tensors becomes an OrderedDict, any other a dict; keys keep their order; whole numbers become
 * ints. A storage that several tensors share is written once.
 * Throws CheckpointError for a value or dtype that has no counterpart there.
 */
export async function encode(root: unknown): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  const source: Source<StorageData> = {
    tensor: (value) => (value instanceof TensorData ? value : undefined),
    storage({ data }) {
      const bytes = bytesOfArray(data)
      return { byteLength: bytes.length, read: () => bytes }
    },
  }
  for await (const piece of encodePieces(root, source)) pieces.push(piece)
  return joined(pieces)
}

/** The same archive piece by piece. */
export function encodePieces<S>(root: unknown, source: Source<S>): AsyncGenerator<Uint8Array, void> {
  const parts: ZipPart[] = []
  const add = (name: string, bytes: Uint8Array): void =>
    void parts.push({ name: `archive/${name}`, size: bytes.length, read: () => bytes })
  const storages = new Map<S, Stored>()
  add('data.pkl', writePickle(root, source, storages))
  add('byteorder', utf8('little'))
  for (const [key, { byteLength, read }] of storages.values())
    parts.push({ name: `archive/data/${key}`, size: byteLength, read })
  add('version', utf8('3\n'))
  return writeZip(parts)
}
