import { Network } from '@torchlet/examples/network'
import { load, type Progress } from '@torchlet/serialization'
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import embeddedUrl from '../../checkpoints/fashion-cnn.safetensors?url'

/** Where the network's weights come from. */
export interface Origin {
  readonly name: string
  readonly tensors: number
  readonly bytes: number
  readonly isEmbedded: boolean
}

export interface Checkpoint {
  /** Always the same module; its weights change. */
  readonly network: Network
  /** A new object whenever the weights change; undefined until there are any but random ones. */
  readonly origin: Origin | undefined
  /** What is being read, in words. */
  readonly progress: string | undefined
  /** Reads a file into the network. Throws what torchlet says of a file that does not do, and leaves the network as it was. */
  loadFile(file: File): Promise<Origin>
  loadEmbedded(): Promise<Origin>
}

const EMBEDDED_NAME = 'fashion-cnn.safetensors'

const describe = (name: string, { loaded, total }: Progress): string =>
  `Reading ${name}${total ? ` · ${Math.round((100 * loaded) / total)} %` : ''}`

/** The network and its weights, the embedded ones at first. */
export function useCheckpoint(onError: (error: unknown) => void): Checkpoint {
  const [network] = useState(() => new Network().eval())
  const [origin, setOrigin] = useState<Origin>()
  const [progress, setProgress] = useState<string>()
  const running = useRef<AbortController>(undefined)

  const read = useCallback(
    async (file: File, isEmbedded: boolean): Promise<Origin> => {
      // The last one asked for wins: a reading under way is given up.
      running.current?.abort()
      const reading = new AbortController()
      running.current = reading
      const { signal } = reading
      try {
        const tensors = await load(file, {
          signal,
          onProgress: (now) => !signal.aborted && setProgress(describe(file.name, now)),
        })
        signal.throwIfAborted()
        network.loadStateDict(tensors)
        const next = { name: file.name, tensors: Object.keys(tensors).length, bytes: file.size, isEmbedded }
        setOrigin(next)
        return next
      } finally {
        if (running.current === reading) setProgress(undefined)
      }
    },
    [network],
  )

  const loadFile = useCallback((file: File) => read(file, false), [read])
  const loadEmbedded = useCallback(async () => {
    const response = await fetch(embeddedUrl)
    if (!response.ok) throw new Error(`${EMBEDDED_NAME}: the server answered ${response.status} ${response.statusText}`)
    return read(new File([await response.blob()], EMBEDDED_NAME), true)
  }, [read])

  useEffect(() => {
    loadEmbedded().catch(onError)
  }, [loadEmbedded, onError])

  return { network, origin, progress, loadFile, loadEmbedded }
}
