import { packageConfig } from '../../tsup.shared'

export default packageConfig({
  entry: {
    index: 'src/index.ts',
    ops: 'src/ops.ts',
    fused: 'src/fused.ts',
    conformance: 'src/conformance/index.ts',
    'elementwise-ops': 'src/ops/elementwise-ops.ts',
    'method-ops': 'src/ops/method-ops.ts',
    linalg: 'src/ops/linalg/index.ts',
  },
  namespaces: {
    'ops.ts': { './ops/linalg': 'linalg' },
    'methods.ts': { './ops/elementwise-ops': 'elementwise-ops', './ops/method-ops': 'method-ops' },
  },
})
