import { parameterTable } from '@torchlet/inspection'
import { useMemo } from 'preact/hooks'
import type { Checkpoint } from '../state/use-checkpoint'
import { FileButton } from './file-button'
import { ParameterRows } from './parameter-rows'

interface CheckpointPanelProps {
  readonly checkpoint: Checkpoint
  readonly onFile: (file: File) => void
  readonly onEmbedded: () => void
}

/** Where the weights come from, the network as PyTorch prints it, and its parameters. */
export function CheckpointPanel({ checkpoint, onFile, onEmbedded }: CheckpointPanelProps) {
  const { network, origin, progress } = checkpoint
  const table = useMemo(() => parameterTable(network), [network])
  return (
    <section class="panel checkpoint" aria-labelledby="checkpoint-title">
      <h2 id="checkpoint-title" class="eyebrow">
        The checkpoint
      </h2>
      <div class="checkpoint-origin" data-testid="origin">
        <p class="file-name">{origin?.name ?? '…'}</p>
        <p class="fine">
          {progress ??
            (origin ? `${origin.tensors} tensors · ${origin.bytes.toLocaleString('en')} bytes` : 'Reading …')}
        </p>
      </div>
      <div class="checkpoint-actions">
        <FileButton
          label="Open a checkpoint…"
          accept=".pt,.pth,.ckpt,.bin,.safetensors,.npz"
          name="checkpoint"
          onFile={onFile}
        />
        <button type="button" class="button" disabled={origin?.isEmbedded ?? true} onClick={onEmbedded}>
          Back to the embedded one
        </button>
      </div>
      <h2 class="eyebrow">The network</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: wider than a phone, it scrolls, by keyboard too */}
      <pre class="network" data-testid="network" tabIndex={0}>
        {String(network)}
      </pre>
      <ParameterRows table={table} />
    </section>
  )
}
