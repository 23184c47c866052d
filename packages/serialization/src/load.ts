import type { Tensor } from '@torchlet/tensor-core/ops'
import { withPlace } from './errors'
import { mapTensors } from './map-tensors'
import { Counter, checkOptions, type LoadOptions, READING, type ReadingOptions, stubOf } from './options'
import { type Opened, openPieces, type Place } from './pieces'
import type { TensorRecord } from './records'
import type { ReadOptions } from './source'
import type { Source } from './sources/resolve'
import { StreamSource } from './sources/stream'
import { readTensors } from './tensors'

/**
 * The tensors of a checkpoint by name, in the file's order: what `module.loadStateDict` takes.
 *
 * Reads PyTorch's `.pt`/`.pth` (zip and legacy), safetensors (sharded ones by their `.index.json`), `.npz` and `.npy`; the
 * format is told by the content. In a training checkpoint the state_dict is looked for (`state_dict`, `model`, …). Tensors
 * that share memory in the file share it here. Given bytes, the tensors are views of them where alignment allows.
 *
 * Throws CheckpointError for what is no checkpoint, is damaged, or asks for anything but tensors and plain data.
 */
export function load(source: Source, options: LoadOptions = {}): Promise<Record<string, Tensor>> {
  const { filter } = options
  return reading(source, options, [...READING, 'filter'], async (opened, read) => {
    const wanted = new Map(
      [...opened.state()].filter(
        ([name, { tensor }]) => filter?.(name, { dtype: tensor.dtype, shape: tensor.shape }) ?? true,
      ),
    )
    const tensors = await read(wanted)
    if (!filter) await expectEnd(opened)
    return Object.fromEntries([...wanted].map(([name, { tensor }]) => [name, tensors.get(tensor)!]))
  })
}

/**
 * Everything that a checkpoint holds, as it is nested: `{ model: { 'conv.weight': Tensor, … }, epoch: 3, … }`. Python's dicts
 * are objects, lists and tuples arrays, sets Sets, None null, bytes Uint8Array, ints numbers or (beyond 2^53) bigints.
 * Of other formats it is the tensors by name, as `load` gives them.
 */
export function loadCheckpoint(source: Source, options: ReadingOptions = {}): Promise<unknown> {
  return reading(source, options, READING, async (opened, read) => {
    const [catalog] = opened.catalogs
    const nested =
      opened.catalogs.length === 1 && catalog
        ? catalog
        : { root: Object.fromEntries([...opened.state()].map(([name, { tensor }]) => [name, tensor])) }
    const places = new Map<string, Place>()
    const sources = new Map(
      opened.catalogs.length > 1 ? [...opened.state().values()].map(({ tensor, source }) => [tensor, source]) : [],
    )
    mapTensors(nested.root, (tensor) =>
      places.set(`tensor ${places.size} [${tensor.shape.join(', ')}]`, {
        tensor,
        source: sources.get(tensor) ?? catalog!.source,
      }),
    )
    const tensors = await read(places)
    await expectEnd(opened)
    return mapTensors(nested.root, (tensor) => tensors.get(tensor)!)
  })
}

type Read = (places: ReadonlyMap<string, Place>) => Promise<Map<TensorRecord, Tensor>>

/** Opens the source, finds what is in it, and lets `work` read tensors from it; closes it whatever happens. */
async function reading<T>(
  from: Source,
  options: LoadOptions,
  known: readonly string[],
  work: (opened: Opened, read: Read) => Promise<T>,
): Promise<T> {
  checkOptions(options, known)
  const counter = new Counter(options)
  const read: ReadOptions = { signal: options.signal, onBytes: counter.onBytes, stub: stubOf(options) }
  const opened = await openPieces(
    from,
    { ...read, http: options.http, parts: options.filter !== undefined },
    (source) => {
      if (source instanceof StreamSource) counter.total = source.size
    },
  )
  try {
    const result = await work(opened, (places) => readPlaces(places, counter, { ...options, ...read }))
    counter.finish()
    return result
  } catch (error) {
    throw withPlace(opened.name, error)
  } finally {
    await opened.close()
  }
}

async function readPlaces(
  places: ReadonlyMap<string, Place>,
  counter: Counter,
  options: ReadingOptions & ReadOptions,
): Promise<Map<TensorRecord, Tensor>> {
  const sources = new Map<Place['source'], Map<TensorRecord, string>>()
  for (const [name, { tensor, source }] of places) {
    const known = sources.get(source) ?? new Map<TensorRecord, string>()
    sources.set(source, known.set(tensor, `tensor '${name}'`))
  }
  for (const [source, tensors] of sources) {
    const storages = new Set([...tensors.keys()].map(({ storage }) => storage))
    if (!source.bytes && !(source instanceof StreamSource))
      counter.expect([...storages].reduce((sum, { start, end }) => sum + end - start, 0))
  }
  const made = new Map<TensorRecord, Tensor>()
  for (const [source, tensors] of sources)
    for (const [record, tensor] of await readTensors(source, tensors, { ...options, once: true }))
      made.set(record, tensor)
  return made
}

/** A stream that goes on after the last tensor is no safetensors file. */
async function expectEnd({ catalogs }: Opened): Promise<void> {
  for (const { source, fileSize } of catalogs)
    if (source instanceof StreamSource && fileSize !== undefined) await source.expectEnd(fileSize)
}
