import { packageConfig } from '../../tsup.shared'

export default packageConfig({
  // The order steers that of the modules in the bundle: this one has what is alike closest together, which gzip rewards.
  entry: {
    linalg: 'src/ops/linalg/index.ts',
    index: 'src/index.ts',
    ops: 'src/ops.ts',
    fused: 'src/fused.ts',
    conformance: 'src/conformance/index.ts',
  },
  namespaces: { 'ops.ts': { './ops/linalg': 'linalg' } },
  lists: { 'methods.ts': ['./ops/elementwise-ops', './ops/method-ops'] },
})
