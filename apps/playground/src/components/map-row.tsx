import type { Maps } from '../model/maps'
import { PixelCanvas } from './pixel-canvas'

export interface MapRowProps {
  readonly title: string
  /** What happens here, in a few words. */
  readonly note: string
  /** How many maps there will be: the row has its size before they come. */
  readonly count: number
  readonly maps: Maps | undefined
}

const short = (value: number): string => (Number.isFinite(value) ? value.toFixed(2).replace('-', '−') : String(value))

/** The maps of one layer side by side, or its numbers as one strip. */
export function MapRow({ title, note, count, maps }: MapRowProps) {
  const shape = maps?.shape.slice(1).join(' × ')
  const range = maps && `${short(maps.min)} … ${short(maps.max)}`
  return (
    <figure class={count === 1 ? 'maps strip' : 'maps'} data-layer={title}>
      <figcaption>
        <b>{title}</b>
        <span class="note">{note}</span>
        <span class="fine number">
          {shape ?? '…'}
          <i>{range}</i>
        </span>
      </figcaption>
      <div
        class={`tiles tiles-${count}`}
        role="img"
        aria-label={`${title}: ${count === 1 ? 'a strip of' : `${count} maps,`} ${shape ?? 'no'} numbers from ${range ?? 'nowhere'}`}
      >
        {Array.from({ length: count }, (_, i) => (
          <span class="tile" key={i}>
            {maps?.images[i] && <PixelCanvas image={maps.images[i]} />}
          </span>
        ))}
      </div>
    </figure>
  )
}
