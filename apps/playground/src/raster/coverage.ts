import type { Polygon } from './path'
import { blankPicture, type Picture, SIZE } from './picture'

/** Sample lines per pixel and axis: 64 samples a pixel give soft edges. */
const FINE = 8

/** Where a horizontal line crosses the outlines, from left to right. */
function crossings(polygons: readonly Polygon[], y: number): number[] {
  const found: number[] = []
  for (const polygon of polygons)
    polygon.forEach(([x1, y1], i) => {
      const [x0, y0] = polygon.at(i - 1)!
      // A corner belongs to the edge below it only, so that it is not counted twice.
      if (y0 <= y !== y1 <= y) found.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0))
    })
  return found.sort((a, b) => a - b)
}

/** How much of each pixel lies inside the polygons (even-odd: an outline within an outline is a hole). */
export function coverage(polygons: readonly Polygon[]): Picture {
  const picture = blankPicture()
  for (let line = 0; line < SIZE * FINE; line++) {
    const row = Math.floor(line / FINE) * SIZE
    const edges = crossings(polygons, (line + 0.5) / FINE)
    for (let i = 0; i + 1 < edges.length; i += 2) {
      const [from, to] = [Math.max(0, edges[i]!), Math.min(SIZE, edges[i + 1]!)]
      // Across the line the share is exact: the overlap of the span with each pixel.
      for (let x = Math.floor(from); x < to; x++)
        picture[row + x]! += Math.max(0, Math.min(to, x + 1) - Math.max(from, x)) / FINE
    }
  }
  return picture
}
