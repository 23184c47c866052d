import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { fromTypedArray, type Tensor } from '@torchlet/tensor-core/ops'
import { describe, expect, test } from 'vitest'
import { load, loadCheckpoint, open, save } from '../src/index'
import { described, expected, golden, goldenPath, refusal, temporary, withoutStrides } from './helpers'

const f32 = (...values: number[]): Tensor =>
  fromTypedArray(Float32Array.from(values), [values.length], { dtype: 'float32' })

describe('open reads the directory, and a tensor when asked', () => {
  for (const name of [
    'state.pt',
    'state-legacy.pt',
    'state-deflated.pt',
    'checkpoint-3.pt',
    'views.pt',
    'arrays.npz',
    'arrays-compressed.npz',
    'f4.npy',
    'reference.safetensors',
    'floats-big-endian.pt',
  ])
    for (const [kind, source] of [
      ['path', goldenPath(name)],
      ['bytes', golden(name)],
      ['blob', new Blob([golden(name)])],
      ['stream', new Blob([golden(name)]).stream()],
    ] as const)
      test(`${name} by ${kind}`, async () => {
        const all = await load(goldenPath(name))
        const checkpoint = await open(source)
        expect(Object.entries(checkpoint.tensors)).toEqual(
          Object.entries(all).map(([key, { dtype, shape }]) => [key, { dtype, shape: [...shape] }]),
        )
        for (const [key, tensor] of Object.entries(all)) {
          const found = await checkpoint.get(key)
          expect(described(found)).toEqual(described(tensor))
          const raw = await checkpoint.bytes(key)
          const { buffer, byteOffset, byteLength } = tensor.data
          expect([...raw]).toEqual([...new Uint8Array(buffer, byteOffset, byteLength)])
        }
        expect(await refusal(() => checkpoint.get('none'))).toMatch(/has no tensor 'none'/)
        await checkpoint.close()
      })

  test('stored bytes of types that are not computed in', async () => {
    const checkpoint = await open(goldenPath('float8.safetensors'))
    expect(checkpoint.tensors.e4m3).toEqual({ dtype: 'float8_e4m3fn', shape: [6] })
    expect([...(await checkpoint.bytes('e4m3'))]).toEqual([0, 0x38, 0xb8, 0x7e, 1, 0x7f])
    expect([...(await checkpoint.get('e4m3', { dtype: 'float32' })).data].slice(0, 2)).toEqual([0, 1])
    await checkpoint.close()
  })
})

describe('a sharded model', () => {
  async function sharded(
    name: string,
    change: (index: Record<string, string>) => void = () => {},
    extra: Record<string, Tensor> = {},
  ): Promise<string> {
    const folder = await temporary(`sharded-${name}`)
    await mkdir(folder, { recursive: true })
    await save({ a: f32(1, 2), b: f32(3) }, `${folder}/model 1.safetensors`)
    await save({ c: f32(4), ...extra }, `${folder}/model-2.safetensors`)
    const weight_map: Record<string, string> = {
      c: 'model-2.safetensors',
      a: 'model 1.safetensors',
      b: 'model 1.safetensors',
    }
    change(weight_map)
    await writeFile(
      `${folder}/model.safetensors.index.json`,
      JSON.stringify({ metadata: { total_size: 16 }, weight_map }, null, 2),
    )
    return `${folder}/model.safetensors.index.json`
  }

  test('is loaded by its index, in the index’s order', async () => {
    const path = await sharded('good')
    for (const source of [path, pathToFileURL(path)]) {
      const state = await load(source)
      expect(Object.entries(state).map(([name, tensor]) => [name, [...tensor.data]])).toEqual([
        ['c', [4]],
        ['a', [1, 2]],
        ['b', [3]],
      ])
    }
    expect(Object.keys((await loadCheckpoint(path)) as object)).toEqual(['c', 'a', 'b'])
    expect(Object.keys(await load(path, { filter: (name) => name === 'b' }))).toEqual(['b'])
    const checkpoint = await open(path)
    expect([...(await checkpoint.get('a')).data]).toEqual([1, 2])
    await checkpoint.close()
    expect(await refusal(() => checkpoint.get('a'))).toMatch(/model\.safetensors\.index\.json: was closed/)
  })

  const cases: [
    what: string,
    change: (index: Record<string, string>) => void,
    extra: Record<string, Tensor>,
    message: RegExp,
  ][] = [
    [
      'a shard that is not there',
      (index) => Object.assign(index, { d: 'model-3.safetensors', e: 'model-4.safetensors' }),
      {},
      /2 of 4 shards cannot be read: model-3\.safetensors .*; model-4/s,
    ],
    [
      'a tensor that is not there',
      (index) => Object.assign(index, { d: 'model-2.safetensors' }),
      {},
      /not there: 'd' in model-2\.safetensors/,
    ],
    ['a tensor twice', () => {}, { a: f32(9) }, /twice: 'a' in model-2\.safetensors/],
    ['a tensor the index does not know', () => {}, { x: f32(9) }, /'x' in model-2\.safetensors/],
    [
      'a path that climbs out',
      (index) => Object.assign(index, { d: '../model.safetensors' }),
      {},
      /no name of a file beside it/,
    ],
    ['an absolute path', (index) => Object.assign(index, { d: '/etc/passwd' }), {}, /no name of a file/],
    ['a web address', (index) => Object.assign(index, { d: 'http://x' }), {}, /no name of a file/],
    ['a number for a file', (index) => Object.assign(index, { d: 5 }), {}, /no name of a file/],
  ]
  for (const [what, change, extra, message] of cases)
    test(`${what} is told by name`, async () =>
      expect(await refusal(async () => load(await sharded(what.replaceAll(' ', '-'), change, extra)))).toMatch(message))

  test('from bytes cannot find its shards', async () =>
    expect(await refusal(async () => load(new Uint8Array(await readFile(await sharded('bytes')))))).toMatch(
      /index of a sharded model.*path or URL/s,
    ))
})

test('a whole golden through open is what load gives', async () => {
  const checkpoint = await open(goldenPath('dtypes.pt'))
  const entries = await Promise.all(
    Object.keys(checkpoint.tensors).map(async (name) => [name, await checkpoint.get(name)] as const),
  )
  expect(withoutStrides(described(Object.fromEntries(entries)))).toEqual(withoutStrides(expected['dtypes.pt']))
  await checkpoint.close()
})
