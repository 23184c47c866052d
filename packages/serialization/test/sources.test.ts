import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { load, type Progress, type Source, save } from '../src/index'
import { described, expected, golden, goldenPath, refusal, withoutStrides } from './helpers'

let origin = ''
const server = createServer(async (request, response) => {
  const name = request.url!.slice(1)
  if (name === 'missing.pt') return response.writeHead(404, 'Not Found').end('<html>')
  const bytes = name === 'state.safetensors' ? await safetensors : await readFile(goldenPath(name))
  response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
})
const safetensors = load(goldenPath('state.pt')).then((state) => save(state, null, { format: 'safetensors' }))

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** The bytes in pieces of odd sizes, as a network delivers them. */
function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close()
      const size = 1 + ((at * 7) % 997)
      controller.enqueue(bytes.slice(at, at + size))
      at += size
    },
  })
}

const kinds: [what: string, make: (bytes: Uint8Array, name: string) => Source | Promise<Source>][] = [
  ['a typed array', (bytes) => bytes],
  ['an ArrayBuffer', (bytes) => bytes.slice().buffer],
  [
    'a SharedArrayBuffer',
    (bytes) => {
      const shared = new SharedArrayBuffer(bytes.length)
      new Uint8Array(shared).set(bytes)
      return shared
    },
  ],
  ['a DataView', (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)],
  [
    'bytes that are not aligned',
    (bytes) => {
      const shifted = new Uint8Array(bytes.length + 3)
      shifted.set(bytes, 3)
      return shifted.subarray(3)
    },
  ],
  ['a Blob', (bytes) => new Blob([bytes as Uint8Array<ArrayBuffer>])],
  ['a File', (bytes) => new File([bytes as Uint8Array<ArrayBuffer>], 'model.pt')],
  ['a ReadableStream', (bytes) => streamOf(bytes)],
  ['a Response', (bytes) => new Response(bytes as Uint8Array<ArrayBuffer>)],
  ['a Response of a stream', (bytes) => new Response(streamOf(bytes))],
  ['an http URL', (_, name) => `${origin}/${name}`],
  ['a URL object', (_, name) => new URL(`${origin}/${name}`)],
  ['a Request', (_, name) => new Request(`${origin}/${name}`)],
  ['a data URL', (bytes) => `data:application/octet-stream;base64,${Buffer.from(bytes).toString('base64')}`],
]

for (const file of ['state.pt', 'state-legacy.pt', 'state-deflated.pt', 'state.safetensors'])
  describe(`${file} from`, () => {
    const check = async (source: Source) =>
      expect(withoutStrides(described(sorted(await load(source))))).toEqual(
        withoutStrides(sorted(expected['state.pt'] as object)),
      )
    for (const [what, make] of kinds)
      test(what, async () => check(await make(file === 'state.safetensors' ? await safetensors : golden(file), file)))
  })

const sorted = <T extends object>(record: T) =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))

test('a path and a file URL', async () => {
  for (const source of [
    goldenPath('state.pt'),
    pathToFileURL(goldenPath('state.pt')),
    pathToFileURL(goldenPath('state.pt')).href,
  ])
    expect(described(await load(source))).toEqual(expected['state.pt'])
})

test('what is no source, or gives none, is refused', async () => {
  expect(await refusal(() => load(null as never))).toMatch(/no source of a checkpoint: null/)
  expect(await refusal(() => load(5 as never))).toMatch(/no source of a checkpoint: number/)
  expect(await refusal(() => load(`${origin}/missing.pt`))).toMatch(/missing\.pt: the server answered 404/)
  expect(await refusal(() => load('http://127.0.0.1:1/x.pt'))).toMatch(/could not be fetched/)
  const read = new Response('x')
  await read.text()
  expect(await refusal(() => load(read))).toMatch(/was read before/)
})

describe('options', () => {
  test('filter loads what is asked, with dtype and shape to choose by', async () => {
    const state = await load(goldenPath('state.pt'), {
      filter: (name, { shape }) => name.startsWith('conv') && shape.length === 1,
    })
    expect(Object.keys(state)).toEqual(['conv.bias'])
  })

  test('dtype converts floating point tensors and leaves integers', async () => {
    const state = await load(goldenPath('dtypes.pt'), { dtype: 'float32' })
    const dtypes = Object.fromEntries(Object.entries(state).map(([name, { dtype }]) => [name, dtype]))
    expect(dtypes).toMatchObject({
      float16: 'float32',
      bfloat16: 'float32',
      float64: 'float32',
      int64: 'int64',
      bool: 'bool',
      uint8: 'uint8',
    })
    const original = expected['dtypes.pt'] as Record<string, { $tensor: { values: number[] } }>
    for (const name of ['float16', 'bfloat16', 'special_half'])
      expect((described(state[name]) as typeof original.x)!.$tensor.values).toEqual(original[name]!.$tensor.values)
  })

  test('dtype to a half type rounds as PyTorch does', async () => {
    const state = await load(goldenPath('dtypes.pt'), { dtype: 'bfloat16' })
    const original = expected['dtypes.pt'] as Record<string, { $tensor: { values: number[] } }>
    expect((described(state.float32) as typeof original.x)!.$tensor.values).toEqual(original.bfloat16!.$tensor.values)
  })

  test('a dtype that is not floating is refused', async () =>
    expect(await refusal(() => load(goldenPath('state.pt'), { dtype: 'int8' }))).toMatch(/dtype 'int8'/))

  test('onProgress counts up to the total', async () => {
    for (const source of [
      goldenPath('state.pt'),
      golden('state.pt'),
      `${origin}/state.pt`,
      streamOf(golden('state.pt')),
      new Blob([golden('state.pt')]),
    ]) {
      const told: Progress[] = []
      await load(source, { onProgress: (progress) => told.push(progress) })
      const last = told.at(-1)!
      expect(last.loaded).toBe(last.total)
      for (let i = 1; i < told.length; i++) expect(told[i]!.loaded).toBeGreaterThanOrEqual(told[i - 1]!.loaded)
    }
  })

  test('an aborted signal ends it with its reason', async () => {
    const reason = new Error('enough')
    for (const source of [
      goldenPath('state.pt'),
      golden('state.pt'),
      `${origin}/state.pt`,
      streamOf(golden('state.pt')),
    ])
      await expect(load(source, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    const controller = new AbortController()
    const stuck = new ReadableStream<Uint8Array>({
      start: (stream) => stream.enqueue(golden('state.pt').slice(0, 100)),
    })
    const loading = load(stuck, { signal: controller.signal })
    setTimeout(() => controller.abort(reason), 10)
    await expect(loading).rejects.toBe(reason)
  })
})
