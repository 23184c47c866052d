import { defineConfig } from 'vitest/config'
import { fromSources, limits } from '../../vitest.shared.js'

export default defineConfig({
  test: {
    projects: [
      { test: { ...limits, name: 'device', include: ['test/*.test.ts'] } },
      {
        // PyTorch's answers again, with this device as the default one.
        resolve: { alias: fromSources },
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
