import { packageConfig } from '../../tsup.shared'

export default packageConfig({
  entry: { index: 'src/index.ts', ops: 'src/ops.ts', fused: 'src/fused.ts', conformance: 'src/conformance/index.ts' },
})
