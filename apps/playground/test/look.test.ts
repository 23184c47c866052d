import { readFileSync } from 'node:fs'
import { Network } from '@torchlet/examples/network'
import { manualSeed } from '@torchlet/tensor-core'
import { expect, test } from 'vitest'
import { CLASSES } from '../src/model/classes'
import { look } from '../src/model/look'
import { mapsOf } from '../src/model/maps'
import { blankPicture } from '../src/raster/picture'
import { drawSilhouette } from '../src/silhouettes'

test('the activations have the names and shapes that the page shows', async () => {
  manualSeed(0)
  const { activations, answer, milliseconds } = await look(new Network(), drawSilhouette('boot'))
  const shapes = Object.entries(activations).map(([name, x]) => `${name} ${x.shape.join(',')}`)
  expect(shapes).toEqual([
    'conv1 1,6,24,24',
    'relu 1,6,24,24',
    'maxPool2d 1,6,12,12',
    'conv2 1,12,8,8',
    'relu#2 1,12,8,8',
    'maxPool2d#2 1,12,4,4',
    'flatten 1,192',
    'fc1 1,120',
    'relu#3 1,120',
    'fc2 1,60',
    'relu#4 1,60',
    'out 1,10',
  ])
  expect(answer.probabilities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5)
  expect(milliseconds).toBeGreaterThan(0)
})

test('an empty picture is called empty', async () => {
  const { answer } = await look(new Network(), blankPicture())
  expect(answer.sentence).toMatch(/^The picture is empty\./)
})

test('the classes are those of the checkpoint, in its order', () => {
  const facts: unknown = JSON.parse(readFileSync(new URL('../checkpoints/fashion-cnn.json', import.meta.url), 'utf8'))
  expect(facts).toMatchObject({ classes: CLASSES.map(({ name }) => name) })
})

test('maps: one picture a channel, black where the number is zero', async () => {
  const { activations } = await look(new Network(), drawSilhouette('bag'))
  const maps = mapsOf(activations.relu!)
  expect(maps.images).toHaveLength(6)
  expect(maps.min).toBe(0)
  const [first] = maps.images
  expect([first!.width, first!.height]).toEqual([24, 24])
  const zero = [...(activations.relu!.at(0, 0).data as Float32Array)].indexOf(0)
  if (zero >= 0) expect([...first!.data.slice(4 * zero, 4 * zero + 3)]).toEqual([14, 12, 11])
  expect(mapsOf(activations.fc1!).images[0]).toMatchObject({ width: 120, height: 1 })
})
