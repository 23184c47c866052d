import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { load, save } from '../src/index'
import { program } from './bundle'
import { golden, temporary } from './helpers'

test('the README’s example runs', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  const example = /```ts\n([\s\S]*?)```/.exec(readme)![1]!
  const model = await temporary('model.pt')
  await writeFile(model, golden('state.pt'))
  await writeFile(await temporary('copy-of-training.pt'), golden('checkpoint-2.pt'))
  // A network is whatever takes and gives a state.
  const network = `let kept = {}\nconst network = { loadStateDict: (state) => (kept = state), stateDict: () => kept }\n`
  const code = example
    .replace("'@torchlet/serialization'", "'./src/index.ts'")
    .replace(/^(import .*\n)/, `$1${network}`)
  const main = await program(await temporary('example.mjs'), code)
  const { status, stdout, stderr } = spawnSync(process.execPath, [main], { cwd: dirname(main), encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(stdout).toMatch(/^12 \[ 'conv\.weight', 'norm\.weight', 'out\.weight' \]/)
  const saved = await load(await temporary('copy.pt'))
  expect(await save(saved)).toEqual(await save(await load(model)))
})
