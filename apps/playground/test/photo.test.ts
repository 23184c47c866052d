import { expect, test } from 'vitest'
import { type Pixels, pictureOf } from '../src/raster/photo'
import { SIZE } from '../src/raster/picture'

type Colour = readonly [number, number, number, number?]

/** An image whose pixels a function says. */
function image(width: number, height: number, colour: (x: number, y: number) => Colour): Pixels {
  const data = new Uint8ClampedArray(4 * width * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [red, green, blue, alpha = 255] = colour(x, y)
      data.set([red, green, blue, alpha], 4 * (y * width + x))
    }
  return { width, height, data }
}

const grey = (value: number): Colour => [value, value, value]
const inside = (x: number, y: number, [left, top, right, bottom]: readonly number[]): boolean =>
  x >= left! && x < right! && y >= top! && y < bottom!

/** The rows and columns that are lit. */
function extent(picture: Float32Array): { columns: number[]; rows: number[] } {
  const lit = [...picture.keys()].filter((i) => picture[i]! > 0.5)
  const range = (places: number[]): number[] => [Math.min(...places), Math.max(...places)]
  return { columns: range(lit.map((i) => i % SIZE)), rows: range(lit.map((i) => Math.floor(i / SIZE))) }
}

test('a 28 × 28 image, light on black, is taken pixel for pixel', () => {
  const { picture, inverted } = pictureOf(
    image(SIZE, SIZE, (x, y) => grey(inside(x, y, [4, 4, 24, 24]) ? x + y : 0)),
    'auto',
  )
  expect(inverted).toBe(false)
  expect(picture[10 * SIZE + 12]).toBeCloseTo(22 / 255, 6)
  expect(picture[0]).toBe(0)
})

test('a dark shape on white is inverted, trimmed, scaled to 28 and centred', () => {
  const { picture, inverted } = pictureOf(
    image(400, 300, (x, y) => grey(inside(x, y, [100, 50, 200, 250]) ? 20 : 255)),
    'auto',
  )
  expect(inverted).toBe(true)
  expect(extent(picture)).toEqual({ columns: [7, 20], rows: [0, 27] })
  expect(picture[14 * SIZE + 14]).toBeCloseTo(235 / 255, 2)
  expect(picture[14 * SIZE]).toBe(0)
})

test('the switch: never and always', () => {
  const dark = image(60, 60, (x, y) => grey(inside(x, y, [20, 20, 40, 40]) ? 255 : 0))
  expect(pictureOf(dark, 'auto').inverted).toBe(false)
  expect(pictureOf(dark, 'always').inverted).toBe(true)
  const bright = image(60, 60, (x, y) => grey(inside(x, y, [20, 20, 40, 40]) ? 0 : 255))
  expect(pictureOf(bright, 'never').inverted).toBe(false)
})

test('an even grey background becomes black', () => {
  const { picture } = pictureOf(
    image(90, 90, (x, y) => grey(inside(x, y, [30, 40, 60, 50]) ? 250 : 90)),
    'auto',
  )
  expect(extent(picture)).toEqual({ columns: [0, 27], rows: [9, 18] })
  expect(picture[0]).toBe(0)
})

test('areas are averaged: a chequered shape becomes an even grey', () => {
  const { picture } = pictureOf(
    image(280, 280, (x, y) => grey(inside(x, y, [0, 0, 280, 280]) && (x + y) % 2 === 0 ? 255 : 0)),
    'never',
  )
  const middle = picture.slice(10 * SIZE, 11 * SIZE)
  expect(Math.max(...middle) - Math.min(...middle)).toBeLessThan(0.02)
  expect(middle[14]).toBeCloseTo(0.5, 1)
})

test('smaller images are enlarged', () => {
  const { picture } = pictureOf(
    image(7, 7, (x, y) => grey(inside(x, y, [2, 2, 5, 5]) ? 200 : 0)),
    'auto',
  )
  expect(extent(picture)).toEqual({ columns: [0, 27], rows: [0, 27] })
})

test.each([
  ['white', 255],
  ['black', 0],
])('a %s shape on nothing stands out', (_, value) => {
  const { picture } = pictureOf(
    image(100, 100, (x, y) => (inside(x, y, [40, 10, 60, 80]) ? grey(value) : [0, 0, 0, 0])),
    'auto',
  )
  expect(extent(picture)).toEqual({ columns: [10, 17], rows: [0, 27] })
  expect(picture[14 * SIZE + 14]).toBeCloseTo(1, 3)
})

test.each([
  ['black', 0],
  ['white', 255],
])('an image that is all %s gives finite numbers in 0…1', (_, value) => {
  for (const how of ['auto', 'always', 'never'] as const) {
    const { picture } = pictureOf(
      image(50, 20, () => grey(value)),
      how,
    )
    expect(picture.every((light) => light >= 0 && light <= 1)).toBe(true)
  }
})
