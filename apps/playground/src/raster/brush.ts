import type { Point } from './path'
import { type Picture, SIZE } from './picture'

export interface Brush {
  /** Half its width, in pixels of the picture. */
  readonly radius: number
  readonly erases: boolean
}

/** How light the brush paints: cloth in the training pictures is seldom pure white. */
const LIGHT = 0.9

/** How far a point is from the line between two others. */
function distance([x, y]: Point, [x0, y0]: Point, [x1, y1]: Point): number {
  const [dx, dy] = [x1 - x0, y1 - y0]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length))
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy)
}

/** A copy of the picture with a straight stroke on it, soft at its edge. Points are in pixels from the top left corner. */
export function stroke(picture: Picture, from: Point, to: Point, brush: Brush): Picture {
  return picture.map((before, i) => {
    const centre: Point = [(i % SIZE) + 0.5, Math.floor(i / SIZE) + 0.5]
    const share = Math.min(1, Math.max(0, brush.radius + 0.5 - distance(centre, from, to)))
    // Strokes that overlap do not add up: a line drawn twice is the same line.
    return brush.erases ? Math.min(before, 1 - share) : Math.max(before, LIGHT * share)
  })
}

/** A copy in which the dark area around a point, up to the lines that enclose it, is as light as the brush. */
export function fill(picture: Picture, [x, y]: Point): Picture {
  const filled = picture.slice()
  const isOpen = (i: number): boolean => filled[i]! < LIGHT / 2
  const open = [Math.floor(y) * SIZE + Math.floor(x)]
  while (open.length > 0) {
    const i = open.pop()!
    if (!isOpen(i)) continue
    filled[i] = LIGHT
    if (i % SIZE > 0) open.push(i - 1)
    if (i % SIZE < SIZE - 1) open.push(i + 1)
    if (i >= SIZE) open.push(i - SIZE)
    if (i < SIZE * (SIZE - 1)) open.push(i + SIZE)
  }
  // The soft rim of the lines, which the flood stops at, would stay as a dark seam.
  return filled.map((light, i) => (light < LIGHT && light > 0 && nextToFilled(picture, filled, i) ? LIGHT : light))
}

/** Whether a neighbour of pixel i was dark before and is filled now. */
function nextToFilled(before: Picture, after: Picture, i: number): boolean {
  const neighbours = [i % SIZE > 0 ? i - 1 : i, i % SIZE < SIZE - 1 ? i + 1 : i, i - SIZE, i + SIZE]
  return neighbours.some((j) => j >= 0 && j < after.length && before[j] !== after[j])
}
