import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The package (or what `code` takes of it) in one minified file, as a bundler for the browser makes it. */
export async function bundled(
  code: string,
  { external = false, platform = 'browser' }: { external?: boolean; platform?: 'browser' | 'node' } = {},
): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform,
    logLevel: 'error',
    target: 'es2022',
    legalComments: 'none',
    write: false,
    ...(external ? { external: ['@torchlet/*'] } : {}),
  })
  return outputFiles[0]!.contents
}

/** A program that uses the package, to be run by itself. */
export async function program(path: string, code: string): Promise<string> {
  await writeFile(path, await bundled(code, { platform: 'node' }))
  return path
}
