import { defineConfig } from 'tsup'

export default defineConfig({
  entry: { index: 'src/index.ts', ops: 'src/ops.ts', fused: 'src/fused.ts', conformance: 'src/conformance/index.ts' },
  format: ['esm', 'cjs'],
  target: 'es2022',
  // Shared chunks in both formats: every subpath must see the same Tensor class and the same default device.
  splitting: true,
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  clean: true,
})
