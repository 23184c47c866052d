/* A state as the pieces of a file. Storages are read from their device one at a time, when their turn comes. */
import { type Storage, Tensor } from '@torchlet/tensor-core/ops'
import { joined } from './bytes'
import { bytesOf, bytesOfArray, type DType } from './dtypes'
import { located, refuse } from './errors'
import { npyHeader } from './numpy/header'
import { TensorRef } from './records'
import { encodeHeader } from './safetensors/encode'
import type { SaveFormat } from './save'
import { rowMajor } from './shapes'
import { isStored } from './stored'
import { encodePieces } from './torch/encode'
import type { Writable } from './torch/pickle'
import { writeZip } from './zip/writer'

export interface Encoded {
  readonly pieces: AsyncIterable<Uint8Array>
  /** Bytes of the tensors: about how many there will be in all. */
  readonly total: number | undefined
}

export function encodeState(state: unknown, format: SaveFormat, metadata?: Readonly<Record<string, string>>): Encoded {
  if (format === 'safetensors') return encodeSafetensors(flatState(state, format), metadata)
  if (metadata) refuse(`metadata is kept in .safetensors files only; in a .pt, save({ state, note: … }) keeps it`)
  if (format === 'npz') return encodeNumpy(flatState(state, format))
  return { pieces: encodePieces(state, { tensor: writables(state), storage: (storage) => storage }), total: undefined }
}

function flatState(state: unknown, format: SaveFormat): Record<string, Tensor> {
  if (typeof state !== 'object' || state === null || state instanceof Tensor)
    refuse(`tensors by name were expected to save as ${format}`)
  for (const [name, value] of Object.entries(state))
    if (!(value instanceof Tensor))
      refuse(`'${name}' is no tensor: .${format} holds tensors by name; nested data can be saved as .pt`)
  return state as Record<string, Tensor>
}

function encodeSafetensors(state: Record<string, Tensor>, metadata?: Readonly<Record<string, string>>): Encoded {
  const { header, order, byteLength } = encodeHeader(state as Record<string, Tensor & { dtype: DType }>, { metadata })
  async function* pieces(): AsyncGenerator<Uint8Array, void> {
    yield header
    for (const [, tensor] of order) yield await valuesOf(tensor)
  }
  return { pieces: pieces(), total: header.length + byteLength }
}

function encodeNumpy(state: Record<string, Tensor>): Encoded {
  const parts = Object.entries(state).map(([name, tensor]) => {
    const { shape } = tensor
    const dtype = tensor.dtype as DType
    const head = located(`'${name}'`, () => npyHeader(dtype, shape, false))
    const read = async () => joined([head, await valuesOf(tensor)])
    return { name: `${name}.npy`, size: head.length + tensor.numel() * bytesOf(dtype), read }
  })
  return { pieces: writeZip(parts), total: undefined }
}

/** The elements row by row as bytes: the tensor's own memory where it lies so on the host. */
async function valuesOf(tensor: Tensor): Promise<Uint8Array> {
  // Memory that JavaScript does not own may move while a file is written: it is copied.
  return bytesOfArray(tensor.device.collected && !isStored(tensor) ? tensor.data : await tensor.read())
}

/**
 * The tensor that a value stands for. Tensors that share a storage share it in the file, whole, with their strides; a
 * tensor that is the only one of its storage and shows fewer elements than it holds is saved as those.
 */
function writables(root: unknown): (value: unknown) => TensorRef<Writable> | undefined {
  const users = new Map<Storage, Set<Tensor>>()
  for (const tensor of tensorsIn(root)) {
    const known = users.get(tensor.storage)
    if (known) known.add(tensor)
    else users.set(tensor.storage, new Set([tensor]))
  }
  const storages = new Map<Storage, Writable>()
  return (value) => {
    if (!(value instanceof Tensor)) return undefined
    const { dtype, shape, strides, offset, storage } = value
    const whole = users.get(storage)!.size > 1 || value.numel() >= storage.length
    let known = storages.get(storage)
    if (!known) storages.set(storage, (known = whole ? wholeStorage(storage) : alone(value)))
    return whole
      ? new TensorRef(dtype, [...shape], [...strides], offset, known)
      : new TensorRef(dtype, [...shape], rowMajor(shape), 0, known)
  }
}

const wholeStorage = (storage: Storage): Writable => ({
  byteLength: storage.length * bytesOf(storage.dtype),
  read: async () => bytesOfArray(storage.device.collected && !isStored(storage) ? storage.array : await storage.read()),
})

const alone = (tensor: Tensor): Writable => ({
  byteLength: tensor.numel() * bytesOf(tensor.dtype),
  read: () => valuesOf(tensor),
})

function tensorsIn(root: unknown): Set<Tensor> {
  const found = new Set<Tensor>()
  // What is added on the way is visited as well: nothing recurses, however deep the data are.
  const seen = new Set([root])
  for (const value of seen)
    if (value instanceof Tensor) found.add(value)
    else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))
      for (const item of Object.values(value)) if (typeof item === 'object') seen.add(item)
  return found
}
