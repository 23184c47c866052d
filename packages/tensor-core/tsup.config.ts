import { packageConfig } from '../../tsup.shared'

export default packageConfig({
  entry: {
    index: 'src/index.ts',
    ops: 'src/ops.ts',
    fused: 'src/fused.ts',
    conformance: 'src/conformance/index.ts',
    linalg: 'src/ops/linalg/index.ts',
  },
  namespaces: { 'ops.ts': { './ops/linalg': 'linalg' } },
  lists: { 'methods.ts': ['./ops/elementwise-ops', './ops/method-ops'] },
})
