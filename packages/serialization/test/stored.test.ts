import * as ops from '@torchlet/tensor-core'
import { describe, expect, test } from 'vitest'
import { load, loadCheckpoint, open, save } from '../src/index'
import { golden, goldenPath, refusal } from './helpers'

const { DTypeError, Tensor } = ops
const file = golden('float8.safetensors')
const stored = async (): Promise<ops.Tensor> => (await load(file)).e4m3!

describe('a dtype that torchlet does not compute in is held as its stored bits', () => {
  test('loaded and saved again, the file is the same, bit for bit', async () => {
    for (const source of [file, goldenPath('float8.safetensors'), new Blob([file]).stream()])
      expect(Buffer.from(await save(await load(source), null, { format: 'safetensors' }))).toEqual(Buffer.from(file))
    expect(Object.keys((await loadCheckpoint(file)) as object)).toEqual(Object.keys(await load(file)))
  })

  test('its dtype, shape, size, views, printing and bits are there', async () => {
    const x = await stored()
    expect([x.dtype, x.shape.join(), x.nbytes]).toEqual(['float8_e4m3fn', '6', 6])
    expect(String(x)).toBe("tensor(..., device='stored', dtype=torch.float8_e4m3fn)")
    expect([...(await x.read())]).toEqual([0, 0x38, 0xb8, 0x7e, 1, 0x7f])
    const turned = x.reshape([2, 3]).t()
    expect([...(await turned.read())]).toEqual([0, 0x7e, 0x38, 1, 0xb8, 0x7f])
    const again = await open(await save({ turned }, null, { format: 'safetensors' }))
    expect(again.tensors.turned).toEqual({ dtype: 'float8_e4m3fn', shape: [3, 2] })
    expect([...(await again.bytes('turned'))]).toEqual([0, 0x7e, 0x38, 1, 0xb8, 0x7f])
    const wide = (await load(file)).u32!
    expect([wide.dtype, wide.nbytes, ...(await wide.read())]).toEqual(['uint32', 8, 0, 4294967295])
  })

  test('the others in the file can be used, and it is converted when asked', async () => {
    const checkpoint = await open(file)
    expect((await checkpoint.get('e4m3')).dtype).toBe('float8_e4m3fn')
    expect([...(await checkpoint.get('e4m3', { dtype: 'float32' })).data].slice(0, 3)).toEqual([0, 1, -1])
    await checkpoint.close()
  })

  const uses: [what: string, use: (x: ops.Tensor) => unknown][] = [
    ['add', (x) => x.add(1)],
    ['add of another tensor', (x) => x.add(x)],
    ['eq', (x) => ops.eq(x, x)],
    ['where', (x) => ops.where(ops.ones([6], { dtype: 'bool' }), x, x)],
    ['with a tensor of another dtype', (x) => ops.ones([6]).mul(x)],
    ['copy_ from it', (x) => ops.ones([6]).copy_(x)],
    ['sum', (x) => x.sum()],
    ['max', (x) => x.max()],
    ['argmax', (x) => ops.argmax(x)],
    ['sort', (x) => ops.sort(x)],
    ['matmul', (x) => x.reshape([2, 3]).matmul(x.reshape([3, 2]))],
    ['softmax', (x) => ops.softmax(x, 0)],
    ['relu', (x) => ops.relu(x)],
    ['add_', (x) => x.add_(1)],
    ['fill_', (x) => x.fill_(1)],
    ['clone', (x) => x.clone()],
    ['cat', (x) => ops.cat([x, x])],
    ['to another dtype', (x) => x.to('float32')],
    ['to another device', (x) => x.to(ops.cpu)],
    ['cpu', (x) => x.cpu()],
    ['data', (x) => x.data],
    ['item', (x) => x.select(0, 1).item()],
    ['toArray', (x) => x.toArray()],
  ]
  for (const [what, use] of uses)
    test(`${what} is a DTypeError that names it`, async () => {
      const x = await stored()
      const error = await Promise.resolve()
        .then(() => use(x))
        .catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(DTypeError)
      expect((error as Error).message).toMatch(/float8_e4m3fn/)
      if (what !== 'cpu') expect((error as Error).message).toMatch(/\{ dtype: 'float32' \}/)
    })

  test('no op at all computes with it', async () => {
    const x = await stored()
    const other = (await load(file)).e5m2!
    const computed: string[] = []
    for (const [name, use] of Object.entries(ops)) {
      // Classes, settings, and two that take numbers only.
      if (typeof use !== 'function' || /^([A-Z]|set|manualSeed|linspace|logspace)/.test(name)) continue
      for (const args of [[x], [x, x], [x, other], [x, 1], [x, 0], [x, 0, 1], [x, [0]], [[x, x]], [x, x, x]]) {
        let results: unknown
        try {
          results = await (use as (...args: unknown[]) => unknown)(...args)
        } catch {
          continue
        }
        for (const result of Array.isArray(results) ? results : [results])
          if (result instanceof Tensor && result.storage !== x.storage && result.storage !== other.storage)
            computed.push(`${name} gave a tensor of ${result.dtype}`)
      }
    }
    expect(computed).toEqual([])
  })
})

test('what no tensor can hold is refused, with the way to its bytes', async () => {
  expect(await refusal(() => load(golden('complex.pt')))).toMatch(/complex64, which no tensor can hold.*bytes\(name\)/s)
})

test('a .pt does not hold it', async () => {
  const state = await load(file)
  expect(await refusal(() => save(state))).toMatch(/'u64'\] is uint64, which .pt files do not hold/)
})
