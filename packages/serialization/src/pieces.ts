/*
 * What a source was opened as: one file, or the files of a sharded model, whose index says which tensor lies in which.
 */

import { textOf } from './bytes'
import { type Catalog, type Format, readCatalog } from './catalog'
import { refuse, withPlace } from './errors'
import type { TensorRecord } from './records'
import { type ResolveOptions, resolveSource, type Source } from './sources/resolve'
import type { ByteSource } from './sources/source'
import { StreamSource } from './sources/stream'
import { findState, type StateRecords } from './state-dict'

/** A tensor of a checkpoint, and the file it is read from. */
export interface Place {
  readonly tensor: TensorRecord
  readonly source: ByteSource
}

export interface Opened {
  readonly name: string
  readonly format: Format
  readonly metadata: Record<string, string>
  /** The catalogs of the files; one, unless the model is sharded. */
  readonly catalogs: readonly Catalog[]
  /** The tensors by name, in order. */
  state(): ReadonlyMap<string, Place>
  close(): Promise<void>
}

/** Opens a source and reads what there is to know before its tensors; with `settled`, so that they can be read in any order. */
export async function openPieces(
  from: Source,
  options: ResolveOptions,
  onSource?: (source: ByteSource) => void,
  settled = false,
): Promise<Opened> {
  const first = await resolveSource(from, options)
  onSource?.(first)
  const source = settled ? await settle(first, options) : first
  try {
    const index = await readIndex(source, options)
    if (!index) return single(source, await readCatalog(source, options))
    if (typeof from !== 'string' && !(from instanceof URL))
      refuse('the index of a sharded model, which says where its files are: load it by its path or URL')
    const shards = await openShards(source.name, from, index, options)
    await source.close()
    return shards
  } catch (error) {
    await source.close()
    throw error instanceof Error && error.message.startsWith(`${source.name}:`) ? error : withPlace(source.name, error)
  }
}

/** What can be read in any order: a stream is read to its end. */
async function settle(source: ByteSource, options: ResolveOptions): Promise<ByteSource> {
  try {
    return await source.settle(options)
  } catch (error) {
    await source.close()
    throw withPlace(source.name, error)
  }
}

function single(source: ByteSource, catalog: Catalog): Opened {
  const { format, metadata, root } = catalog
  const state = (): Map<string, Place> => {
    const places = new Map<string, Place>()
    const found = format === 'torch' ? findState(root) : (root as StateRecords)
    for (const name of Object.keys(found)) places.set(name, { tensor: found[name]!, source: catalog.source })
    return places
  }
  return { name: source.name, format, metadata, catalogs: [catalog], state, close: () => source.close() }
}

type Index = ReadonlyMap<string, string>
const MAX_INDEX = 2 ** 26

/** The weight_map of a model.safetensors.index.json, or undefined where the source is none. */
async function readIndex(source: ByteSource, options: ResolveOptions): Promise<Index | undefined> {
  const head =
    source instanceof StreamSource
      ? await source.peek(64, options)
      : await source.read(0, Math.min(64, source.size!), options)
  if (!/^\s*\{\s*"/.test(textOf(head))) return undefined
  const settled = await source.settle(options)
  if (settled.size > MAX_INDEX) return undefined
  let parsed: { weight_map?: unknown }
  try {
    parsed = JSON.parse(textOf(await settled.read(0, settled.size, options)))
  } catch {
    // No JSON after all: the catalog says what it looks like.
    return undefined
  }
  const map = parsed.weight_map
  if (map === undefined) return undefined
  if (typeof map !== 'object' || map === null || Array.isArray(map))
    refuse('the weight_map of this index maps no names to files')
  for (const [name, file] of Object.entries(map))
    if (typeof file !== 'string' || !/^[^/\\:]+$/.test(file) || file === '..')
      refuse(`index: tensor '${name}' is said to be in ${JSON.stringify(file)}, which is no name of a file beside it`)
  return new Map(Object.entries(map as Record<string, string>))
}

async function openShards(name: string, from: string | URL, index: Index, options: ResolveOptions): Promise<Opened> {
  const files = [...new Set(index.values())]
  const results = await Promise.allSettled(
    files.map(async (file): Promise<Opened> => {
      const source = await resolveSource(beside(from, file), { ...options, parts: true })
      try {
        return single(source, await readCatalog(source, options))
      } catch (error) {
        await source.close()
        throw error
      }
    }),
  )
  const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const close = async (): Promise<void> => void (await Promise.all(opened.map((shard) => shard.close())))
  try {
    options.signal?.throwIfAborted()
    const failed = files.flatMap((file, i) =>
      results[i]!.status === 'rejected' ? [`${file} (${(results[i] as PromiseRejectedResult).reason?.message})`] : [],
    )
    if (failed.length) refuse(`${failed.length} of ${files.length} shards cannot be read: ${failed.join('; ')}`)
    const places = collect(index, files, opened)
    const { format, metadata } = opened[0] ?? refuse('the index names no files')
    return { name, format, metadata, catalogs: opened.flatMap((shard) => shard.catalogs), state: () => places, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Each tensor from the file that the index says. Refuses tensors that are missing there, or that another file has as well. */
function collect(index: Index, files: readonly string[], opened: readonly Opened[]): Map<string, Place> {
  const states = new Map(files.map((file, i) => [file, opened[i]!.state()]))
  const places = new Map<string, Place>()
  const missing: string[] = []
  for (const [name, file] of index) {
    const place = states.get(file)!.get(name)
    if (place) places.set(name, place)
    else missing.push(`'${name}' in ${file}`)
  }
  const list = (names: readonly string[]): string =>
    `${names.slice(0, 8).join(', ')}${names.length > 8 ? ` and ${names.length - 8} more` : ''}`
  if (missing.length) refuse(`the index promises tensors that are not there: ${list(missing)}`)
  const strays = [...states].flatMap(([file, state]) =>
    [...state.keys()].filter((name) => index.get(name) !== file).map((name) => `'${name}' in ${file}`),
  )
  if (strays.length) refuse(`tensors are in files where the index does not have them, or twice: ${list(strays)}`)
  return places
}

/** The file of this name in the same folder. */
function beside(from: string | URL, file: string): string | URL {
  const text = String(from)
  if (/^[a-z][a-z0-9+.-]+:/i.test(text)) return new URL(encodeURIComponent(file), text)
  return text.replace(/[^/\\]*$/, '') + file
}
