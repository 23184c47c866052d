import { defineConfig } from 'vitest/config'

/** What needs no GPU; the rest is `test:gpu` and `test:browser`. */
export default defineConfig({ test: { include: ['test/*.test.ts'] } })
