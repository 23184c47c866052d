import type { HTMLAttributes, TargetedKeyboardEvent, TargetedPointerEvent } from 'preact'
import { useRef, useState } from 'preact/hooks'
import type { Tool } from '../components/drawing-tools'
import { fill, stroke } from '../raster/brush'
import type { Point } from '../raster/path'
import { type Picture, SIZE } from '../raster/picture'
import type { Change } from './history'

interface Drawing {
  /** Where the keyboard's brush is, in pixels of the picture. */
  readonly cursor: Point
  readonly handlers: Pick<
    HTMLAttributes<HTMLDivElement>,
    'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerCancel' | 'onKeyDown'
  >
}

/** A stroke under way: whose it is, how far it has come, and what it has drawn so far. */
interface Stroke {
  readonly pointer: number
  readonly erases: boolean
  at: Point
  picture: Picture
}

/** `buttons` of a pen whose other end touches. */
const ERASER_END = 32

const STEPS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

const within = (value: number): number => Math.min(SIZE - 0.5, Math.max(0.5, value))

/** Where an event is, in pixels of the picture. */
function pointOf(event: PointerEvent, pad: Element): Point {
  const { left, top, width, height } = pad.getBoundingClientRect()
  return [((event.clientX - left) / width) * SIZE, ((event.clientY - top) / height) * SIZE]
}

/** Drawing on the pad: strokes by pointer, dots and lines by keyboard. */
export function useDrawing(picture: Picture, tool: Tool, width: number, change: (change: Change) => void): Drawing {
  const running = useRef<Stroke>(undefined)
  const [cursor, setCursor] = useState<Point>([SIZE / 2 - 0.5, SIZE / 2 - 0.5])

  const show = (drawn: Picture): void => change({ type: 'show', picture: drawn, origin: { kind: 'drawing' } })
  const brush = (erases: boolean) => ({ radius: width / 2, erases })

  /** A dot, a line, or a filled area, as one step of the history. */
  const apply = (from: Point, to: Point, erases: boolean): Picture => {
    const drawn = tool === 'fill' ? fill(picture, to) : stroke(picture, from, to, brush(erases))
    show(drawn)
    return drawn
  }

  const onPointerDown = (event: TargetedPointerEvent<HTMLDivElement>): void => {
    // One finger draws; a second one, and the mouse's other buttons, do nothing.
    const isEraserEnd = (event.buttons & ERASER_END) !== 0
    if (running.current || (event.button !== 0 && !isEraserEnd)) return
    const at = pointOf(event, event.currentTarget)
    const erases = tool === 'eraser' || isEraserEnd
    const drawn = apply(at, at, erases)
    if (tool === 'fill') return
    event.currentTarget.setPointerCapture(event.pointerId)
    running.current = { pointer: event.pointerId, erases, at, picture: drawn }
  }

  const onPointerMove = (event: TargetedPointerEvent<HTMLDivElement>): void => {
    const current = running.current
    if (!current || current.pointer !== event.pointerId) return
    // Browsers hand over several positions at once: without them fast curves have corners.
    const events = event.getCoalescedEvents?.() ?? []
    for (const each of events.length > 0 ? events : [event]) {
      const to = pointOf(each, event.currentTarget)
      current.picture = stroke(current.picture, current.at, to, brush(current.erases))
      current.at = to
    }
    change({ type: 'continue', picture: current.picture })
  }

  const finish = (event: TargetedPointerEvent<HTMLDivElement>): void => {
    if (running.current?.pointer === event.pointerId) running.current = undefined
  }

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const step = STEPS[event.key]
    if (step) {
      const to: Point = [within(cursor[0] + step[0]), within(cursor[1] + step[1])]
      if (event.shiftKey && tool !== 'fill') apply(cursor, to, tool === 'eraser')
      setCursor(to)
    } else if (event.key === ' ') apply(cursor, cursor, tool === 'eraser')
    else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) change({ type: 'undo' })
    else return
    event.preventDefault()
  }

  return {
    cursor,
    handlers: { onPointerDown, onPointerMove, onPointerUp: finish, onPointerCancel: finish, onKeyDown },
  }
}
