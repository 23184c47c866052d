/* The tests that drive Chromium. They fail where there is none: see scripts/browser/chromium.js. */
import { defineConfig } from 'vitest/config'
import { limits } from '../../vitest.shared.js'

export default defineConfig({
  test: { include: ['test/browser/*.test.ts'], ...limits, fileParallelism: false },
})
