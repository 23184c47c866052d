import { type Picture, SIZE } from '../raster/picture'
import type { Change } from '../state/history'
import { useDrawing } from '../state/use-drawing'
import type { Tool } from './drawing-tools'
import { PictureCanvas } from './picture-canvas'

interface PadProps {
  readonly picture: Picture
  readonly tool: Tool
  readonly width: number
  readonly change: (change: Change) => void
  readonly label: string
}

/** The picture, large, to draw on with mouse, pen, finger or keyboard. */
export function Pad({ picture, tool, width, change, label }: PadProps) {
  const { cursor, handlers } = useDrawing(picture, tool, width, change)
  const [x, y] = cursor
  const size = `${(100 * (tool === 'fill' ? 1 : width)) / SIZE}%`
  return (
    <div
      class="pad"
      data-testid="pad"
      role="application"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the pad is drawn on by keyboard too, see use-drawing.ts
      tabIndex={0}
      aria-label={`Drawing pad, 28 by 28 pixels, showing ${label}`}
      aria-describedby="pad-help"
      {...handlers}
    >
      <PictureCanvas picture={picture} />
      <span
        class="pad-cursor"
        style={{ left: `${(100 * x) / SIZE}%`, top: `${(100 * y) / SIZE}%`, width: size, height: size }}
      />
      <p id="pad-help" class="unseen">
        Draw with the pointer. By keyboard: arrow keys move the brush, with Shift they draw, Space paints a dot, Control
        and Z undoes.
      </p>
    </div>
  )
}
