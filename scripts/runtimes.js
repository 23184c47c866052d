/*
 * Checkpoints in the other runtimes: load, open and save of every format, from files and from a web server by ranges, run by
 * Deno and by Bun from the built packages. Node runs it too, as the measure. Build first. Fails when a runtime misbehaves.
 *
 * node scripts/runtimes.js [node] [deno] [bun]; a runtime that is not on the path is fetched from npm in the pinned version.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('./runtimes/checkpoints.js', import.meta.url))

const RUNTIMES = {
  node: { version: process.versions.node, command: [process.execPath] },
  deno: {
    version: '2.9.6',
    command: ['npx', '--yes', 'deno@2.9.6', 'run', '--allow-all', '--no-config', '--node-modules-dir=manual'],
  },
  bun: { version: '1.4.5', command: ['npx', '--yes', 'bun@1.4.5', 'run'] },
}

const asked = process.argv.slice(2)
let failures = 0
for (const name of asked.length ? asked : Object.keys(RUNTIMES)) {
  const runtime = RUNTIMES[name]
  if (!runtime) throw new Error(`unknown runtime '${name}'; there are ${Object.keys(RUNTIMES).join(', ')}`)
  const [command, ...args] = runtime.command
  const { status, signal, error } = spawnSync(command, [...args, program], { stdio: 'inherit', timeout: 300_000 })
  if (status !== 0) failures++
  console.log(`${name} ${runtime.version}: ${status === 0 ? 'ok' : `failed (${error?.message ?? signal ?? status})`}`)
}
process.exitCode = failures ? 1 : 0
