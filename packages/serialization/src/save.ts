import type { Tensor } from '@torchlet/tensor-core/ops'
import { joined } from './bytes'
import { encodeState } from './encode-state'
import { refuse } from './errors'
import { checkNames, type Progress } from './options'
import { type Target, writeToFile, writeToStream } from './sinks'

/** The formats that `save` writes. */
export type SaveFormat = 'pt' | 'safetensors' | 'npz'

/** What `save` takes beside the state and the target. */
export interface SaveOptions {
  /** Default: by the target's extension (.pt .pth .bin .safetensors .npz), else 'pt'. */
  readonly format?: SaveFormat
  /** Strings by name, kept in the file's header. safetensors only. */
  readonly metadata?: Readonly<Record<string, string>>
  readonly onProgress?: (progress: Progress) => void
  readonly signal?: AbortSignal
}

/** What can be saved: tensors by name; to a `.pt` also plain data with tensors in it, `{ model: state, epoch: 3 }`. */
export type Saveable = Readonly<Record<string, unknown>> | Tensor

/**
 * Saves a checkpoint. A `.pt` opens in PyTorch with `torch.load(path, weights_only=True)`, tensors that share memory written
 * once; a `.safetensors` is what the reference implementation writes.
 *
 * To a path, the file is written beside and renamed: until the new file is whole, the old one is. Without a target (or with
 * null) the bytes are the result, a `.pt` unless `format` says otherwise.
 * Throws CheckpointError for what the format cannot hold, or when the file cannot be written; nothing is left behind.
 */
export function save(state: Saveable, target?: null, options?: SaveOptions): Promise<Uint8Array>
export function save(state: Saveable, target: Target, options?: SaveOptions): Promise<void>
export async function save(
  state: Saveable,
  target?: Target | null,
  options: SaveOptions = {},
): Promise<Uint8Array | void> {
  checkNames(options, ['format', 'metadata', 'onProgress', 'signal'])
  const { signal, onProgress } = options
  signal?.throwIfAborted()
  const format = options.format ?? (target && !(target instanceof WritableStream) ? formatOf(String(target)) : 'pt')
  const { pieces, total } = encodeState(state, format, options.metadata)
  let loaded = 0
  const onBytes = (count: number): void => {
    loaded += count
    onProgress?.({ loaded, total })
  }
  if (target instanceof WritableStream) return writeToStream(target, pieces, { signal, onBytes })
  if (target) return writeToFile(target, pieces, { signal, onBytes })
  const all: Uint8Array[] = []
  for await (const piece of pieces) {
    signal?.throwIfAborted()
    all.push(piece)
    onBytes(piece.length)
  }
  return joined(all)
}

const FORMATS: Record<string, SaveFormat> = {
  pt: 'pt',
  pth: 'pt',
  bin: 'pt',
  ckpt: 'pt',
  safetensors: 'safetensors',
  npz: 'npz',
}

function formatOf(path: string): SaveFormat {
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase()
  if (extension === undefined) return 'pt'
  return (
    FORMATS[extension] ??
    refuse(`${path}: no format is known for .${extension}; use .pt, .safetensors or .npz, or say { format }`)
  )
}
