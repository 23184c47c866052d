import { expect, test } from 'vitest'
import { fill, stroke } from '../src/raster/brush'
import { coverage } from '../src/raster/coverage'
import { polygonsOf } from '../src/raster/path'
import { blankPicture, isBlank, type Picture, SIZE } from '../src/raster/picture'

const sum = (picture: Picture): number => picture.reduce((total, light) => total + light, 0)

test('a rectangle covers its area, with shares where it cuts pixels', () => {
  const picture = coverage(polygonsOf('M2 3 L10.5 3 L10.5 7.25 L2 7.25 Z'))
  expect(sum(picture)).toBeCloseTo(8.5 * 4.25, 4)
  expect(picture[3 * SIZE + 2]).toBeCloseTo(1, 5)
  expect(picture[3 * SIZE + 10]).toBeCloseTo(0.5, 5)
  expect(picture[7 * SIZE + 2]).toBeCloseTo(0.25, 5)
})

test('an outline within an outline is a hole, and what is outside the square is cut off', () => {
  expect(sum(coverage(polygonsOf('M2 2 L12 2 L12 12 L2 12 Z M4 4 L6 4 L6 6 L4 6 Z')))).toBeCloseTo(96, 3)
  expect(sum(coverage(polygonsOf('M-10 -10 L50 -10 L50 50 L-10 50 Z')))).toBeCloseTo(SIZE * SIZE, 3)
})

test('curves: a circle of four cubic curves has its area', () => {
  const k = 5.5228
  const circle =
    `M24 14 C24 ${14 + k} ${14 + k} 24 14 24 C${14 - k} 24 4 ${14 + k} 4 14 ` +
    `C4 ${14 - k} ${14 - k} 4 14 4 C${14 + k} 4 24 ${14 - k} 24 14 Z`
  expect(sum(coverage(polygonsOf(circle)))).toBeCloseTo(Math.PI * 100, -0.5)
})

test.each(['L1 2', 'M1', 'M1 2 A3 4', 'M1 x', 'M1 2 Q3 4'])('the path %s cannot be read', (path) => {
  expect(() => polygonsOf(path)).toThrow(SyntaxError)
})

test('strokes paint softly, do not add up, and leave the picture they began with', () => {
  const before = blankPicture()
  const brush = { radius: 1.5, erases: false }
  const once = stroke(before, [5, 14], [22, 14], brush)
  expect(isBlank(before)).toBe(true)
  expect(once[14 * SIZE + 14]).toBeCloseTo(0.9, 5)
  expect(once[16 * SIZE + 14]).toBe(0)
  expect(stroke(once, [5, 14], [22, 14], brush)).toEqual(once)
  expect(isBlank(stroke(once, [0, 14], [28, 14], { radius: 4, erases: true }))).toBe(true)
})

test('fill stops at the lines, and leaves no seam', () => {
  const brush = { radius: 1, erases: false }
  const corners = [
    [6, 6],
    [20, 6],
    [20, 20],
    [6, 20],
  ] as const
  const outline = corners.reduce(
    (picture, from, i) => stroke(picture, from, corners[(i + 1) % 4]!, brush),
    blankPicture(),
  )
  const filled = fill(outline, [13, 13])
  for (let y = 6; y < 20; y++) for (let x = 6; x < 20; x++) expect(filled[y * SIZE + x]).toBeCloseTo(0.9, 5)
  expect(filled[0]).toBe(0)
  expect(filled[24 * SIZE + 13]).toBe(0)
})
