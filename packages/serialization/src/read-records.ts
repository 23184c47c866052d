/*
 * From records to bytes. Small storages that lie close together are read at one go and become views of one buffer, so that
 * ten thousand tensors are not ten thousand reads; a large one has a buffer of its own. The buffer is aligned as the file is:
 * where the format aligns its data (PyTorch to 64 bytes), the typed arrays need no copy.
 */
import { arrayOn } from './dtypes'
import { elementsOf, inOrder } from './elements'
import type { StorageRecord } from './records'
import type { ReadOptions } from './source'
import { allocate, allocated, type ByteSource } from './sources/source'

/** A run is at most this long (a single storage may be longer): a tensor keeps no more than this alive besides itself. */
const MAX_RUN = 2 ** 20
/** Bytes between two storages that are cheaper read than skipped. */
const MAX_GAP = 2 ** 14
const SLICE = 4 * 2 ** 20
/** A zip entry's header with the longest name. */
const MAX_HEAD = 2 ** 17

/** No array of bytes is longer in Node 20, though a buffer may be, and the arrays of wider elements on it. */
const LONGEST = 2 ** 32 - 64

/** All the elements, or slices of them that are only good until the next one is asked for. */
export type Elements = Uint8Array | ArrayBuffer | AsyncIterable<Uint8Array>

export interface RecordOptions extends ReadOptions {
  /** Whether a record's elements are wanted in slices, because they will be converted and not kept. */
  readonly sliced?: (record: StorageRecord) => boolean
  /** How long an array of bytes may be: what is longer comes as a buffer. */
  readonly longest?: number
}

/** The storages' elements, little-endian, in the order in which they lie in the file: neighbours at one go. */
export async function* readRecords(
  source: ByteSource,
  records: Iterable<StorageRecord>,
  options: RecordOptions = {},
): AsyncGenerator<[StorageRecord, Elements][], void> {
  const ordered = [...records].sort((a, b) => a.start - b.start || a.end - b.end)
  for (const run of runsOf(ordered)) {
    const [first] = run as [StorageRecord]
    const end = run.reduce((last, record) => Math.max(last, record.end), 0)
    const large = !source.bytes && run.length === 1 && !first.deflated && first.byteLength > 2 * SLICE
    if (large && options.sliced?.(first)) yield [[first, readSlices(source, first, options)]]
    else if (large && end - first.start > (options.longest ?? LONGEST))
      yield [[first, await readBuffer(source, first, options)]]
    else {
      const bytes = await source.read(first.start, end, options)
      const batch: [StorageRecord, Elements][] = []
      for (const record of run) {
        const elements = elementsOf(
          record,
          bytes.subarray(record.start - first.start, record.end - first.start),
          source.bytes !== undefined,
          options,
        )
        batch.push([record, elements instanceof Uint8Array ? elements : await elements])
      }
      yield batch
    }
    if (options.once) source.discard?.(end)
  }
}

/** Neighbours together, as long as they are short; what lies in the same place is always read together. */
function* runsOf(ordered: readonly StorageRecord[]): Generator<StorageRecord[]> {
  let run: StorageRecord[] = []
  let [start, end] = [0, 0]
  for (const record of ordered) {
    const fits = record.start < end || (record.start - end <= MAX_GAP && record.end - start <= MAX_RUN)
    if (run.length && !fits) {
      yield run
      run = []
    }
    if (!run.length) start = end = record.start
    run.push(record)
    end = Math.max(end, record.end)
  }
  if (run.length) yield run
}

async function* readSlices(
  source: ByteSource,
  record: StorageRecord,
  options: ReadOptions,
): AsyncGenerator<Uint8Array, void> {
  const head = await source.read(record.start, record.start + MAX_HEAD, { ...options, once: false })
  const start = record.dataStart(head)
  const scratch = allocate(SLICE)
  for (let at = 0; at < record.byteLength; at += SLICE) {
    const slice = scratch.subarray(0, Math.min(SLICE, record.byteLength - at))
    // A stream has gone past what was read as the head.
    const known = head.subarray(start + at, start + at + slice.length)
    slice.set(known)
    await source.readInto(record.start + start + at + known.length, slice.subarray(known.length), options)
    yield inOrder(record, slice, false)
  }
}

/** All the elements, in a buffer that no array of bytes could span. */
async function readBuffer(source: ByteSource, record: StorageRecord, options: ReadOptions): Promise<ArrayBuffer> {
  const buffer = allocated(record.byteLength, (length) => {
    const made = new ArrayBuffer(length)
    // Where the elements themselves are too many for an array, that is told before they are read.
    arrayOn(record.dtype, made)
    return made
  })
  let at = 0
  for await (const slice of readSlices(source, record, options)) {
    new Uint8Array(buffer, at, slice.length).set(slice)
    at += slice.length
  }
  return buffer
}
