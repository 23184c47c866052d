/* The tests that drive Chromium over the built page. They fail where there is no Chromium: see test/browser/chromium.ts. */
import { defineConfig } from 'vitest/config'
import { limits } from '../../vitest.shared.js'

export default defineConfig({
  test: { include: ['test/browser/*.test.ts'], ...limits, fileParallelism: false },
})
