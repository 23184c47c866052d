import { defineConfig } from 'vitest/config'
import { fromSources, limits } from '../../vitest.shared.js'
import { useSoftwareGpu } from './test/gpu/driver.js'

useSoftwareGpu()

/**
 * The tests that need a GPU: SwiftShader is enough (see test/gpu/driver.js). Forks, since a driver is chosen when a process starts.
 */
export default defineConfig({
  resolve: { alias: fromSources },
  test: {
    ...limits,
    include: ['test/gpu/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    // Reads of one turn share a submit, and waiting for it is most of a test's time.
    maxConcurrency: 32,
  },
})
