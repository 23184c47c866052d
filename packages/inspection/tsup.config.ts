import { defineConfig, type Options } from 'tsup'
import { packageConfig } from '../../tsup.shared'

const library = packageConfig({ entry: { index: 'src/index.ts' } }) as Options[]

export default defineConfig([
  ...library,
  // The command is a program of its own: nothing that is imported reaches it, and it alone needs serialization.
  { entry: { cli: 'src/cli/cli.ts' }, format: 'esm', target: 'es2022', dts: false },
])
