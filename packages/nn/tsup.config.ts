import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/functional.ts', 'src/init.ts'],
  format: ['esm', 'cjs'],
  target: 'es2022',
  // Shared chunks in both formats: every subpath must see the same Module and Parameter classes.
  splitting: true,
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  clean: true,
})
