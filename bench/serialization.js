/*
 * Loading 200 MB beside reading the same bytes with fs.readFile, and a header of 10,000 tensors. Run it: npm run serialization
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load, save } from '../packages/serialization/dist/index.js'
import { decodeHeader, encode } from '../packages/serialization/dist/safetensors.js'
import { fromTypedArray } from '../packages/tensor-core/dist/ops.js'

const MB = 2 ** 20
const folder = await mkdtemp(join(tmpdir(), 'torchlet-bench-'))

/** The middle of seven runs, in milliseconds. */
async function median(work) {
  const times = []
  for (let run = 0; run < 7; run++) {
    const start = performance.now()
    await work()
    times.push(performance.now() - start)
  }
  return times.sort((a, b) => a - b)[3]
}

function stateOf(count, megabytes) {
  const length = Math.floor((megabytes * MB) / 4 / count)
  const make = (i) => fromTypedArray(new Float32Array(length).fill(i), [length], { dtype: 'float32' })
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`layer.${i}.weight`, make(i)]))
}

for (const count of [10, 1000, 10_000])
  for (const extension of ['pt', 'safetensors']) {
    const path = join(folder, `model-${count}.${extension}`)
    await save(stateOf(count, 200), path)
    const read = await median(() => readFile(path))
    const loaded = await median(() => load(path))
    const bytes = await readFile(path)
    const fromBytes = await median(() => load(bytes))
    console.log(
      `200 MB .${extension} of ${count} tensors: readFile ${read.toFixed(0)} ms, load ${loaded.toFixed(0)} ms`,
      `(${(read / loaded).toFixed(2)} of its speed), load from bytes ${fromBytes.toFixed(1)} ms`,
    )
  }

const data = new Float32Array(4)
const many = encode(
  Object.fromEntries(
    Array.from({ length: 10_000 }, (_, i) => [`layer.${i}`, { dtype: 'float32', shape: [2, 2], data }]),
  ),
)
await writeFile(join(folder, 'many.safetensors'), many)
console.log(`a safetensors header of 10,000 tensors: ${(await median(() => decodeHeader(many))).toFixed(1)} ms`)
await rm(folder, { recursive: true })
