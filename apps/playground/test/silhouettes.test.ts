import { fileURLToPath } from 'node:url'
import { Network } from '@torchlet/examples/network'
import { load } from '@torchlet/serialization'
import { beforeAll, expect, test } from 'vitest'
import { look } from '../src/model/look'
import { SIZE } from '../src/raster/picture'
import { drawSilhouette, SILHOUETTES, type SilhouetteName } from '../src/silhouettes'

/** What the network, trained by PyTorch on photographs, must take each drawing for. */
const EXPECTED: Readonly<Record<SilhouetteName, RegExp>> = {
  shirt: /^(T-shirt\/top|Shirt)$/,
  trousers: /^Trouser$/,
  dress: /^Dress$/,
  bag: /^Bag$/,
  sneaker: /^Sneaker$/,
  boot: /^Ankle boot$/,
}

const network = new Network().eval()

beforeAll(async () => {
  const checkpoint = fileURLToPath(new URL('../checkpoints/fashion-cnn.pt', import.meta.url))
  network.loadStateDict(await load(checkpoint))
})

test.each(SILHOUETTES)('the network knows the silhouette $name', async ({ name }) => {
  const { answer } = await look(network, drawSilhouette(name))
  expect(answer.title).toMatch(EXPECTED[name])
  expect(answer.probabilities[answer.best]).toBeGreaterThan(0.6)
})

test.each(SILHOUETTES)('$name is light on black, and reaches from edge to edge', ({ name }) => {
  const picture = drawSilhouette(name)
  expect(picture).toHaveLength(SIZE * SIZE)
  expect(picture.every((light) => light >= 0 && light <= 1)).toBe(true)
  const lit = [...picture.keys()].filter((i) => picture[i]! > 0.1)
  const [columns, rows] = [lit.map((i) => i % SIZE), lit.map((i) => Math.floor(i / SIZE))]
  const extent = (places: number[]): number => Math.max(...places) - Math.min(...places) + 1
  expect(Math.max(extent(columns), extent(rows))).toBeGreaterThanOrEqual(26)
  expect(lit.length).toBeLessThan(0.6 * SIZE * SIZE)
})

test('an unknown name is an error', () => {
  expect(() => drawSilhouette('hat' as SilhouetteName)).toThrow("no silhouette is called 'hat'")
})
