import { defineConfig } from 'vitest/config'
import { fromSources, limits } from '../../vitest.shared.js'

export default defineConfig({ test: { ...limits }, resolve: { alias: fromSources } })
