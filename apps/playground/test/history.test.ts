import { expect, test } from 'vitest'
import { blankPicture } from '../src/raster/picture'
import { changed, type History, type PictureOrigin } from '../src/state/history'

const drawing: PictureOrigin = { kind: 'drawing' }
const boot: PictureOrigin = { kind: 'silhouette', name: 'boot' }
const lit = (value: number) => blankPicture().fill(value)
const start: History = { picture: lit(0.1), origin: boot, past: [] }

test('a stroke is undone as a whole', () => {
  const first = changed(start, { type: 'show', picture: lit(0.2), origin: drawing })
  const drawn = changed(first, { type: 'continue', picture: lit(0.3) })
  expect(drawn.origin).toBe(drawing)
  expect(drawn.past).toHaveLength(1)
  expect(changed(drawn, { type: 'undo' })).toEqual(start)
})

test('undo with nothing before it changes nothing', () => {
  expect(changed(start, { type: 'undo' })).toBe(start)
})

test('showing what is shown makes no step', () => {
  const bag: PictureOrigin = { kind: 'silhouette', name: 'bag' }
  expect(changed(start, { type: 'show', picture: lit(0.1), origin: bag })).toMatchObject({ origin: bag, past: [] })
})

test('a stroke that begins on what is painted is a step all the same', () => {
  const first = changed(start, { type: 'show', picture: lit(0.1), origin: drawing })
  const drawn = changed(first, { type: 'continue', picture: lit(0.3) })
  expect(changed(drawn, { type: 'undo' })).toEqual(start)
})

test('undo reaches a hundred steps back', () => {
  let history = start
  for (let i = 0; i < 150; i++) history = changed(history, { type: 'show', picture: lit(i), origin: drawing })
  expect(history.past).toHaveLength(100)
})
