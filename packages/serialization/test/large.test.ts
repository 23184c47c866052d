/*
 * How much memory loading takes, measured from outside in a process of its own, and what a process that dies while it saves
 * leaves behind. TORCHLET_LARGE_MB=1024 measures a gigabyte.
 */
import { spawn } from 'node:child_process'
import { open, readdir, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fromTypedArray } from '@torchlet/tensor-core/ops'
import { describe, expect, test } from 'vitest'
import { load, save } from '../src/index'
import { program } from './bundle'
import { temporary } from './helpers'

const MB = 2 ** 20
const SIZE = Number(process.env.TORCHLET_LARGE_MB ?? 128)

interface Result {
  code: number | null
  signal: string | null
  out: string
}

function run(command: string, args: string[], onOut?: (child: ReturnType<typeof spawn>) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let out = ''
    let errors = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
      onOut?.(child)
    })
    child.stderr.on('data', (chunk) => {
      errors += chunk
    })
    child.on('error', reject)
    child.on('close', (code, signal) =>
      code ? reject(new Error(`${code}: ${errors.slice(-600)}`)) : resolve({ code, signal, out }),
    )
  })
}

const LOADER = `
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { load } from './src/index.ts'
const [path, how, dtype] = process.argv.slice(2)
const before = process.memoryUsage().rss
const source = how === 'path' ? path : how === 'http' ? path : Readable.toWeb(createReadStream(path, { highWaterMark: 65536 }))
let peak = 0
const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5)
const start = performance.now()
const state = await load(source, { ...(dtype ? { dtype } : {}), onProgress: () => (peak = Math.max(peak, process.memoryUsage().rss)) })
const took = performance.now() - start
clearInterval(watch)
let bytes = 0
for (const tensor of Object.values(state)) bytes += tensor.data.byteLength
console.log(JSON.stringify({ bytes, extra: Math.max(peak, process.resourceUsage().maxRSS * 1024) - before - bytes, took }))
`

/** A file whose data are a hole: as long as any, and written in no time. */
async function sparse(
  path: string,
  dtype: 'float32' | 'bfloat16',
  format: 'safetensors' | 'pt',
  count: number,
): Promise<string> {
  // Small files of the same form say where everything goes: the data are then stretched.
  const each = Math.floor((SIZE * MB) / count)
  const file = await open(path, 'w')
  if (format === 'safetensors') {
    const width = dtype === 'float32' ? 4 : 2
    const entries = Array.from(
      { length: count },
      (_, i) =>
        `"w${i}":{"dtype":"${dtype === 'float32' ? 'F32' : 'BF16'}","shape":[${each / width}],"data_offsets":[${i * each},${(i + 1) * each}]}`,
    )
    const header = Buffer.from(`{${entries.join(',')}}`)
    const prefix = Buffer.alloc(8)
    prefix.writeBigUInt64LE(BigInt(header.length))
    await file.write(prefix)
    await file.write(header)
    await file.truncate(8 + header.length + count * each)
  } else {
    const state = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `w${i}`,
        fromTypedArray(
          dtype === 'float32' ? new Float32Array(each / 4) : new Uint16Array(each / 2),
          [each / (dtype === 'float32' ? 4 : 2)],
          { dtype },
        ),
      ]),
    )
    const stream = new WritableStream<Uint8Array>({ write: async (chunk) => void (await file.write(chunk)) })
    await save(state, stream, { format: 'pt' })
  }
  await file.close()
  return path
}

