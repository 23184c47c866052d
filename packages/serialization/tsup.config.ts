import { packageConfig } from '../../tsup.shared'

export default packageConfig({
  entry: {
    index: 'src/index.ts',
    torch: 'src/torch/index.ts',
    safetensors: 'src/safetensors/index.ts',
    numpy: 'src/numpy/index.ts',
  },
})
