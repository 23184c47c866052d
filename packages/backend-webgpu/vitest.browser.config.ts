import { defineConfig } from 'vitest/config'

/** The tests that need Chromium. */
export default defineConfig({ test: { include: ['test/browser/**/*.test.ts'], testTimeout: 300_000 } })
