/*
 * IDX, the format of MNIST and its relatives: two zero bytes, the type (8: unsigned bytes), the number of axes, the
 * size of each as a 32-bit big-endian number, then the values.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { fromTypedArray, type Tensor } from '@torchlet/tensor-core'

const UNSIGNED_BYTE = 8

/** The array in an IDX file's bytes. Throws an Error that says what was found where the bytes are no such file. */
export function parseIdx(bytes: Uint8Array, name: string): Tensor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [zero0, zero1, type, axes] = bytes
  if (bytes.length < 4 || zero0 !== 0 || zero1 !== 0 || axes === 0)
    throw new Error(
      `${name}: no IDX file: expected the bytes 0 0 8 and the number of axes, found ${[...bytes.subarray(0, 4)].join(' ')}`,
    )
  if (type !== UNSIGNED_BYTE) throw new Error(`${name}: expected unsigned bytes (type 8), found type ${type}`)
  const header = 4 + 4 * axes!
  if (bytes.length < header) throw new Error(`${name}: ends inside its header (${bytes.length} bytes)`)
  const shape = Array.from({ length: axes! }, (_, axis) => view.getUint32(4 + 4 * axis))
  const count = shape.reduce((product, size) => product * size, 1)
  if (bytes.length - header !== count)
    throw new Error(
      `${name}: its header says [${shape.join(', ')}], ${count} bytes, and ${bytes.length - header} follow`,
    )
  return fromTypedArray(bytes.slice(header), shape)
}

/** Reads `name` or `name.gz` from a folder. */
async function readIdx(folder: string, name: string): Promise<Tensor> {
  const path = [join(folder, name), join(folder, `${name}.gz`)].find((candidate) => existsSync(candidate))
  if (!path) throw new Error(`${folder}: neither ${name} nor ${name}.gz is there`)
  const bytes = await readFile(path)
  return parseIdx(path.endsWith('.gz') ? await promisify(gunzip)(bytes) : bytes, path)
}

export interface Dataset {
  /** [N, 1, 28, 28], 0 … 1. */
  readonly images: Tensor
  /** [N], 0 … 9. */
  readonly labels: Uint8Array
}

/** The test images ('t10k') or the training images ('train') of a folder that holds Fashion-MNIST's files. */
export async function readDataset(folder: string, part: 't10k' | 'train' = 't10k'): Promise<Dataset> {
  const images = await readIdx(folder, `${part}-images-idx3-ubyte`)
  const labels = await readIdx(folder, `${part}-labels-idx1-ubyte`)
  const [count, height, width] = images.shape
  if (images.ndim !== 3 || height !== 28 || width !== 28)
    throw new Error(`${folder}: expected images of 28×28, found ${images.shape}`)
  if (labels.ndim !== 1 || labels.shape[0] !== count)
    throw new Error(`${folder}: ${count} images but labels ${labels.shape}`)
  if (labels.data.some((label: number | bigint) => label > 9)) throw new Error(`${folder}: a label is not one of 0 … 9`)
  return { images: images.float().div(255).unsqueeze(1), labels: labels.data as Uint8Array }
}
