import { useState } from 'preact/hooks'
import { blankPicture } from '../raster/picture'
import { SILHOUETTES } from '../silhouettes'
import type { Change, History, PictureOrigin } from '../state/history'
import type { ImageFile } from '../state/use-image-file'
import { DrawingTools, type Tool } from './drawing-tools'
import { ImageSource } from './image-source'
import { Pad } from './pad'
import { SilhouetteRow } from './silhouette-row'

interface PicturePanelProps {
  readonly history: History
  readonly change: (change: Change) => void
  readonly image: ImageFile
  readonly onImage: (file: File) => void
}

/** What the picture is, in words. */
function describe(origin: PictureOrigin): string {
  if (origin.kind === 'drawing') return 'your drawing'
  if (origin.kind === 'image') return origin.inverted ? `${origin.name}, inverted` : origin.name
  return `silhouette: ${SILHOUETTES.find(({ name }) => name === origin.name)!.label.toLowerCase()}`
}

/** The picture, and the ways to one: by hand, from a silhouette, from a file. */
export function PicturePanel({ history, change, image, onImage }: PicturePanelProps) {
  const [tool, setTool] = useState<Tool>('brush')
  const [width, setWidth] = useState(2.5)
  const { picture, origin, past } = history
  return (
    <section class="panel picture" aria-labelledby="picture-title">
      <div class="panel-head">
        <h2 id="picture-title" class="eyebrow">
          The picture
        </h2>
        <span class="fine origin">{describe(origin)}</span>
      </div>
      <Pad picture={picture} tool={tool} width={width} change={change} label={describe(origin)} />
      <DrawingTools
        tool={tool}
        width={width}
        canUndo={past.length > 0}
        onTool={setTool}
        onWidth={setWidth}
        onUndo={() => change({ type: 'undo' })}
        onClear={() => change({ type: 'show', picture: blankPicture(), origin: { kind: 'drawing' } })}
      />
      <SilhouetteRow
        chosen={origin.kind === 'silhouette' ? origin.name : undefined}
        onChoose={(name, drawn) => change({ type: 'show', picture: drawn, origin: { kind: 'silhouette', name } })}
      />
      <ImageSource
        inversion={image.inversion}
        onInversion={(how) => image.setInversion(how, origin.kind === 'image')}
        onFile={onImage}
      />
    </section>
  )
}
