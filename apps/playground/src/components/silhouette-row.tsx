import { useMemo } from 'preact/hooks'
import type { Picture } from '../raster/picture'
import { drawSilhouette, SILHOUETTES, type SilhouetteName } from '../silhouettes'
import { PictureCanvas } from './picture-canvas'

interface SilhouetteRowProps {
  readonly chosen: SilhouetteName | undefined
  readonly onChoose: (name: SilhouetteName, picture: Picture) => void
}

/** The six silhouettes, to choose one. */
export function SilhouetteRow({ chosen, onChoose }: SilhouetteRowProps) {
  const drawn = useMemo(
    () => SILHOUETTES.map(({ name, label }) => ({ name, label, picture: drawSilhouette(name) })),
    [],
  )
  return (
    <fieldset class="silhouettes">
      <legend class="unseen">Silhouettes</legend>
      {drawn.map(({ name, label, picture }) => (
        <button
          key={name}
          type="button"
          aria-pressed={chosen === name}
          aria-label={label}
          title={label}
          data-silhouette={name}
          onClick={() => onChoose(name, picture)}
        >
          <PictureCanvas picture={picture} />
        </button>
      ))}
    </fieldset>
  )
}
