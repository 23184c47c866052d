/*
 * Outlines written as SVG paths (absolute M, L, Q, C and Z only), turned into polygons: the shapes are drawn the same in
 * the page and in a terminal, where there is no canvas.
 */

export type Point = readonly [x: number, y: number]
export type Polygon = readonly Point[]

/** How many straight pieces stand for a curve: on 28 pixels, more would not be seen. */
const PIECES = 12

/** How many numbers follow each command. */
const ARITY: Record<string, number> = { M: 2, L: 2, Q: 4, C: 6, Z: 0 }

/** A point of a Bézier curve by de Casteljau's rule: halve the list of controls until one is left. */
function onCurve(controls: Polygon, at: number): Point {
  if (controls.length === 1) return controls[0]!
  const nearer = controls
    .slice(1)
    .map(
      ([x, y], i): Point => [
        controls[i]![0] + (x - controls[i]![0]) * at,
        controls[i]![1] + (y - controls[i]![1]) * at,
      ],
    )
  return onCurve(nearer, at)
}

function pairs(numbers: readonly number[]): Point[] {
  return Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i]!, numbers[2 * i + 1]!])
}

/** The polygons of a path. Throws on anything but absolute M, L, Q, C and Z with all their numbers. */
export function polygonsOf(path: string): Polygon[] {
  const polygons: Point[][] = []
  for (const [, command, text] of path.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
    const numbers = text!
      .trim()
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number)
    const arity = ARITY[command!]
    if (arity === undefined || numbers.length !== arity || numbers.some(Number.isNaN))
      throw new SyntaxError(`path: cannot read '${command}${text}'`)
    if (command === 'M') polygons.push([])
    const polygon = polygons.at(-1)
    if (!polygon) throw new SyntaxError(`path: begins with '${command}' instead of M`)
    const points = pairs(numbers)
    const start = polygon.at(-1)
    if (points.length < 2 || !start) polygon.push(...points)
    else for (let i = 1; i <= PIECES; i++) polygon.push(onCurve([start, ...points], i / PIECES))
  }
  return polygons
}
