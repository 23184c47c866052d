/* The tests that drive Chromium over the built page. They fail where there is no Chromium: see test/browser/chromium.ts. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['test/browser/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false },
})
