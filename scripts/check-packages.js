/* Checks each package as it would be published: what it exports, and whether its types are found from ES modules and CommonJS. */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

const CHECKS = [
  ['publint', ['--strict']],
  ['attw', ['--pack', '.', '--profile', 'node16', '--no-emoji', '--format', 'ascii']],
]

let failed = 0
for (const name of readdirSync('packages')) {
  for (const [command, args] of CHECKS) {
    const { status, stdout, stderr } = spawnSync('npx', ['--no-install', command, ...args], {
      cwd: `packages/${name}`,
      encoding: 'utf8',
    })
    console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}: ${command}`)
    if (status === 0) continue
    failed++
    console.log(stdout, stderr)
  }
}
console.log(`\n${failed === 0 ? 'every package is fit to publish' : `${failed} checks failed`}`)
process.exitCode = failed === 0 ? 0 : 1
