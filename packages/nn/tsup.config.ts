import { packageConfig } from '../../tsup.shared'

export default packageConfig({
  entry: {
    index: 'src/index.ts',
    functional: 'src/functional/index.ts',
    init: 'src/init.ts',
    utils: 'src/utils/index.ts',
  },
  namespaces: { 'index.ts': { './functional/index': 'functional', './init': 'init', './utils/index': 'utils' } },
})
