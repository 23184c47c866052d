import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { bundled } from './bundle'

const KB = 1024

describe('minified and gzipped, without tensor-core', () => {
  const cases: [name: string, file: string, most: number][] = [
    ['./safetensors', './src/safetensors/index.ts', 3 * KB],
    ['./torch', './src/torch/index.ts', 8 * KB],
    ['./numpy', './src/numpy/index.ts', 6 * KB],
    ['the whole package', './src/index.ts', 24 * KB],
  ]
  for (const [name, file, most] of cases)
    test(`${name} is at most ${most} bytes, and names no module of Node's`, async () => {
      const code = await bundled(`export * from '${file}'`, { external: true })
      expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(most)
      expect(new TextDecoder().decode(code)).not.toMatch(/(?:import|require|from)\s*\(?\s*["']node:/)
    })
})

test('the formats do not import tensor-core', async () => {
  for (const name of ['safetensors', 'torch', 'numpy'])
    expect(
      new TextDecoder().decode(await bundled(`export * from './src/${name}/index.ts'`, { external: true })),
    ).not.toContain('@torchlet')
})
