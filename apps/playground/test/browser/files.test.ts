import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodePng, toImage } from '@torchlet/inspection'
import { load, save } from '@torchlet/serialization'
import { fromTypedArray, tensor, zeros } from '@torchlet/tensor-core'
import { expect, test } from 'vitest'
import { CLASSES } from '../../src/model/classes'
import { SIZE } from '../../src/raster/picture'
import { drawSilhouette, type SilhouetteName } from '../../src/silhouettes'
import { hostileCheckpoint } from './hostile-checkpoint'
import { checkpointFile, usePlayground } from './playground'

const { open, folder } = usePlayground()

const text = (content: string): Uint8Array => new TextEncoder().encode(content)

/** A silhouette as a PNG file of 224 × 224, dark on white if it is a photograph. */
async function pngOf(name: SilhouetteName, { onWhite }: { readonly onWhite: boolean }): Promise<Uint8Array> {
  const values = drawSilhouette(name).map((light) => (onWhite ? 1 - light : light))
  return encodePng(toImage(fromTypedArray(values, [SIZE, SIZE]), { colormap: 'gray', range: [0, 1], scale: 8 }))
}

test('a .pt file dropped on the page is read into the network, and the embedded one comes back', async () => {
  const playground = await open()
  await playground.dropFile(checkpointFile('fashion-cnn.pt'))
  const notice = await playground.notice()
  expect(notice).toMatchObject({ role: 'status', title: 'Checkpoint loaded' })
  const { length } = await readFile(checkpointFile('fashion-cnn.pt'))
  const bytes = length.toLocaleString('en')
  expect(notice.text).toBe(`fashion-cnn.pt: 10 tensors, ${bytes} bytes, are in the network now.`)
  expect(await playground.origin()).toMatch(new RegExp(`^fashion-cnn\\.pt\\s*10 tensors · ${bytes} bytes$`))
  expect(await playground.verdict()).toBe('Ankle boot')
  await playground.page.getByRole('button', { name: 'Back to the embedded one' }).click()
  await playground.page.getByTestId('origin').filter({ hasText: 'safetensors' }).waitFor()
  await playground.page.locator('.notice').waitFor({ state: 'detached' })
})

test.each(['pt', 'safetensors'] as const)('other weights in a .%s file give other answers', async (format) => {
  const playground = await open()
  const state = await load(checkpointFile('fashion-cnn.pt'))
  const bias = state['out.bias']!.add(tensor(CLASSES.map(({ name }) => (name === 'Bag' ? 50 : 0))))
  const path = join(folder(), `all-bags.${format}`)
  await save({ ...state, 'out.bias': bias }, path)
  await playground.page.locator('input[name=checkpoint]').setInputFiles(path)
  await playground.shows('Bag')
  await expect.poll(async () => (await playground.bars()).Bag).toBe(100)
  expect(await playground.origin()).toContain(`all-bags.${format}`)
})

test('weights that are NaN are told, not hidden', async () => {
  const playground = await open()
  const state = await load(checkpointFile('fashion-cnn.pt'))
  const path = join(folder(), 'nan.pt')
  await save({ ...state, 'out.bias': tensor(new Array<number>(10).fill(Number.NaN)) }, path)
  await playground.dropFile(path)
  await playground.shows('No answer')
})

test.each([
  ['a text', 'notes.pt', async () => text('Dear diary,\nno weights today.\n'), /no checkpoint: it looks like text/],
  ['a text by another name', 'notes.txt', async () => text('Dear diary,\nno weights today.\n'), /no checkpoint/],
  ['an empty file', 'empty.pt', async () => new Uint8Array(0), /it is empty/],
  [
    'a cut .pt',
    'cut.pt',
    async () => (await readFile(checkpointFile('fashion-cnn.pt'))).subarray(0, 70_000),
    /was cut/,
  ],
  [
    'a cut .safetensors',
    'cut.safetensors',
    async () => (await readFile(checkpointFile('fashion-cnn.safetensors'))).subarray(0, 70_000),
    /was cut/,
  ],
  ['a hostile pickle', 'evil.pt', async () => hostileCheckpoint(), /os\.system/],
])('%s is refused in words, and the network keeps its weights', async (_, name, bytes, message) => {
  const playground = await open()
  const before = await playground.bars()
  await playground.drop({ name, bytes: await bytes() })
  const notice = await playground.notice()
  expect(notice).toMatchObject({ role: 'alert', title: `${name} was not loaded; the network keeps its weights` })
  expect(notice.text).toMatch(message)
  await expect.poll(playground.bars).toEqual(before)
  expect(await playground.origin()).toContain('fashion-cnn.safetensors')
  await playground.page.keyboard.press('Escape')
  await playground.page.locator('.notice').waitFor({ state: 'detached' })
})

