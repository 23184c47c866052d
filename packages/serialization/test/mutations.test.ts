import { expect, test } from 'vitest'
import { loadCheckpoint } from '../src/index'
import { concat, golden } from './helpers'

/** xorshift32: the same mutations every time. */
function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

test('10,000 mutated files neither crash, nor hang, nor take much memory', async () => {
  const names = [
    'state.pt',
    'state-legacy.pt',
    'state-deflated.pt',
    'state-zip64.pt',
    'checkpoint-4.pt',
    'checkpoint-2-legacy.pt',
    'training-2.pt',
    'training-5-legacy.pt',
    'views.pt',
    'reference.safetensors',
    'arrays.npz',
    'arrays-compressed.npz',
    'f4.npy',
  ]
  const originals = names.map((name) => golden(name))
  const random = generator(20_240_229)
  const outcomes = { read: 0, refused: 0 }
  const kinds: ((bytes: Uint8Array) => Uint8Array)[] = [
    (bytes) => bytes.fill(random(256), random(bytes.length)),
    (bytes) => {
      bytes[random(bytes.length)]! ^= 1 << random(8)
      return bytes
    },
    (bytes) => {
      const at = random(bytes.length)
      return bytes.fill([0, 0xff, 0x7f, 0x80][random(4)]!, at, at + 1 + random(9))
    },
    (bytes) => {
      const [from, to] = [random(bytes.length), random(bytes.length)]
      return bytes.copyWithin(to, from, from + random(64))
    },
    (bytes) => bytes.slice(0, random(bytes.length)),
    (bytes) => concat(bytes, bytes.slice(random(bytes.length))),
  ]
  let peak = 0
  const before = process.memoryUsage()
  for (let round = 0; round < 10_000; round++) {
    let bytes: Uint8Array = originals[random(originals.length)]!.slice()
    for (let i = random(3); i >= 0; i--) if (bytes.length) bytes = kinds[random(kinds.length)]!(bytes)
    try {
      await loadCheckpoint(bytes, { foreign: round % 2 ? 'skip' : 'refuse' })
      outcomes.read++
    } catch (error) {
      // Anything but a CheckpointError is a fault of ours.
      if ((error as Error).name !== 'CheckpointError')
        throw new Error(`round ${round}: ${(error as Error).stack}`, { cause: error })
      outcomes.refused++
    }
    if (round % 100 === 0) peak = Math.max(peak, process.memoryUsage().arrayBuffers - before.arrayBuffers)
  }
  expect(outcomes.refused).toBeGreaterThan(5000)
  expect(outcomes.read).toBeGreaterThan(100)
  expect(peak).toBeLessThan(64 * 2 ** 20)
})
