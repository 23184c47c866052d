/* What runtimes.js has each runtime do: only what the package promises to do anywhere. Throws where something is amiss. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { CheckpointError, load, loadCheckpoint, open, save } from '../../packages/serialization/dist/index.js'
import { fromTypedArray, randn, t } from '../../packages/tensor-core/dist/ops.js'

const golden = (name) => fileURLToPath(new URL(`../../goldens/serialization/files/${name}`, import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'torchlet-runtimes-'))
const large = randn([300, 200])
const state = {
  'a.weight': large,
  'a.tied': t(large),
  'b.bias': fromTypedArray(BigInt64Array.of(1n, -(2n ** 62n)), [2], { dtype: 'int64' }),
  'b.half': fromTypedArray(Uint16Array.of(0x3f80, 0xbf80), [2], { dtype: 'bfloat16' }),
}

function assertSame(found, expected = state) {
  assert.deepEqual(Object.keys(found), Object.keys(expected))
  for (const [name, { dtype, shape, data }] of Object.entries(expected)) {
    assert.equal(found[name].dtype, dtype, name)
    assert.deepEqual([...found[name].shape], [...shape], name)
    assert.deepEqual(found[name].data, data, name)
  }
}

/** Serves the folder: by ranges under /ranges, without under /whole, and half of what is asked at first under /cuts. */
const seen = new Set()
const server = createServer(async (request, response) => {
  const [, how, name] = request.url.split('/')
  const bytes = await readFile(join(folder, name))
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  if (how === 'whole' || from === undefined)
    return response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
  const end = Math.min(bytes.length, to ? Number(to) + 1 : bytes.length)
  const part = bytes.subarray(Number(from), end)
  const headers = { 'content-range': `bytes ${from}-${end - 1}/${bytes.length}`, 'content-length': part.length }
  response.writeHead(206, headers)
  if (how !== 'cuts' || seen.has(request.url)) return response.end(part)
  seen.add(request.url)
  response.write(part.subarray(0, part.length >> 1))
  setTimeout(() => response.destroy(), 50)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${server.address().port}`

const checks = {
  async 'every format is saved to a path and loaded from it'() {
    for (const extension of ['pt', 'safetensors', 'npz']) {
      const path = join(folder, `model.${extension}`)
      const held = extension === 'npz' ? { 'a.weight': large } : state
      await save(held, path)
      const loaded = await load(path)
      // safetensors orders its tensors by dtype and name.
      assertSame(Object.fromEntries(Object.keys(held).map((name) => [name, loaded[name]])), held)
      assertSame({ 'a.weight': (await load(pathToFileURL(path)))['a.weight'] }, { 'a.weight': large })
    }
    assert.deepEqual((await readdir(folder)).sort(), ['model.npz', 'model.pt', 'model.safetensors'])
  },

  async 'what PyTorch wrote is read: zip, legacy, deflated, nested'() {
    const [first, ...others] = ['state.pt', 'state-legacy.pt', 'state-deflated.pt', 'state-zip64.pt']
    const expected = await load(golden(first))
    for (const name of others) assertSame(await load(golden(name)), expected)
    assert.equal(
      (await loadCheckpoint(golden('checkpoint-4.pt'))).epoch,
      (await loadCheckpoint(golden('checkpoint-2.pt'))).epoch,
    )
    assert.ok(Object.keys(await load(golden('arrays-compressed.npz'))).length > 0)
  },

  async 'bytes, Blobs, Responses and streams are sources'() {
    const bytes = new Uint8Array(await readFile(join(folder, 'model.pt')))
    for (const source of [
      bytes,
      bytes.buffer,
      new Blob([bytes]),
      new File([bytes], 'model.pt'),
      new Response(bytes),
      new Blob([bytes]).stream(),
    ])
      assertSame(await load(source))
    const { readable, writable } = new TransformStream()
    const [loaded] = await Promise.all([load(readable), save(state, writable)])
    assertSame(loaded)
  },

  async 'a web server is read by ranges, whole, and across a cut'() {
    for (const how of ['ranges', 'whole', 'cuts'])
      for (const name of ['model.pt', 'model.safetensors']) {
        const url = `${origin}/${how}/${name}`
        assert.deepEqual((await load(url))['a.weight'].data, large.data, url)
        seen.clear()
        const checkpoint = await open(url)
        assert.deepEqual((await checkpoint.get('b.bias')).data, state['b.bias'].data, url)
        assert.deepEqual((await checkpoint.get('a.weight')).data, large.data, url)
        await checkpoint.close()
        assert.deepEqual(Object.keys(await load(url, { filter: (key) => key === 'b.half', dtype: 'float32' })), [
          'b.half',
        ])
      }
  },

  async 'open reads parts of a file'() {
    const checkpoint = await open(join(folder, 'model.safetensors'))
    assert.deepEqual([...(await checkpoint.get('b.half', { dtype: 'float32' })).data], [1, -1])
    assert.equal((await checkpoint.bytes('b.bias')).length, 16)
    await checkpoint.close()
  },

  async 'progress is told and an abort is heard'() {
    let last
    await load(join(folder, 'model.pt'), { onProgress: (progress) => (last = progress) })
    assert.equal(last.loaded, last.total)
    const reason = new Error('enough')
    for (const source of [join(folder, 'model.pt'), `${origin}/ranges/model.pt`])
      await assert.rejects(load(source, { signal: AbortSignal.abort(reason) }), reason)
  },

  async 'what is wrong is a CheckpointError, and the old file stays'() {
    const path = join(folder, 'old.pt')
    await writeFile(path, 'old')
    const refused = (error) => error instanceof CheckpointError
    await assert.rejects(save({ f: () => 1 }, path), refused)
    assert.equal(await readFile(path, 'utf8'), 'old')
    await assert.rejects(load(path), refused)
    await assert.rejects(load(join(folder, 'none.pt')), refused)
    await assert.rejects(load(folder), refused)
    await assert.rejects(save(state, join(folder, 'none', 'x.pt')), refused)
    await assert.rejects(load(golden('whole-model.pt')), refused)
  },
}

try {
  for (const [what, check] of Object.entries(checks)) {
    try {
      await check()
    } catch (error) {
      throw new Error(`${what}: ${error?.stack ?? error}`)
    }
  }
} finally {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
}
