/*
 * Checks each package as it would be published: what it exports, whether its types are found from ES modules and CommonJS,
 * whether its declaration files hold when a program that uses them checks them too, and whether the READMEs' examples do.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const PACKAGES = readdirSync('packages')
let failed = 0

function check(name, command, args, cwd) {
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', command, ...args], { cwd, encoding: 'utf8' })
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}`)
  if (status === 0) return
  failed++
  console.log(stdout, stderr)
}

for (const name of PACKAGES) {
  check(`${name}: publint`, 'publint', ['--strict'], `packages/${name}`)
  check(
    `${name}: attw`,
    'attw',
    ['--pack', '.', '--profile', 'node16', '--no-emoji', '--format', 'ascii'],
    `packages/${name}`,
  )
}

/** A program that imports every subpath of every package. */
const everything = PACKAGES.flatMap((name) =>
  Object.keys(JSON.parse(readFileSync(`packages/${name}/package.json`, 'utf8')).exports)
    .filter((path) => !path.endsWith('.json'))
    .map((path) => `@torchlet/${name}${path.slice(1)}`),
)
const program = everything
  .map((path, i) => `import * as p${i} from '${path}'\nexport const q${i} = Object.keys(p${i})\n`)
  .join('')
// Beside the examples, so that the packages are found.
const folder = mkdtempSync('examples/.consumer-')
const OPTIONS =
  '--strict --noEmit --target es2022 --module nodenext --lib es2023,dom,dom.iterable,dom.asynciterable,esnext.disposable'
for (const extension of ['mts', 'cts']) {
  writeFileSync(`${folder}/consumer.${extension}`, program)
  const args = [...OPTIONS.split(' '), '--skipLibCheck', 'false', `${folder}/consumer.${extension}`]
  check(`types of ${everything.length} subpaths from .${extension}`, 'tsc', args, '.')
}

for (const readme of ['README.md', ...PACKAGES.map((name) => `packages/${name}/README.md`)]) {
  const [, example] = /```ts\n([\s\S]*?)```/.exec(readFileSync(readme, 'utf8')) ?? []
  if (example === undefined) throw new Error(`${readme} has no example`)
  writeFileSync(`${folder}/readme.mts`, example)
  check(`types of the example in ${readme}`, 'tsc', [...OPTIONS.split(' '), `${folder}/readme.mts`], '.')
}
rmSync(folder, { recursive: true })

console.log(`\n${failed === 0 ? 'every package is fit to publish' : `${failed} checks failed`}`)
process.exitCode = failed === 0 ? 0 : 1
