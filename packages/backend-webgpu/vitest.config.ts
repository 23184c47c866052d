import { defineConfig } from 'vitest/config'
import { limits } from '../../vitest.shared.js'

/** What needs no GPU; the rest is `test:gpu` and `test:browser`. */
export default defineConfig({ test: { ...limits, include: ['test/*.test.ts'] } })
