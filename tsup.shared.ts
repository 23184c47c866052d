import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'

interface PackageBuild {
  /** Subpath → source: what the package's `exports` name. */
  entry: Record<string, string>
  /**
   * Entries that the index gives as namespaces (`export * as functional from './functional'`). They stay modules of their own:
   * bundled into the index they would become objects that hold all their functions, and no app could leave any of them out.
   */
  namespaces?: string[]
}

/** Not committed: what the CommonJS build begins from. */
const CJS_ENTRY = '.tsup/cjs.ts'

/** ES modules and CommonJS with types for both. In each format every subpath sees the same classes. */
export function packageConfig({ entry, namespaces = [] }: PackageBuild) {
  // Here, because each of the builds would clean away what the others have written.
  rmSync('dist', { recursive: true, force: true })
  const common: Options = { target: 'es2022' }
  const dts = { compilerOptions: { ignoreDeprecations: '6.0' } }
  return defineConfig([
    { ...common, entry, format: 'esm', splitting: true, dts, esbuildPlugins: [keepModules(namespaces)] },
    { ...common, entry: { bundle: writeCjsEntry(entry) }, format: 'cjs', onSuccess: async () => writeCjsStubs(entry) },
    { ...common, entry, format: 'cjs', dts: { ...dts, only: true } },
  ])
}

const keepModules = (names: readonly string[]): NonNullable<Options['esbuildPlugins']>[number] => ({
  name: 'keep-modules',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^\\./(${names.join('|')})$`) }, ({ path, importer }) =>
      /\/src\/(index|ops)\.ts$/.test(importer) ? { path: `${path}.js`, external: true } : undefined,
    )
  },
})

/** CommonJS has no chunks: all subpaths are one bundle, a namespace each. */
function writeCjsEntry(entry: PackageBuild['entry']): string {
  mkdirSync('.tsup', { recursive: true })
  const lines = Object.entries(entry).map(([name, source]) => `export * as ${name} from '../${source.replace(/\.ts$/, '')}'\n`)
  writeFileSync(CJS_ENTRY, lines.join(''))
  return CJS_ENTRY
}

function writeCjsStubs(entry: PackageBuild['entry']): void {
  for (const name of Object.keys(entry)) writeFileSync(`dist/${name}.cjs`, `module.exports = require('./bundle.cjs').${name}\n`)
}
