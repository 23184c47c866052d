import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { at, fromTypedArray, type Tensor, t } from '@torchlet/tensor-core/ops'
import { describe, expect, test } from 'vitest'
import { load, loadCheckpoint, type SaveFormat, save } from '../src/index'
import { described, expected, goldenPath, python, refusal, runPython, temporary, withoutStrides } from './helpers'

const f32 = (...values: number[]): Tensor =>
  fromTypedArray(Float32Array.from(values), [values.length], { dtype: 'float32' })

describe('what was loaded is saved and loaded again, bit for bit', () => {
  const cases: [file: string, format: SaveFormat][] = [
    ['state.pt', 'pt'],
    ['state.pt', 'safetensors'],
    ['state.pt', 'npz'],
    ['dtypes.pt', 'pt'],
    ['dtypes.pt', 'safetensors'],
    ['views.pt', 'pt'],
    ['views.pt', 'safetensors'],
    ['views.pt', 'npz'],
  ]
  for (const [file, format] of cases)
    test(`${file} as ${format}`, async () => {
      const bytes = await save(await load(goldenPath(file)), null, { format })
      const again = described(await load(bytes))
      expect(format === 'pt' ? again : withoutStrides(again)).toEqual(
        format === 'pt' ? expected[file] : withoutStrides(expected[file]),
      )
    })
})

test('the key order is kept in a .pt', async () => {
  const state = { z: f32(1), a: f32(2), 'm.b': f32(3), 'm.a': f32(4) }
  expect(Object.keys(await load(await save(state)))).toEqual(Object.keys(state))
})

test('tensors that share memory are written once, and share it again', async () => {
  const big = fromTypedArray(new Float32Array(4096).fill(1), [64, 64], { dtype: 'float32' })
  const single = await save({ a: big })
  const tied = await save({ a: big, b: big, c: t(big) })
  expect(tied.length - single.length).toBeLessThan(400)
  const loaded = await load(tied)
  expect(loaded.b!.storage).toBe(loaded.a!.storage)
  expect(loaded.c!.storage).toBe(loaded.a!.storage)
})

test('a small view of a large tensor is saved alone', async () => {
  const big = fromTypedArray(new Float32Array(100_000), [1000, 100], { dtype: 'float32' })
  expect((await save({ row: at(big, 3) })).length).toBeLessThan(3000)
})

test('the same tensors give the same bytes', async () => {
  const make = () => save({ a: f32(1, 2), b: f32(3) })
  expect(await make()).toEqual(await make())
})

test('nested data goes to a .pt and comes back', async () => {
  const data = {
    epoch: 3,
    loss: 0.25,
    big: 2n ** 70n,
    negative: -(2n ** 63n),
    minus: -129,
    wide: 2 ** 40,
    name: 'höher ✓ 𝄞',
    on: true,
    off: null,
    list: [1, 'x', [], {}],
    model: { 'a.weight': f32(1, 2), 'a.bias': f32(3) },
  }
  expect(described(await loadCheckpoint(await save(data)))).toEqual(described(data))
})

describe('to where', () => {
  const state = { weight: f32(1, 2, 3) }
  for (const extension of ['pt', 'pth', 'safetensors', 'npz'])
    test(`a path that ends in .${extension}`, async () => {
      const path = await temporary(`where.${extension}`)
      expect(await save(state, path)).toBeUndefined()
      expect([...(await load(path)).weight!.data]).toEqual([1, 2, 3])
    })

  test('a file URL', async () => {
    const url = pathToFileURL(await temporary('with space.pt'))
    await save(state, url)
    expect([...(await load(url)).weight!.data]).toEqual([1, 2, 3])
  })

  test('a WritableStream', async () => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const [loaded] = await Promise.all([load(readable), save(state, writable, { format: 'safetensors' })])
    expect([...loaded.weight!.data]).toEqual([1, 2, 3])
  })

  test('over a file that is there: nothing else is left in the folder, a link stays a link', async () => {
    const path = await temporary('there/old.pt')
    const { mkdir } = await import('node:fs/promises')
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, 'old', { mode: 0o600 })
    await symlink(path, `${path}.link.pt`)
    await save(state, `${path}.link.pt`)
    expect([...(await load(path)).weight!.data]).toEqual([1, 2, 3])
    expect((await readdir(dirname(path))).sort()).toEqual(['old.pt', 'old.pt.link.pt'])
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })
})