describe(`a file of ${SIZE} MB takes its tensors' bytes and at most 64 MB`, () => {
  const cases: [
    format: 'safetensors' | 'pt',
    dtype: 'float32' | 'bfloat16',
    count: number,
    how: string,
    asked: string,
  ][] = [
    ['safetensors', 'float32', 16, 'path', ''],
    // For less, the garbage collector does not stir.
    ...(SIZE < 1024 ? [] : ([['safetensors', 'float32', 1, 'stream', '']] as never[])),
    ['safetensors', 'bfloat16', 1, 'path', 'float32'],
    ['safetensors', 'bfloat16', 4, 'stream', 'float32'],
    ['pt', 'float32', 1, 'path', ''],
    ['pt', 'float32', 1, 'stream', ''],
    ['pt', 'float32', 16, 'stream', ''],
    ['pt', 'bfloat16', 1, 'path', 'float32'],
  ]
  for (const [format, dtype, count, how, asked] of cases)
    test(`${count} × ${dtype} ${format} by ${how}${asked && `, as ${asked}`}`, async () => {
      const path = await sparse(await temporary(`large-${dtype}-${count}.${format}`), dtype, format, count)
      const main = await program(await temporary('load.mjs'), LOADER)
      const { out } = await run(process.execPath, [main, path, how, asked])
      const { bytes, extra, took } = JSON.parse(out) as { bytes: number; extra: number; took: number }
      console.info(
        `${(bytes / MB).toFixed(0)} MB of tensors, ${(extra / MB).toFixed(1)} MB beside them, ${took.toFixed(0)} ms`,
      )
      expect(bytes).toBeGreaterThan((SIZE - 1) * MB)
      // What a stream delivered waits for the garbage collector, which takes its time while there is little of it.
      const patience = how === 'stream' && SIZE < 1024 ? 64 : 0
      expect(extra).toBeLessThan((64 + patience) * MB)
    })
})

const SAVER = `
import { load, save } from './src/index.ts'
import { fromTypedArray } from '@torchlet/tensor-core/ops'
const [path] = process.argv.slice(2)
const state = {}
for (let i = 0; i < 64; i++) state['w' + i] = fromTypedArray(new Float32Array(2 ** 18).fill(i), [2 ** 18], { dtype: 'float32' })
try {
  await save(state, path, { onProgress: ({ loaded }) => console.log(loaded) })
  console.log('saved')
} catch (error) {
  console.log(error.name + ': ' + error.message)
}
`

describe('a save that does not finish leaves the old file whole', () => {
  for (const extension of ['pt', 'safetensors', 'npz'])
    test(`killed in the middle of a .${extension}`, async () => {
      const path = await temporary(`killed/model.${extension}`)
      const { mkdir } = await import('node:fs/promises')
      await mkdir(dirname(path), { recursive: true })
      await save({ old: fromTypedArray(Float32Array.of(1, 2), [2], { dtype: 'float32' }) }, path)
      const before = await readFile(path)
      const main = await program(await temporary('save.mjs'), SAVER)
      const { signal, out } = await run(process.execPath, [main, path], (child) => child.kill('SIGKILL'))
      expect(signal).toBe('SIGKILL')
      expect(out).not.toContain('saved')
      expect(await readFile(path)).toEqual(before)
      expect([...(await load(path)).old!.data]).toEqual([1, 2])
    })

  test.skipIf(process.platform === 'win32')('no room on the disk', async () => {
    const path = await temporary('full/model.pt')
    const { mkdir } = await import('node:fs/promises')
    await mkdir(dirname(path), { recursive: true })
    await save({ old: fromTypedArray(Float32Array.of(1, 2), [2], { dtype: 'float32' }) }, path)
    const main = await program(await temporary('save-full.mjs'), SAVER)
    // A limit of 4 MB for a file: writing beyond it fails as on a full disk.
    const { out } = await run('bash', ['-c', `ulimit -f 4096; exec "$0" "$1" "$2"`, process.execPath, main, path])
    expect(out).toMatch(/CheckpointError: .*cannot be written \(EFBIG\)/)
    expect([...(await load(path)).old!.data]).toEqual([1, 2])
    expect(await readdir(dirname(path))).toEqual(['model.pt'])
    expect((await stat(path)).size).toBeLessThan(4096)
  })
})
