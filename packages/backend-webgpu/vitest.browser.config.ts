import { defineConfig } from 'vitest/config'
import { limits } from '../../vitest.shared.js'

/** The tests that need Chromium. */
export default defineConfig({ test: { include: ['test/browser/**/*.test.ts'], ...limits } })
