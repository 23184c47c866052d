/* How much of torchlet an app carries: minified and gzipped, and what must not be in it. */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { minify } from 'terser'
import { describe, expect, it } from 'vitest'

interface App {
  readonly name: string
  readonly code: string
  /** In kilobytes (1024 bytes) of gzip. */
  readonly ceiling: number
  /** Texts that only what is not used has: error messages, names of classes. */
  readonly without: readonly string[]
}

const APPS: readonly App[] = [
  { name: 'all of tensor-core', code: `export * from '@torchlet/tensor-core'`, ceiling: 40, without: [] },
  {
    name: 'two matrices multiplied',
    code: `import { matmul, tensor } from '@torchlet/tensor-core/ops'
           console.log(matmul(tensor([[1, 2]]), tensor([[3], [4]])).data)`,
    ceiling: 15,
    without: ['softmax', 'conv2d', 'manualSeed', 'einsum', 'stft', 'erfinv', 'cholesky', 'tensor('],
  },
  {
    name: 'one layer',
    code: `import { Linear } from '@torchlet/nn'
           export const layer = new Linear(2, 3)`,
    ceiling: 20,
    without: ['LSTM', 'Conv2d', 'BatchNorm', 'conv2d', 'softmax', 'einsum'],
  },
  {
    name: 'LeNet with a safetensors checkpoint',
    code: `import * as nn from '@torchlet/nn'
           import { maxPool2d } from '@torchlet/nn/functional'
           import { decode } from '@torchlet/serialization/safetensors'
           import { argmax, fromTypedArray, relu, reshape } from '@torchlet/tensor-core/ops'
           class Network extends nn.Module {
             conv1 = new nn.Conv2d(1, 6, 5)
             conv2 = new nn.Conv2d(6, 12, 5)
             fc1 = new nn.Linear(192, 120)
             fc2 = new nn.Linear(120, 60)
             out = new nn.Linear(60, 10)
             forward(t) {
               t = maxPool2d(relu(this.conv1(t)), 2)
               t = maxPool2d(relu(this.conv2(t)), 2)
               return this.out(relu(this.fc2(relu(this.fc1(reshape(t, [-1, 192]))))))
             }
           }
           export { Network, decode, fromTypedArray, argmax }`,
    ceiling: 35,
    without: ['LSTM', 'einsum', 'stft', 'pickle'],
  },
]

/** Bundled by esbuild, and minified by it on demand. */
async function bundle(code: string, minify = true): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    minify,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    // Bundlers say that they leave out empty chunks, which is what we want of them.
    logLevel: 'error',
  })
  return outputFiles[0]!.text
}

/** In kilobytes (1024 bytes). */
const gzipped = (text: string): number => gzipSync(text).length / 1024

/** What the quicker of the two minifiers may leave beyond the ceiling. */
const QUICK = 1.04

describe('an app carries what it uses', () => {
  it.each(APPS.map((app) => [app.name, app] as const))('%s', async (_, { code, ceiling, without }) => {
    // terser is the minifier of webpack and Rollup.
    const [quick, plain] = [await bundle(code), await bundle(code, false)]
    const small = (await minify(plain, { module: true })).code!
    const sizes = `${gzipped(small).toFixed(2)} KB gzipped by terser, ${gzipped(quick).toFixed(2)} by esbuild`
    expect(gzipped(small), sizes).toBeLessThanOrEqual(ceiling)
    expect(gzipped(quick), sizes).toBeLessThanOrEqual(ceiling * QUICK)
    expect(without.filter((name) => small.includes(name) || quick.includes(name))).toEqual([])
  })
})

it('methods keep their names where functions lose theirs', async () => {
  const text = await bundle(`export { Tensor } from '@torchlet/tensor-core'`)
  const small = (await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)).Tensor
  const { Tensor } = await import('@torchlet/tensor-core')
  const methods = (of: { prototype: object }) => Object.getOwnPropertyNames(of.prototype).sort()
  expect(methods(small)).toEqual(methods(Tensor))
})
