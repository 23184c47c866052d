/* The READMEs' snippets run, and print what the READMEs say. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const README_FILES = [
  'README.md',
  ...['tensor-core', 'nn', 'serialization', 'inspection', 'backend-wasm'].map((name) => `packages/${name}/README.md`),
]

/** A program, and what stands in the block of text behind it. */
interface Snippet {
  readonly code: string
  readonly printed: string | undefined
}

const SNIPPET = /```ts\n([\s\S]*?)```(?:\s*```text\n([\s\S]*?)```)?/g

const snippetsOf = (file: string): Snippet[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(SNIPPET)].map(([, code, printed]) => ({ code: code!, printed }))

describe.each(README_FILES)('%s', (file) => {
  let folder: string
  beforeAll(async () => {
    // Beside the examples, so that the packages are found.
    folder = await mkdtemp(join(root, 'examples/.readme-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const snippets = snippetsOf(file)
  it('has an example', () => {
    expect(snippets.length).toBeGreaterThan(0)
  })

  it.each(snippets.map((snippet, i) => [i + 1, snippet] as const))('example %i', async (i, { code, printed }) => {
    const program = join(folder, `example-${i}.mts`)
    await writeFile(program, code)
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program], {
      cwd: folder,
    })
    expect(stderr).toBe('')
    if (printed !== undefined) expect(stdout).toBe(printed)
  })
})
