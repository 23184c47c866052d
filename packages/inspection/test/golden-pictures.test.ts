/*
 * Every kind of picture against its golden: the size and the SHA-256 of its bytes (of pictures, the pixels before compression).
 * Each was looked at when it was written. `GOLDENS=write npx vitest run test/golden-pictures.test.ts` writes them anew.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fromTypedArray, reshape, type Tensor, tensor } from '@torchlet/tensor-core/ops'
import { afterAll, describe, expect, it } from 'vitest'
import {
  COLORMAPS,
  confusionMatrix,
  featureGrid,
  filterGrid,
  heatmapSvg,
  histogramSvg,
  type Picture,
  renderAnsi,
  toImage,
} from '../src'

const FILE = new URL('../../../goldens/inspection/pictures.json', import.meta.url)
const WRITE = process.env.GOLDENS === 'write'

/** Values without a generator: the same everywhere. */
function values(...shape: number[]): Tensor {
  const count = shape.reduce((product, size) => product * size, 1)
  const data = Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 1013) / 506.5 - 1)
  return fromTypedArray(data, shape)
}

const ramp = reshape(
  fromTypedArray(
    Float32Array.from({ length: 256 }, (_, i) => i),
    [256],
  ),
  [1, 256],
)
const broken = tensor([
  [0, 1, Number.NaN],
  [Number.POSITIVE_INFINITY, 0.5, -1],
])
const labels = Array.from({ length: 60 }, (_, i) => i % 4)
const confusion = confusionMatrix(
  labels,
  labels.map((label, i) => (i % 5 === 0 ? (label + 1) % 4 : label)),
  {
    classes: ['shirt', 'trouser', 'bag', 'boot'],
  },
)

const pictures: Record<string, () => Picture | string> = {
  ...Object.fromEntries(COLORMAPS.map((name) => [`colormap ${name}`, () => toImage(ramp, { colormap: name })])),
  'image, not all finite': () => toImage(broken, { scale: 3 }),
  'image, red green blue': () => toImage(values(3, 8, 12)),
  'filters of one channel': () => filterGrid(values(6, 1, 5, 5), { scale: 4, padding: 2 }),
  'filters of several channels': () => filterGrid(values(4, 3, 3, 3), { colormap: 'RdBu', scale: 3 }),
  'filters in colour': () => filterGrid(values(7, 3, 5, 5), { scale: 2, background: [255, 255, 255] }),
  'filters, each its own range': () => filterGrid(values(6, 1, 5, 5), { range: 'own', columns: 2 }),
  'a matrix': () => filterGrid(values(12, 20)),
  'feature maps': () => featureGrid(values(1, 10, 7, 9), { scale: 2 }),
  'a confusion matrix': () => confusion.toImage({ scale: 4 }),
  'histogram svg': () => histogramSvg(values(40, 40), { title: 'fc.weight', bins: 24 }),
  'heatmap svg': () =>
    heatmapSvg(values(3, 5), { colormap: 'RdBu', rows: ['a', 'b', 'c'], title: 'a < b & c', cell: 40 }),
  'confusion svg': () => confusion.toSvg({ title: 'confusion' }),
  'ansi, 24 bits': () => renderAnsi(featureGrid(values(1, 3, 9, 9)), { color: 'truecolor' }),
  'ansi, 256 colours, smaller': () => renderAnsi(featureGrid(values(1, 10, 20, 20)), { color: '256', width: 30 }),
  'ansi, shades': () => renderAnsi(toImage(values(12, 12), { colormap: 'gray' }), { color: 'none' }),
}

interface Golden {
  readonly size: readonly number[]
  readonly sha256: string
}

function goldenOf(made: Picture | string): Golden {
  const hash = (bytes: string | Uint8ClampedArray): string => createHash('sha256').update(bytes).digest('hex')
  if (typeof made === 'string') return { size: [made.length], sha256: hash(made) }
  return { size: [made.width, made.height], sha256: hash(made.data) }
}

describe('golden pictures', () => {
  const goldens: Record<string, Golden> = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {}
  const made: Record<string, Golden> = {}
  for (const [name, draw] of Object.entries(pictures))
    it(name, () => {
      made[name] = goldenOf(draw())
      if (!WRITE) expect(made[name]).toEqual(goldens[name])
    })
  afterAll(() => {
    if (WRITE) writeFileSync(FILE, `${JSON.stringify(made, null, 1)}\n`)
  })
})
