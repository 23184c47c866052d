import { ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { save } from '@torchlet/serialization'
import { ones, tensor, zeros } from '@torchlet/tensor-core/ops'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kindOf } from '../src/cli/guess'
import { main } from '../src/cli/main'

const folder = mkdtempSync(join(tmpdir(), 'inspect-'))
const at = (name: string): string => join(folder, name)
const LENET = fileURLToPath(new URL('../../../apps/playground/checkpoints/fashion-cnn.pt', import.meta.url))

interface Around {
  columns?: number
  env?: Record<string, string>
}

/** Runs the program: its exit code, and what it wrote, without the folder's name. */
async function run(args: readonly string[], { columns, env = {} }: Around = {}) {
  let [out, err] = ['', '']
  const write = (text: string): void => void (out += text)
  const writeError = (text: string): void => void (err += text)
  const code = await main(args, { write, writeError, columns, env })
  return { code, out: out.replaceAll(`${folder}/`, ''), err: err.replaceAll(`${folder}/`, '') }
}

beforeAll(async () => {
  const block = (i: number) => ({ [`blocks.${i}.fc.weight`]: ones([2, 3]), [`blocks.${i}.fc.bias`]: zeros([2]) })
  const shared = { 'embed.weight': zeros([5, 3]), ...block(0), ...block(1), 'norm.weight': ones([3]) }
  await save(shared, at('a.safetensors'))
  await save({ ...shared, 'blocks.1.fc.bias': tensor([0, Number.NaN]), 'new.weight': ones([1]) }, at('b.pt'))
  writeFileSync(at('text.pt'), 'no checkpoint at all')
})
afterAll(() => rmSync(folder, { recursive: true }))

const TABLE = `a.safetensors (safetensors)
name                shape   dtype    elements   size
────────────────────────────────────────────────────
blocks.0.fc.bias    [2]     float32         2    8 B
blocks.0.fc.weight  [2, 3]  float32         6   24 B
blocks.1.fc.bias    [2]     float32         2    8 B
blocks.1.fc.weight  [2, 3]  float32         6   24 B
embed.weight        [5, 3]  float32        15   60 B
norm.weight         [3]     float32         3   12 B
────────────────────────────────────────────────────
6 tensors                                  34  136 B
`
const NARROW = `a.safetensors (safetensors)
name                shape    size
─────────────────────────────────
blocks.0.fc.bias    [2]       8 B
blocks.0.fc.weight  [2, 3]   24 B
blocks.1.fc.bias    [2]       8 B
blocks.1.fc.weight  [2, 3]   24 B
embed.weight        [5, 3]   60 B
norm.weight         [3]      12 B
─────────────────────────────────
6 tensors                   136 B
`
const TREE = `a.safetensors (safetensors)
├─ blocks  16
│  └─ 0 … 1  8
│     └─ fc: Linear(3, 2)  8
├─ embed: Linear(3, 5, bias=False) or Embedding(5, 3)  15
└─ norm: RMSNorm(3)  3
`
const COMPARED = `name              status      shape   dtype       max  at
──────────────────────────────────────────────────────────
blocks.1.fc.bias  different   [2]     float32     inf  [1]
new.weight        unexpected  -- [1]  -- float32
5 of 7 tensors are equal
`

