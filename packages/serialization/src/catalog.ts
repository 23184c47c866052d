/*
 * Which format a source has, and what is in it, before any of the large bytes is read. The format is told by the content.
 */
import { withAdvice } from './advice'
import { uint } from './bytes'
import { refuse, withPlace } from './errors'
import { looksLike } from './looks-like'
import { isNpy } from './numpy/header'
import { readNpyRecord, readNpzRecords } from './numpy/records'
import { type StorageRecord, type TensorRecord, TensorRef } from './records'
import {
  checkFileSize,
  type Header,
  type HeaderEntry,
  headerLength,
  MAX_HEADER,
  PREFIX,
  parseHeader,
} from './safetensors/header'
import { rowMajor } from './shapes'
import type { ReadOptions } from './source'
import type { ByteSource } from './sources/source'
import { StreamSource } from './sources/stream'
import { isTorchArchive, type Objects, readArchive } from './torch/archive'
import { isZip } from './torch/decode'
import { isPickle, readLegacy } from './torch/legacy'
import { toPlain } from './torch/plain'
import { readDirectory } from './zip/directory'

export type Format = 'safetensors' | 'torch' | 'numpy'

export interface Catalog {
  readonly format: Format
  /** Where the tensors' bytes are read from: the source, or what it has become. */
  readonly source: ByteSource
  /** Tensors by name, or the nested data of a PyTorch file, with a TensorRecord for each tensor. */
  readonly root: unknown
  /** The strings that a safetensors header keeps beside its tensors. */
  readonly metadata: Record<string, string>
  /** Where a safetensors file must end. */
  readonly fileSize?: number
}

const HEAD = 512

/** Reads what there is to know of the source. Throws CheckpointError, with the source's name, for what is no checkpoint. */
export async function readCatalog(source: ByteSource, options?: ReadOptions): Promise<Catalog> {
  try {
    const head = await readHead(source, HEAD, options)
    if (isSafetensors(head)) return await safetensorsCatalog(source, head, options)
    if (!isZip(head) && !isPickle(head) && !isNpy(head)) return refuse(`no checkpoint: ${looksLike(head)}`)
    const settled = await source.settle(options)
    const found = { source: settled, metadata: {} }
    if (isPickle(head)) return { ...found, format: 'torch', root: plain(await readLegacy(settled, options)) }
    if (isNpy(head)) return { ...found, format: 'numpy', root: await readNpyRecord(settled, options) }
    const entries = await readDirectory(settled, options)
    if (isTorchArchive(entries))
      return { ...found, format: 'torch', root: plain(await readArchive(settled, entries, options)) }
    const names = [...entries.keys()]
    if (names.length && names.every((name) => name.endsWith('.npy')))
      return { ...found, format: 'numpy', root: await readNpzRecords(settled, entries, options) }
    return refuse(
      `a zip archive, but no checkpoint: it holds neither data.pkl nor .npy arrays, but ${names.slice(0, 3).join(', ') || 'nothing'}`,
    )
  } catch (error) {
    throw withPlace(source.name, withAdvice(error))
  }
}

/** The file's objects, with a TensorRecord in the place of each tensor. */
const plain = ({ value, record }: Objects): unknown =>
  toPlain(
    value,
    ({ dtype, shape, strides, offset, storage }) =>
      new TensorRef(dtype, shape, strides, offset, record(storage, dtype)),
  )

function readHead(source: ByteSource, length: number, options?: ReadOptions): Promise<Uint8Array> {
  if (source instanceof StreamSource) return source.peek(length, options)
  return source.read(0, Math.min(length, source.size!), options)
}

const isSafetensors = (head: Uint8Array): boolean =>
  head.length > PREFIX && head[PREFIX] === 0x7b && uint(head, 0, PREFIX) <= MAX_HEADER

async function safetensorsCatalog(source: ByteSource, head: Uint8Array, options?: ReadOptions): Promise<Catalog> {
  const length = headerLength(head, source.size)
  const file = await readHead(source, PREFIX + length, options)
  if (file.length < PREFIX + length) refuse(`announces a header of ${length} bytes, but ends after ${file.length}`)
  const header = parseHeader(file.subarray(PREFIX))
  if (source.size !== undefined) checkFileSize(header, source.size)
  const tensors: Record<string, TensorRecord> = {}
  for (const [name, entry] of header.tensors) tensors[name] = safetensorsRecord(name, entry, header)
  return { format: 'safetensors', source, root: tensors, metadata: header.metadata, fileSize: header.fileSize }
}

/** Nothing precedes the elements. */
const atStart = (): number => 0

function safetensorsRecord(name: string, { dtype, shape, start, end }: HeaderEntry, header: Header): TensorRecord {
  const storage: StorageRecord = {
    name: `tensor '${name}'`,
    dtype,
    byteLength: end - start,
    start: header.dataStart + start,
    end: header.dataStart + end,
    dataStart: atStart,
  }
  return new TensorRef(dtype, shape, rowMajor(shape), 0, storage)
}
