import { packageConfig } from '../../tsup.shared'

export default packageConfig({ entry: { index: 'src/index.ts' } })