describe('torchlet-inspect', () => {
  const cases: [string, string[], Around, string][] = [
    ['a table', ['a.safetensors'], {}, TABLE],
    ['a narrow terminal', ['a.safetensors'], { columns: 34, env: { NO_COLOR: '1' } }, NARROW],
    ['the modules', ['--tree', 'a.safetensors'], {}, TREE],
    ['two files', ['--compare', 'a.safetensors', 'b.pt'], {}, COMPARED],
  ]
  it.each(cases)('%s', async (_, args, around, expected) => {
    const found = await run(
      args.map((arg) => (arg.startsWith('-') ? arg : at(arg))),
      around,
    )
    expect(found).toEqual({ code: 0, out: expected, err: '' })
  })

  it('never wider than the terminal, down to 28 columns', async () => {
    for (const columns of [28, 30, 40, 50, 80, 120])
      for (const args of [[LENET], [LENET, '--stats']]) {
        const lines = (await run(args, { columns, env: { NO_COLOR: '1' } })).out.split('\n').slice(1)
        expect(Math.max(...lines.map((line) => line.length)), `${args} ${columns}`).toBeLessThanOrEqual(columns)
      }
  })

  it('statistics, with where the first NaN is', async () => {
    const { out } = await run(['--stats', '--filter', 'blocks.1*', at('b.pt')])
    expect(out).toMatch(/blocks\.1\.fc\.weight.* 1 +1 +1 +0 +0$/m)
    expect(out).toMatch(/blocks\.1\.fc\.bias.* 0 +0 +0 +nan +1 +1\/0 at \[1\]$/m)
    expect(out).not.toContain('blocks.0')
  })

  it('JSON', async () => {
    const found = JSON.parse((await run(['--json', '--filter', 'norm', at('a.safetensors')])).out)
    expect(found).toMatchObject({
      format: 'safetensors',
      tensors: [{ name: 'norm.weight', dtype: 'float32', shape: [3], elements: 3, bytes: 12 }],
    })
    const two = JSON.parse((await run(['--json', at('a.safetensors'), at('b.pt')])).out)
    expect(two.map(({ format }: { format: string }) => format)).toEqual(['safetensors', 'torch'])
    const compared = JSON.parse((await run(['--json', '--compare', at('a.safetensors'), at('b.pt')])).out)
    expect([compared.same, compared.tensors.length]).toEqual([false, 7])
  })

  it('a checkpoint of PyTorch', async () => {
    const { out } = await run([LENET, '--tree'])
    expect(out).toContain('├─ conv1: Conv2d(1, 6, kernel_size=(5, 5))  156')
  })

  it('a training checkpoint with more in it than data', async () => {
    const { code, out } = await run([
      fileURLToPath(new URL('../../../goldens/serialization/files/training-2.pt', import.meta.url)),
    ])
    expect(code).toBe(0)
    expect(out).toMatch(/conv\.weight.*\[2, 1, 3, 3\][\s\S]*9 tensors/)
  })

  it('colours only in a terminal, and not where NO_COLOR is set', async () => {
    const escapes = async (around: Around) => (await run([at('a.safetensors')], around)).out.includes('\x1b')
    expect(await escapes({})).toBe(false)
    expect(await escapes({ columns: 80 })).toBe(true)
    expect(await escapes({ columns: 80, env: { NO_COLOR: '1' } })).toBe(false)
    expect(await escapes({ columns: 80, env: { TERM: 'dumb' } })).toBe(false)
    expect(await escapes({ env: { FORCE_COLOR: '1' } })).toBe(true)
  })

  const failures: [string, string[], number, RegExp][] = [
    ['no file', [], 2, /no file was named\nTry torchlet-inspect --help/],
    ['an unknown option', ['--size', LENET], 2, /Unknown option '--size'\n/],
    ['an option without its value', ['--filter'], 2, /--filter/],
    ['one file to compare', ['--compare', LENET], 2, /--compare takes two files, got 1/],
    ['a file that is not there', [at('none.pt')], 1, /none\.pt/],
    ['a file that is no checkpoint', [at('text.pt')], 1, /text\.pt/],
  ]
  it.each(failures)('%s: exit code and standard error', async (_, args, code, message) => {
    const found = await run(args)
    expect(found).toMatchObject({ code, out: '' })
    expect(found.err).toMatch(/^torchlet-inspect: /)
    expect(found.err).toMatch(message)
  })

  it('--help', async () => expect((await run(['--help'])).out).toMatch(/^Usage: torchlet-inspect FILE…/))

  it('tells the table of a file of a gigabyte without reading its values', async () => {
    const header = JSON.stringify({ big: { dtype: 'F32', shape: [250, 1000, 1000], data_offsets: [0, 1e9] } })
    const file = openSync(at('big.safetensors'), 'w')
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(header.length))
    writeSync(file, Buffer.concat([length, Buffer.from(header)]))
    ftruncateSync(file, 8 + header.length + 1e9)
    const before = process.memoryUsage().arrayBuffers
    expect((await run([at('big.safetensors')])).out).toMatch(/big +\[250, 1000, 1000\] +float32 +250,000,000 +1\.00 GB/)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24)
  })
})

describe('the kind of a layer', () => {
  const cases: [Parameters<typeof kindOf>[0], string][] = [
    [{ weight: [6, 1, 5, 5], bias: [6] }, 'Conv2d(1, 6, kernel_size=(5, 5))'],
    [{ weight: [6, 1, 5] }, 'Conv1d(1, 6, kernel_size=(5,))'],
    [{ weight: [3, 4], bias: [3] }, 'Linear(4, 3)'],
    [{ weight: [3], bias: [3], running_mean: [3], running_var: [3] }, 'BatchNorm(3)'],
    [{ weight: [3], bias: [3] }, 'LayerNorm(3)'],
    [{ in_proj_weight: [12, 4] }, 'MultiheadAttention(4)'],
    [
      { weight_ih_l0: [2048, 300], weight_hh_l0: [2048, 512], weight_ih_l1: [2048, 512] },
      'LSTM(300, 512, num_layers=2)',
    ],
    [{ weight_ih: [6, 5], weight_hh: [6, 2] }, 'GRUCell(5, 2)'],
    [{ gamma: [3] }, ''],
  ]
  it.each(cases)('%o is %s', (shapes, kind) => expect(kindOf(shapes)).toBe(kind))
})
