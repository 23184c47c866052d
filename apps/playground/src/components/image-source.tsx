import type { Inversion } from '../raster/photo'
import { FileButton } from './file-button'

interface ImageSourceProps {
  readonly inversion: Inversion
  readonly onInversion: (inversion: Inversion) => void
  readonly onFile: (file: File) => void
}

const INVERSIONS: readonly { readonly value: Inversion; readonly label: string }[] = [
  { value: 'auto', label: 'Invert: auto' },
  { value: 'always', label: 'Invert: always' },
  { value: 'never', label: 'Invert: never' },
]

/** An image file as the picture, and whether its light and dark are exchanged. */
export function ImageSource({ inversion, onInversion, onFile }: ImageSourceProps) {
  return (
    <div class="image-source">
      <FileButton label="Open an image…" accept="image/*" name="image" onFile={onFile} />
      <label class="inversion">
        <span class="unseen">Images with a bright background</span>
        <select value={inversion} onChange={(event) => onInversion(event.currentTarget.value as Inversion)}>
          {INVERSIONS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
