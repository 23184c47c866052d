import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { limits } from '../../vitest.limits.js'
import { useSoftwareGpu } from './test/gpu/driver.js'

useSoftwareGpu()

const source = (path: string): string => fileURLToPath(new URL(`../${path}.ts`, import.meta.url))

/**
 * The tests that need a GPU: SwiftShader is enough (see test/gpu/driver.js). Forks, since a driver is chosen when a process starts. The packages are read from their sources: readers of goldens, device and layers must see one Tensor class.
 */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@torchlet\/tensor-core$/, replacement: source('tensor-core/src/index') },
      { find: /^@torchlet\/tensor-core\/conformance$/, replacement: source('tensor-core/src/conformance/index') },
      { find: /^@torchlet\/tensor-core\/(ops|fused)$/, replacement: source('tensor-core/src/$1') },
      { find: /^@torchlet\/nn$/, replacement: source('nn/src/index') },
      { find: /^@torchlet\/nn\/(functional|init|utils)$/, replacement: source('nn/src/$1/index') },
      { find: /^@torchlet\/inspection$/, replacement: source('inspection/src/index') },
    ],
  },
  test: {
    ...limits,
    include: ['test/gpu/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    // Reads of one turn share a submit, and waiting for it is most of a test's time.
    maxConcurrency: 32,
  },
})
