import type { ComponentChildren } from 'preact'
import { BrushIcon, EraserIcon, FillIcon, UndoIcon } from './icons'

export type Tool = 'brush' | 'eraser' | 'fill'

const TOOLS: readonly { readonly tool: Tool; readonly label: string; readonly icon: () => ComponentChildren }[] = [
  { tool: 'brush', label: 'Brush', icon: BrushIcon },
  { tool: 'eraser', label: 'Eraser', icon: EraserIcon },
  { tool: 'fill', label: 'Fill', icon: FillIcon },
]

interface DrawingToolsProps {
  readonly tool: Tool
  /** The brush's width in pixels of the picture. */
  readonly width: number
  readonly canUndo: boolean
  readonly onTool: (tool: Tool) => void
  readonly onWidth: (width: number) => void
  readonly onUndo: () => void
  readonly onClear: () => void
}

/** Brush, eraser and fill, the brush's width, undo and clear. */
export function DrawingTools(props: DrawingToolsProps) {
  const { tool, width, canUndo, onTool, onWidth, onUndo, onClear } = props
  return (
    <div class="tools">
      <fieldset class="segments">
        <legend class="unseen">Tool</legend>
        {TOOLS.map(({ tool: each, label, icon: Icon }) => (
          <label key={each} title={label}>
            <input type="radio" name="tool" value={each} checked={tool === each} onChange={() => onTool(each)} />
            <Icon />
            <span class="unseen">{label}</span>
          </label>
        ))}
      </fieldset>
      <label class="width">
        <span class="unseen">Brush width in pixels</span>
        <input
          type="range"
          min="1"
          max="6"
          step="0.5"
          value={width}
          onInput={(event) => onWidth(event.currentTarget.valueAsNumber)}
        />
      </label>
      <button type="button" class="button" disabled={!canUndo} onClick={onUndo}>
        <UndoIcon />
        <span class="undo-word">Undo</span>
      </button>
      <button type="button" class="button" onClick={onClear}>
        Clear
      </button>
    </div>
  )
}
