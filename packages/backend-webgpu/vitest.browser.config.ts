import { defineConfig } from 'vitest/config'
import { limits } from '../../vitest.limits.js'

/** The tests that need Chromium. */
export default defineConfig({ test: { include: ['test/browser/**/*.test.ts'], ...limits } })
