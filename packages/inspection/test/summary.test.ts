import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import * as nn from '@torchlet/nn'
import {
  ArgumentError,
  cpu,
  type DType,
  meta,
  mul,
  ones,
  ShapeError,
  sum,
  type Tensor,
  withDevice,
  zeros,
} from '@torchlet/tensor-core/ops'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { type SummaryOptions, summary } from '../src'
import { LARGE_MODELS } from './large-models'
import { LeNet, SevenBillion, Shared } from './networks'
import { MODELS } from './summary-models'

interface Golden {
  readonly model: string
  readonly inputs?: { input_size?: number[] | number[][]; input_data?: number[][] }
  readonly integerInput?: boolean
  readonly options: Record<string, unknown>
  readonly text: string
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../goldens/inspection/${name}.json`, import.meta.url), 'utf8'))
const goldens = [...(read('torchinfo') as Golden[]), ...(read('summaries') as { cases: Golden[] }).cases]

/** torchinfo's options by our names. */
function optionsOf({ inputs, integerInput, options }: Golden): SummaryOptions {
  const { col_names, row_settings, col_width, batch_dim, input_size = inputs?.input_size, ...same } = options
  const dtype: DType = integerInput ? 'int64' : 'float32'
  const given = inputs?.input_data && { inputs: inputs.input_data.map((shape) => zeros(shape, { dtype })) }
  const named = {
    columns: col_names,
    rowSettings: row_settings,
    colWidth: col_width,
    batchDim: batch_dim,
    inputSize: input_size,
  }
  const known = Object.entries({ ...same, ...named, ...given }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(known) as SummaryOptions
}

describe('summary prints what torchinfo prints', () => {
  for (const [i, golden] of goldens.entries()) {
    const name = `${i} ${golden.model} ${JSON.stringify(golden.options)}`
    const large = LARGE_MODELS[golden.model]
    it(name, () => {
      const module = large ? withDevice(meta, large) : MODELS[golden.model]!()
      expect(String(summary(module, optionsOf(golden)))).toBe(golden.text)
    })
  }
})

describe('summary leaves everything as it was', () => {
  it('tensors, modes and hooks', () => {
    const network = new LeNet()
    network.fc1.eval()
    const { weight } = network.conv1
    const before = { ...network.stateDict() }
    summary(network, { inputSize: [1, 1, 28, 28], mode: 'train' })
    expect([network.training, network.fc1.training]).toEqual([true, false])
    expect(network.conv1.weight).toBe(weight)
    for (const [name, tensor] of Object.entries(network.stateDict())) expect(tensor.data).toEqual(before[name]!.data)
  })
  it('also after an error', () => {
    const network = new LeNet()
    const { weight } = network.conv1
    expect(() => summary(network, { inputSize: [1, 1, 9, 9] })).toThrow(ShapeError)
    expect(network.conv1.weight).toBe(weight)
    expect(weight.device).toBe(cpu)
  })
})

describe('summary as data', () => {
  const result = summary(new Shared(), { inputSize: [1, 4, 8, 8] })
  it('has rows and totals', () => {
    expect(result.rows[3]).toEqual({
      type: 'Conv2d',
      name: 'conv',
      depth: 1,
      index: 3,
      recursive: true,
      inputSize: [1, 4, 8, 8],
      outputSize: [1, 4, 8, 8],
      kernelSize: [3, 3],
      groups: 1,
      params: 148,
      trainable: 148,
      multAdds: 9472,
    })
    expect(result.totals).toEqual({
      params: 2718,
      trainable: 2718,
      multAdds: 30986,
      inputBytes: 1080,
      outputBytes: 6224,
      paramBytes: 10872,
    })
  })
  it('prints in consoles and notebooks', () => {
    expect(inspect(result)).toBe(String(result))
    const display = (result as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for('Jupyter.display')
    ]!()
    expect(display['text/plain']).toBe(String(result))
    expect(display['text/html']).toBe(result.toHtml())
    expect(result.toHtml()).toMatch(/<tr><td>├─Conv2d: 1-1<td>\[1, 4, 8, 8\]<td>148\n/)
  })
})

describe('summary: how it runs', () => {
  it('takes the inputs themselves, and other devices than meta', () => {
    const inputs = zeros([1, 1, 28, 28])
    const texts = [{ inputs }, { inputs: [inputs] }, { inputs, device: cpu }, { inputSize: [[1, 1, 28, 28]] }]
    for (const options of texts)
      expect(String(summary(new LeNet(), options))).toBe(String(summary(new LeNet(), { inputSize: [1, 1, 28, 28] })))
  })
  it('says what to do where values are needed', () => {
    class Peeking extends nn.Module {
      forward(x: Tensor): Tensor {
        return sum(x).item() === 0 ? x : mul(x, 2)
      }
    }
    expect(() => summary(new Peeking(), { inputSize: [2] })).toThrow(/which meta has not .* pass { device: cpu }/)
    expect(String(summary(new Peeking(), { inputSize: [2], device: cpu }))).toContain('Peeking')
  })
  it('runs a network with a tensor of its own in a field', () => {
    class Field extends nn.Module {
      mask = ones([3])
      forward(x: Tensor): Tensor {
        return mul(x, this.mask)
      }
    }
    expect(summary(new Field(), { inputSize: [2, 3] }).rows[0]?.outputSize).toEqual([2, 3])
  })
})

describe('summary: bad input', () => {
  const network = new LeNet()
  const cases: [string, () => unknown, RegExp][] = [
    ['no module', () => summary({} as never), /expected a Module/],
    ['an unknown option', () => summary(network, { inputsize: [1] } as never), /unknown option 'inputsize'/],
    [
      'an unknown column',
      () => summary(network, { columns: ['size' as never] }),
      /no column 'size'; there are kernelSize/,
    ],
    ['an unknown row setting', () => summary(network, { rowSettings: ['ascii' as never] }), /no row setting 'ascii'/],
    ['sizes below one', () => summary(network, { inputSize: [0, 3] }), /sizes from 1 on, got \[0,3\]/],
    ['both kinds of input', () => summary(network, { inputSize: [1], inputs: zeros([1]) }), /not both/],
    ['columns that need inputs', () => summary(network, { columns: ['multAdds'] }), /columns multAdds need inputSize/],
    ['no width', () => summary(network, { colWidth: 0 }), /colWidth must be a whole number from 1 on/],
  ]
  it.each(cases)('%s', (_, run, message) => {
    expect(run).toThrow(ArgumentError)
    expect(run).toThrow(message)
  })
})

describe('summary: size and speed', () => {
  it('is at most 5 KB, minified and gzipped', async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: "export { summary } from './src/summary/summary'",
        resolveDir: fileURLToPath(new URL('..', import.meta.url)),
      },
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      external: ['@torchlet/*'],
      write: false,
    })
    expect(gzipSync(outputFiles[0]!.contents).length).toBeLessThanOrEqual(5000)
  })
  it('asks nothing of Node: the whole package is for browsers too', async () => {
    const { outputFiles } = await build({
      stdin: {
        contents: "export * from './src'",
        resolveDir: fileURLToPath(new URL('..', import.meta.url)),
      },
      bundle: true,
      format: 'esm',
      platform: 'browser',
      external: ['@torchlet/*'],
      write: false,
    })
    expect(outputFiles[0]!.text).not.toMatch(/from "(node:|@torchlet\/serialization)/)
  })
  it('summarizes seven billion parameters without their values', () => {
    const before = process.memoryUsage().arrayBuffers
    const llama = withDevice(meta, () => new SevenBillion())
    const { totals } = summary(llama, { inputSize: [1, 2048, 4096] })
    expect(totals.params).toBeGreaterThan(6e9)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24)
  })
})
