import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { defineConfig, type Options } from 'tsup'

interface PackageBuild {
  /** Subpath → source: what the package's `exports` name. */
  entry: Record<string, string>
  /**
   * Modules that a file uses as namespaces (`export * as functional from './functional'`, `import * as ops from …`): the file
   * (in src/), the path in its statement, and the entry of that module. They stay modules of their own: bundled, a namespace
   * becomes an object that holds all its functions, and no app could leave any of them out.
   */
  namespaces?: Namespaces
  /**
   * Modules that a file uses as lists (`import * as ops from …` and then `Object.values(ops)`): the file (in src/), and the paths in its
   * statements. Built as arrays: a namespace would carry all names once more, and the functions know theirs.
   */
  lists?: Lists
}
type Lists = Readonly<Record<string, readonly string[]>>
type Namespaces = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Not committed: what the CommonJS build begins from. */
const CJS_ENTRY = '.tsup/cjs.ts'

/** ES modules and CommonJS with types for both. In each format every subpath sees the same classes. */
export function packageConfig({ entry, namespaces = {}, lists = {} }: PackageBuild) {
  // Here, because each of the builds would clean away what the others have written.
  rmSync('dist', { recursive: true, force: true })
  const common: Options = {
    target: 'es2022',
    // Puts constants where they are used: in what is built they are variables, which bundlers leave where they are.
    esbuildOptions(options) {
      options.minifySyntax = true
    },
  }
  const dts = { compilerOptions: { ignoreDeprecations: '6.0' } }
  return defineConfig([
    {
      ...common,
      entry,
      format: 'esm',
      splitting: true,
      dts,
      esbuildPlugins: [keepModules(namespaces), rewrite(lists)],
      onSuccess: async () => dropBareImports(),
    },
    { ...common, entry: { bundle: writeCjsEntry(entry) }, format: 'cjs', onSuccess: async () => writeCjsStubs(entry) },
    { ...common, entry, format: 'cjs', dts: { ...dts, only: true } },
  ])
}

const keepModules = (namespaces: Namespaces): NonNullable<Options['esbuildPlugins']>[number] => ({
  name: 'keep-modules',
  setup(build) {
    const expected = new Set(
      Object.entries(namespaces).flatMap(([file, of]) => Object.keys(of).map((path) => `${file} ${path}`)),
    )
    build.onResolve({ filter: /^\.\// }, ({ path, importer }) => {
      const file = relative('src', importer)
      const entry = namespaces[file]?.[path]
      if (entry === undefined) return undefined
      expected.delete(`${file} ${path}`)
      return { path: `./${entry}.js`, external: true }
    })
    // A statement that was written differently would silently make every bundle large.
    build.onEnd(() =>
      expected.size > 0 ? { errors: [{ text: `no such namespace: ${[...expected].join(', ')}` }] } : {},
    )
  },
})

/** `const relu = unary(…)` at the top of a module. */
const DEFINITION = /^((?:export )?const [\w$]+(?::[^=\n]+)? =\s+)(?=(?:new )?[\w$.]+(?:<[^()\n]*>)?\()/gm

/**
 * Marks the calls that make ops and tables at the top of modules as pure, so that bundlers leave out those that nobody uses: no
 * module of these packages does anything when it is imported (`sideEffects: false`), but a bundler cannot know it of a call.
 */
const pureDefinitions = (text: string): string => text.replace(DEFINITION, '$1/* @__PURE__ */ ')

/** The names of the values that a module exports, all of them by `export { … } from …`. */
const exportsOf = (path: string): string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^export \{([^}]*)\}/gm)]
    .flatMap(([, names]) => names!.split(','))
    .map((name) => name.trim().split(' as ').pop()!)
    .filter((name) => name !== '' && !name.startsWith('type '))

/** `import * as ops from './ops'` as the array of all that './ops' exports: see `lists`. */
function spelledOut(text: string, file: string, path: string): string {
  const statement = new RegExp(`^import \\* as (\\w+) from '${path}'$`, 'm')
  // A statement that was written differently would silently make every bundle larger.
  if (!statement.test(text)) throw new Error(`no namespace of ${path} in ${file}`)
  const names = exportsOf(resolve(dirname(file), `${path}.ts`))
  return text.replace(statement, (_, list: string) => {
    const imports = names.map((name, i) => `${name} as ${list}${i}`)
    return `import { ${imports.join(', ')} } from '${path}'\nconst ${list} = [${names.map((_, i) => `${list}${i}`).join(', ')}]`
  })
}

/** What the sources are changed by on their way into the build. */
const rewrite = (lists: Lists): NonNullable<Options['esbuildPlugins']>[number] => ({
  name: 'rewrite',
  setup(build) {
    build.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
      const text = pureDefinitions(readFileSync(path, 'utf8'))
      const paths = lists[relative('src', path)] ?? []
      return { contents: paths.reduce((out, list) => spelledOut(out, path, list), text), loader: 'ts' }
    })
  },
})

/**
 * Takes `import './chunk.js'` out of the built files: esbuild leaves it where only a chunk's order of evaluation could matter, and it
 * cannot (see `pureDefinitions`); every bundler would warn of it.
 */
function dropBareImports(): void {
  for (const file of readdirSync('dist').filter((name) => name.endsWith('.js'))) {
    const text = readFileSync(`dist/${file}`, 'utf8')
    writeFileSync(`dist/${file}`, text.replace(/^import "\.\/chunk-\w+\.js";\n/gm, ''))
  }
}

/** CommonJS has no chunks: all subpaths are one bundle, a namespace each. */
function writeCjsEntry(entry: PackageBuild['entry']): string {
  mkdirSync('.tsup', { recursive: true })
  const lines = Object.entries(entry).map(
    ([name, source]) => `export * as '${name}' from '../${source.replace(/\.ts$/, '')}'\n`,
  )
  writeFileSync(CJS_ENTRY, lines.join(''))
  return CJS_ENTRY
}

function writeCjsStubs(entry: PackageBuild['entry']): void {
  for (const name of Object.keys(entry))
    writeFileSync(`dist/${name}.cjs`, `module.exports = require('./bundle.cjs')['${name}']\n`)
}
