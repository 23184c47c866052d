import { expect, test } from 'vitest'
import { kindOf } from '../src/browser/file-kind'

test.each([
  ['model.pt', '', 'checkpoint'],
  ['MODEL.PTH', 'application/octet-stream', 'checkpoint'],
  ['a.b.safetensors', '', 'checkpoint'],
  ['photo.jpeg', 'image/jpeg', 'image'],
  ['scan', 'image/png', 'image'],
  ['drawing.SVG', '', 'image'],
  ['notes.txt', 'text/plain', 'unknown'],
  ['pt', '', 'unknown'],
])('%s (%s) is of kind %s', (name, type, kind) => {
  expect(kindOf({ name, type })).toBe(kind)
})
