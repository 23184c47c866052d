import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { limits } from '../../vitest.limits.js'

const source = (path: string): string => fileURLToPath(new URL(`../${path}.ts`, import.meta.url))

/** The packages from their sources: the readers of goldens, the device and the layers must see one Tensor class. */
const alias = [
  { find: /^@torchlet\/tensor-core$/, replacement: source('tensor-core/src/index') },
  { find: /^@torchlet\/tensor-core\/(ops|fused)$/, replacement: source('tensor-core/src/$1') },
  { find: /^@torchlet\/nn$/, replacement: source('nn/src/index') },
]

export default defineConfig({
  test: {
    projects: [
      { test: { ...limits, name: 'device', include: ['test/*.test.ts'] } },
      {
        // PyTorch's answers again, with this device as the default one.
        resolve: { alias },
        test: {
          ...limits,
          name: 'goldens',
          include: ['../tensor-core/test/goldens.test.ts', '../nn/test/{functions,layers,modules}.test.ts'],
          setupFiles: ['test/by-default.ts'],
        },
      },
    ],
  },
})
