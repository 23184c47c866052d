/* The checkpoint that PyTorch trained: torchlet reads both files and gives PyTorch's logits. */
import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { load } from '@torchlet/serialization'
import { CheckpointError, type Tensor } from '@torchlet/tensor-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { readDataset } from '../fashion/idx'
import { Network } from '../network'
import { asInput, type Picture, pixelsOf } from './pictures'

const root = fileURLToPath(new URL('../..', import.meta.url))
const DATA = process.env.TORCHLET_DATA ?? join(root, '../shared/fashion-mnist-900')
const FILES = ['fashion-cnn.pt', 'fashion-cnn.safetensors'].map((name) =>
  join(root, 'apps/playground/checkpoints', name),
)
const TOLERANCE = 1e-5

interface Answer {
  readonly checksum: number
  readonly logits: number[]
  readonly argmax: number
}
const readGolden = <Row>(name: string): { rows: Row[] } => JSON.parse(readFileSync(join(root, 'goldens', name), 'utf8'))
const drawn = readGolden<Answer & { name: string; input: Picture }>('fashion_logits.json').rows
const photographed = readGolden<Answer & { label: number }>('fashion_test_logits.json').rows

const sum = (pixels: ArrayLike<number>): number => Array.from(pixels).reduce((total, pixel) => total + pixel, 0)

function expectLogits(logits: Tensor, { logits: theirs, argmax }: Answer): void {
  const ours = [...logits.data] as number[]
  expect(Math.max(...ours.map((value, i) => Math.abs(value - theirs[i]!)))).toBeLessThanOrEqual(TOLERANCE)
  expect(logits.argmax().item()).toBe(argmax)
}

describe.each(FILES)('%s', (file) => {
  const network = new Network().eval()
  beforeAll(async () => {
    expect(network.loadStateDict(await load(file))).toEqual({ missingKeys: [], unexpectedKeys: [] })
  })

  it('holds 32,998 parameters', () => {
    expect(network.numParameters()).toBe(32998)
  })

  it.each(drawn.map((row) => [row.name, row] as const))("gives PyTorch's logits on the picture %s", (_, row) => {
    const pixels = pixelsOf(row.input)
    expect(sum(pixels)).toBe(row.checksum)
    expectLogits(network(asInput(pixels)).squeeze(0), row)
  })

  const note = existsSync(DATA) ? '' : ' (left out: no dataset here, set TORCHLET_DATA)'
  it.skipIf(!existsSync(DATA))(`gives PyTorch's logits on the 150 test images${note}`, async () => {
    const { images, labels } = await readDataset(DATA)
    expect([...labels]).toEqual(photographed.map((row) => row.label))
    const logits = network(images)
    photographed.forEach((row, i) => {
      expectLogits(logits.at(i), row)
    })
  })
})

describe('a bad checkpoint changes nothing of the network', () => {
  const network = new Network()
  const before = Object.values(network.stateDict()).map((values) => values.data.slice())
  const good = readFileSync(FILES[0]!)

  const BAD: [string, () => Promise<Uint8Array> | Uint8Array][] = [
    ['no checkpoint at all', () => new TextEncoder().encode('<!doctype html><title>404</title>')],
    ['an empty file', () => new Uint8Array()],
    ['half a checkpoint', () => good.subarray(0, good.length / 2)],
    ['the other format cut short', async () => (await readFile(FILES[1]!)).subarray(0, 5000)],
  ]
  it.each(BAD)('%s', async (_, bytes) => {
    await expect((async () => network.loadStateDict(await load(await bytes())))()).rejects.toThrow(CheckpointError)
    expect(Object.values(network.stateDict()).map((values) => values.data)).toEqual(before)
  })

  it('a picture of another size', () => {
    expect(() => network(asInput(pixelsOf(drawn[0]!.input)).at(':', ':', ':20', ':20'))).toThrow(
      /linear: input \[1, 48\] needs last axis 192 \(weight \[120, 192\]\)/,
    )
  })
})