describe('what cannot be saved is refused, and what was there stays', () => {
  const state = { weight: f32(1) }
  const bf16 = { half: fromTypedArray(Uint16Array.of(1), [1], { dtype: 'bfloat16' }) }
  const loop: Record<string, unknown> = {}
  loop.again = loop
  let deep: unknown[] = []
  for (let i = 0; i < 10_000; i++) deep = [deep]
  const cases: [what: string, state: object, name: string, options: object, message: RegExp][] = [
    ['an unknown extension', state, 'x.h5', {}, /no format is known for \.h5/],
    ['metadata in a .pt', state, 'x.pt', { metadata: { a: 'b' } }, /metadata/],
    ['metadata that is no string', state, 'x.safetensors', { metadata: { a: 1 } }, /metadata 'a' is a number/],
    ['nested data as safetensors', { a: { b: f32(1) } }, 'x.safetensors', {}, /'a' is no tensor/],
    ['bfloat16 for NumPy', bf16, 'x.npz', {}, /NumPy has no bfloat16/],
    ['a function', { f: () => 1 }, 'x.pt', {}, /checkpoint\['f'\] is a Function/],
    ['a Date', { d: new Date(0) }, 'x.pt', {}, /checkpoint\['d'\] is a Date/],
    ['data nested ten thousand deep', { deep }, 'x.pt', {}, /contains itself or is nested too deep/],
    ['data that contain themselves', loop, 'x.pt', {}, /contains itself/],
    ['a folder that is not there', state, 'none/x.pt', {}, /cannot be written \(ENOENT\)/],
  ]
  for (const [what, value, name, options, message] of cases)
    test(what, async () => {
      const path = await temporary(name)
      const old = !name.includes('/')
      if (old) await writeFile(path, 'old')
      expect(await refusal(() => save(value as never, path, options))).toMatch(message)
      if (old) expect(await readFile(path, 'utf8')).toBe('old')
      expect((await readdir(dirname(await temporary('x')))).filter((file) => file.endsWith('.tmp'))).toEqual([])
    })
})

describe.skipIf(python.why)(
  `PyTorch opens what torchlet saves${python.why ? ` (left out: ${python.why})` : ''}`,
  () => {
    const compare = `
import sys, torch
saved = torch.load(sys.argv[1], weights_only=True)
original = torch.load(sys.argv[2])
assert list(saved) == list(original), (list(saved), list(original))
for name, tensor in original.items():
    other = saved[name]
    assert other.dtype == tensor.dtype and other.shape == tensor.shape, name
    same = torch.equal(other.nan_to_num(0.5), tensor.nan_to_num(0.5)) if tensor.is_floating_point() else torch.equal(other, tensor)
    assert same, name
ptr = lambda s, n: s[n].storage().data_ptr()
if 'encoder' in saved:
    assert ptr(saved, 'encoder') == ptr(saved, 'decoder') and ptr(saved, 'base') == ptr(saved, 'transposed')
    assert saved['transposed'].stride() == (1, 6)
print(type(saved).__name__)
`
    for (const name of ['state.pt', 'dtypes.pt', 'views.pt'])
      test(name, async () => {
        const path = await temporary(name)
        await save(await load(goldenPath(name)), path)
        expect(runPython(compare, path, goldenPath(name)).trim()).toBe('OrderedDict')
      })

    test('nested data', async () => {
      const path = await temporary('nested.pt')
      await save(
        { epoch: 3, loss: 0.5, big: 2n ** 70n, name: 'ü', list: [true, null, -7], model: { w: f32(1, 2) } },
        path,
      )
      const script = `
import sys, torch
c = torch.load(sys.argv[1])
assert c['epoch'] == 3 and c['loss'] == 0.5 and c['big'] == 2**70 and c['name'] == 'ü' and c['list'] == [True, None, -7], c
assert c['model']['w'].tolist() == [1, 2]
`
      runPython(script, path)
    })
  },
)
