/* The examples are run as a reader runs them. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { manualSeed, randint } from '@torchlet/tensor-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '../fashion/evaluate'
import { parseIdx, readDataset } from '../fashion/idx'
import { Network } from '../network'

const examples = fileURLToPath(new URL('..', import.meta.url))
const DATA = process.env.TORCHLET_DATA ?? join(examples, '../../shared/fashion-mnist-900')

interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

async function run(file: string, ...args: string[]): Promise<Run> {
  try {
    return {
      code: 0,
      ...(await promisify(execFile)(process.execPath, ['--import', 'tsx', file, ...args], { cwd: examples })),
    }
  } catch (error) {
    return error as Run
  }
}

/** An IDX file of unsigned bytes. */
function idx(shape: number[], values: ArrayLike<number>): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length))
  header.setUint8(2, 8)
  header.setUint8(3, shape.length)
  shape.forEach((size, axis) => header.setUint32(4 + 4 * axis, size))
  return Uint8Array.of(...new Uint8Array(header.buffer), ...Array.from(values))
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'torchlet-examples-'))
  // Noise in place of clothes: the program must run on any folder of this form.
  manualSeed(0)
  await writeFile(
    join(folder, 't10k-images-idx3-ubyte.gz'),
    gzipSync(idx([7, 28, 28], Uint8Array.from(randint(256, [7 * 784]).data, Number))),
  )
  await writeFile(join(folder, 't10k-labels-idx1-ubyte'), idx([7], [0, 1, 2, 3, 4, 5, 9]))
})
afterAll(() => rm(folder, { recursive: true }))

describe('walkthrough.ts', () => {
  it('runs, saves and loads', async () => {
    const { code, stdout, stderr } = await run('walkthrough.ts', join(folder, 'network.pt'))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('tensor([30., 40., 50.])\ntensor([30., 40., 50.])\n')
    expect(stdout).toContain('conv1: torch.Size([1, 1, 28, 28]) -> torch.Size([1, 6, 24, 24])\ntorch.Size([1, 10])\n')
    expect(stdout).toContain('{ missingKeys: [], unexpectedKeys: [] }')
  })
})

describe('fashion.ts', () => {
  it('reads a folder, plain or gzipped, and prints accuracy, confusion and speed', async () => {
    const { code, stdout } = await run('fashion/fashion.ts', folder, '--batch', '3')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^7 images of .* 32998 parameters of /)
    expect(stdout).toMatch(/\naccuracy: [\d.]+ % \(\d of 7\)\n/)
    expect(stdout).toMatch(/\nAnkle boot( +(\d|·)){10} +[\d.]+%\n/)
    expect(stdout).toMatch(/\n\d+ images per second\n$/)
  })

  const REFUSED: [string, string[], number, RegExp][] = [
    ['no folder', [], 2, /expected one FOLDER, got 0[\s\S]*usage/],
    ['an unknown option', ['.', '--colour'], 2, /--colour/],
    ['a part that there is not', ['.', '--part', 'half'], 2, /--part is t10k or train, got 'half'/],
    ['a batch of none', ['.', '--batch', '0'], 2, /--batch is a whole number from 1 on/],
    ['a folder without the files', ['.'], 1, /neither t10k-images-idx3-ubyte nor t10k-images-idx3-ubyte.gz is there/],
    ['a checkpoint that is none', ['.', '--checkpoint', 'package.json'], 1, /package\.json/],
  ]
  it.each(REFUSED)('refuses %s', async (_, args, code, message) => {
    const result = await run('fashion/fashion.ts', ...args)
    expect(result.code).toBe(code)
    expect(result.stderr).toMatch(message)
  })

  it('can be stopped between batches', async () => {
    const controller = new AbortController()
    const dataset = await readDataset(folder)
    const stop = () => controller.abort(new Error('enough'))
    await expect(
      evaluate(new Network(), dataset, { batch: 1, onProgress: stop, signal: controller.signal }),
    ).rejects.toThrow('enough')
  })

  it.skipIf(!existsSync(DATA))(
    `gets at least 75 % of the 150 images right${existsSync(DATA) ? '' : ' (left out: no dataset here, set TORCHLET_DATA)'}`,
    async () => {
      const { code, stdout } = await run('fashion/fashion.ts', DATA)
      expect(code).toBe(0)
      const [, accuracy, images] = /accuracy: ([\d.]+) % \(\d+ of (\d+)\)/.exec(stdout)!
      expect(Number(images)).toBe(150)
      expect(Number(accuracy)).toBeGreaterThanOrEqual(75)
    },
  )
})

describe('an IDX file', () => {
  const good = idx([2, 3], [1, 2, 3, 4, 5, 6])
  const BROKEN: [string, Uint8Array, RegExp][] = [
    ['is empty', new Uint8Array(), /no IDX file/],
    ['is something else', new TextEncoder().encode('<!doctype html>'), /expected the bytes 0 0 8/],
    ['holds floats', Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 0), /found type 13/],
    ['ends inside its header', good.subarray(0, 9), /ends inside its header \(9 bytes\)/],
    ['ends early', good.subarray(0, 15), /its header says \[2, 3\], 6 bytes, and 3 follow/],
    ['goes on too long', Uint8Array.of(...good, 7), /6 bytes, and 7 follow/],
  ]
  it.each(BROKEN)('is refused when it %s', (_, bytes, message) => {
    expect(() => parseIdx(bytes, 'x')).toThrow(message)
  })

  it('is read', () => {
    expect(parseIdx(good, 'x').toArray()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ])
  })
})
