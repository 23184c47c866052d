/* Programs of their own, on the package as it is built: the README's example, and one in which the garbage collector runs. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const here = fileURLToPath(new URL('.', import.meta.url))

/** What a program prints. It lies in this package, where its own name and those of the others are known. */
async function outputOf(code: string, flags: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(here, '.program-'))
  try {
    await writeFile(join(folder, 'program.mjs'), code)
    const { stdout } = await promisify(execFile)(process.execPath, [...flags, join(folder, 'program.mjs')])
    return stdout
  } finally {
    await rm(folder, { recursive: true })
  }
}

it('the example of the README prints what stands behind it', async () => {
  const readme = await readFile(join(here, '../../README.md'), 'utf8')
  const [, code, printed] = readme.match(/```ts\n([\s\S]*?)```\s*```text\n([\s\S]*?)```/)!
  expect(await outputOf(code!, ['--import', join(here, 'with-gpu.mjs')])).toBe(printed)
})

it('a device holds on to what it came from', async () => {
  const code = `
    import { webgpu } from '@torchlet/backend-webgpu'
    import { ones } from '@torchlet/tensor-core'
    import { create } from 'webgpu'

    const gpu = await webgpu({ gpu: create([]) })
    for (let i = 0; i < 5; i++) {
      globalThis.gc()
      await new Promise((resolve) => setTimeout(resolve, 10))
      const x = ones([1000], { device: gpu }).cumsum(0)
      console.log((await x.cpu()).data[999])
    }
    gpu.destroy()`
  expect(await outputOf(code, ['--expose-gc'])).toBe('1000\n'.repeat(5))
})
