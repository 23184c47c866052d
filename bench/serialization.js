/*
 * Loading 200 MB beside reading the same bytes with fs.readFile, a header of 10,000 tensors, and safetensors beside its peers:
 * @huggingface/hub's header parser and jax-js's loader. Run it: npm run serialization
 */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseSafetensorsMetadata } from '@huggingface/hub'
import { safetensors as jax } from '@jax-js/loaders'
import { load, open, save } from '../packages/serialization/dist/index.js'
import { decode, decodeHeader, encode } from '../packages/serialization/dist/safetensors.js'
import { fromTypedArray } from '../packages/tensor-core/dist/ops.js'
import { alternate, alternateAsync, printRow } from './alternate.js'

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

/** A safetensors file of so many tensors, named as a transformer's are. */
function fileOf(count, length) {
  const tensor = { dtype: 'float32', shape: [length / 2, 2], data: new Float32Array(length).fill(0.5) }
  const name = (i) => `model.layers.${i >> 3}.self_attn.${'qkvo'[i & 3]}_proj.${i & 4 ? 'bias' : 'weight'}`
  return encode(Object.fromEntries(Array.from({ length: count }, (_, i) => [name(i), tensor])))
}

const many = fileOf(10_000, 4)
await writeFile(join(folder, 'many.safetensors'), many)
console.log(`a safetensors header of 10,000 tensors: ${(await median(() => decodeHeader(many))).toFixed(1)} ms`)
await rm(folder, { recursive: true })

/** A web server in memory, so that what is timed is the work: both parsers ask it for ranges of the same bytes. */
const serve = (bytes) => async (_, init) => {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(new Headers(init?.headers).get('range') ?? '') ?? []
  if (from === undefined) return new Response(bytes, { headers: { 'content-length': bytes.length } })
  const end = Math.min(bytes.length, Number(to) + 1)
  const headers = { 'content-range': `bytes ${from}-${end - 1}/${bytes.length}`, etag: '"1"' }
  return new Response(bytes.slice(Number(from), end), { status: 206, headers })
}

console.log(`\n${''.padEnd(44)}  ${'torchlet'.padStart(12)}  ${'the peer'.padStart(12)}`)
for (const count of [300, 10_000]) {
  const bytes = fileOf(count, 4)
  const fetch = serve(bytes)
  const ours = () => open('http://hub.test/a/b/resolve/main/model.safetensors', { http: { fetch } })
  const theirs = () =>
    parseSafetensorsMetadata({ repo: 'a/b', path: 'model.safetensors', hubUrl: 'http://hub.test', fetch })
  const header = Object.entries((await theirs()).header).filter(([name]) => name !== '__metadata__')
  const shapes = Object.entries((await ours()).tensors).map(([name, { shape }]) => [name, [...shape]])
  assert.deepEqual(
    shapes,
    header.map(([name, { shape }]) => [name, shape]),
  )
  printRow(`open ${count} tensors by ranges: @huggingface/hub`, await alternateAsync(ours, theirs), 1)
}
for (const [count, length] of [
  [300, 2 ** 16],
  [10_000, 2 ** 10],
]) {
  const bytes = fileOf(count, length)
  const theirs = () => jax.parse(bytes)
  const [a, b] = [decode(bytes).tensors, theirs().tensors]
  const flat = (tensors) => Object.entries(tensors).map(([name, { shape, data }]) => [name, [...shape], data])
  assert.deepEqual(flat(a), flat(b))
  const loaded = await load(bytes)
  for (const [name, { data }] of Object.entries(b)) assert.deepEqual(loaded[name].data, data)
  printRow(
    `decode ${count} tensors in memory: jax-js`,
    alternate(() => decode(bytes), theirs),
    1,
  )
}
