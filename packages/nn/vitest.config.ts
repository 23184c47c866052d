import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { limits } from '../../vitest.limits.js'

const source = (name: string): string => fileURLToPath(new URL(`../tensor-core/src/${name}.ts`, import.meta.url))

/** The tests read tensor-core's source, not its build: the readers of goldens that both packages share must see one Tensor class. */
export default defineConfig({
  test: { ...limits },
  resolve: {
    alias: [
      { find: /^@torchlet\/tensor-core$/, replacement: source('index') },
      { find: /^@torchlet\/tensor-core\/(ops|fused)$/, replacement: source('$1') },
    ],
  },
})