test('a state that does not fit is told whole, in PyTorch’s words, and changes nothing', async () => {
  const playground = await open()
  const before = await playground.bars()
  const { 'conv1.bias': _, ...state } = await load(checkpointFile('fashion-cnn.pt'))
  const path = join(folder(), 'other.pt')
  await save({ ...state, 'conv1.weight': zeros([1]), x: zeros([2]), 'out.bias': zeros([10]) }, path)
  await playground.dropFile(path)
  const notice = await playground.notice()
  expect(notice.role).toBe('alert')
  expect(notice.text).toBe(
    'Error(s) in loading state_dict for Network:\n' +
      '\tMissing key(s) in state_dict: "conv1.bias". \n' +
      '\tUnexpected key(s) in state_dict: "x". \n' +
      '\tsize mismatch for conv1.weight: copying a param with shape torch.Size([1]) from checkpoint, ' +
      'the shape in current model is torch.Size([6, 1, 5, 5]).',
  )
  await expect.poll(playground.bars).toEqual(before)
  const box = await playground.page.locator('.notice').boundingBox()
  expect(box!.y).toBeGreaterThanOrEqual(0)
})

test('a picture with a bright background is inverted, unless the switch says otherwise', async () => {
  const playground = await open()
  const { page } = playground
  await playground.drop({ name: 'photo.png', type: 'image/png', bytes: await pngOf('trousers', { onWhite: true }) })
  await playground.shows('Trouser')
  const inverted = await playground.bars()
  expect(await page.locator('.origin').textContent()).toBe('photo.png, inverted')
  await page.getByRole('combobox').selectOption('never')
  await page.locator('.origin', { hasText: /^photo\.png$/ }).waitFor()
  await expect.poll(playground.bars).not.toEqual(inverted)
  await page.getByRole('combobox').selectOption('always')
  await page.locator('.origin', { hasText: 'photo.png, inverted' }).waitFor()
  await expect.poll(playground.bars).toEqual(inverted)
})

test('a picture that is light on black is taken as it is, and can be picked', async () => {
  const playground = await open()
  const buffer = Buffer.from(await pngOf('dress', { onWhite: false }))
  await playground.page.locator('input[name=image]').setInputFiles({ name: 'dress.png', mimeType: 'image/png', buffer })
  await playground.shows('Dress')
  expect(await playground.page.locator('.origin').textContent()).toBe('dress.png')
})

test('an SVG is a picture as well', async () => {
  const playground = await open()
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><rect x="3" y="11" width="22" height="15"/>'
  const handle = '<path d="M9 11C9 3 19 3 19 11" fill="none" stroke="#000" stroke-width="1.6"/></svg>'
  await playground.drop({ name: 'bag.svg', type: 'image/svg+xml', bytes: text(svg + handle) })
  await playground.shows('Bag')
})

test.each([
  ['notes.txt', 'text/plain', 'Dear diary'],
  ['broken.png', 'image/png', '\x89PNG but no more'],
])('%s as a picture is refused in words, and the picture stays', async (name, type, content) => {
  const playground = await open()
  const before = await playground.bars()
  const buffer = Buffer.from(content, 'latin1')
  await playground.page.locator('input[name=image]').setInputFiles({ name, mimeType: type, buffer })
  const notice = await playground.notice()
  expect(notice).toMatchObject({ role: 'alert', title: `${name} is no picture; the one on show stays` })
  expect(notice.text).toBe(
    `${name} could not be read as an image (${type}, ${content.length} bytes). Expected was a PNG, JPEG, WebP, GIF, AVIF, BMP or SVG file.`,
  )
  await expect.poll(playground.bars).toEqual(before)
})

test('a picture and a checkpoint dropped together are both taken', async () => {
  const playground = await open()
  await playground.drop(
    { name: 'bag.png', type: 'image/png', bytes: await pngOf('bag', { onWhite: true }) },
    { name: 'weights.pt', bytes: await readFile(checkpointFile('fashion-cnn.pt')) },
  )
  await playground.page.getByTestId('origin').filter({ hasText: 'weights.pt' }).waitFor()
  await playground.shows('Bag')
})
