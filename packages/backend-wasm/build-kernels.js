/*
 * Compiles assembly/ twice and writes the bytes, as base64, into modules under src/generated/ (not committed): that way they
 * come along with every bundler, in Node and in pages. The register tiles among the sources are written first, by assembly-tiles.js.
 *
 * - plain: 128-bit SIMD, which every engine of today has;
 * - relaxed: relaxed SIMD too, whose multiply-add is one instruction.
 *
 * Both import a shared memory, for threads. Where SharedArrayBuffer is missing, one byte is changed before they are compiled (see
 * src/binary.ts): the flags of the imported memory, whose place is found here.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'
import { tiles } from './assembly-tiles.js'

const BUILDS = { plain: [], relaxed: ['--enable', 'relaxed-simd'] }
const OPTIONS = [
  ...['--enable', 'simd', '--enable', 'threads', '--runtime', 'stub', '--noAssert', '-O3'],
  ...['--importMemory', '--noExportMemory', '--sharedMemory', '--initialMemory', '16', '--maximumMemory', '65536'],
]
/** Of the limits of a memory: there is a maximum, and it is shared. */
const SHARED = 3

const root = fileURLToPath(new URL('.', import.meta.url))

/** @param {readonly string[]} options */
async function compile(options) {
  /** @type {Uint8Array | undefined} */
  let binary
  const { error, stderr } = await asc.main(
    ['assembly/index.ts', '--baseDir', root, '--outFile', 'kernels.wasm', ...OPTIONS, ...options],
    {
      writeFile(name, contents) {
        if (name.endsWith('.wasm')) binary = /** @type {Uint8Array} */ (contents)
      },
    },
  )
  if (error || !binary) throw new Error(`the kernels do not compile\n${stderr.toString()}`, { cause: error })
  return binary
}

/**
 * Where the flags of the imported memory stand: behind the two names and the kind of import.
 * @param {Uint8Array} binary
 */
function placeOfFlags(binary) {
  const importOfMemory = '\x03env\x06memory\x02'
  const at = Buffer.from(binary).indexOf(importOfMemory, 'latin1') + importOfMemory.length
  if (binary[at] !== SHARED) throw new Error('no import of a shared memory among the first bytes')
  return at
}

/**
 * The names that assembly/index.ts exports, the same in both builds; read from the plain one, which every engine understands.
 * @param {Uint8Array} binary
 */
function exportsOf(binary) {
  const module = new WebAssembly.Module(/** @type {BufferSource} */ (binary))
  return WebAssembly.Module.exports(module)
    .map(({ name }) => name)
    .sort()
}

/** @param {string} name @param {string} text */
function write(name, text) {
  writeFileSync(`${root}src/generated/${name}.ts`, `/* Made by build-kernels.js. */\n${text}`)
}

mkdirSync(`${root}assembly/generated`, { recursive: true })
writeFileSync(`${root}assembly/generated/tiles.ts`, tiles())
mkdirSync(`${root}src/generated`, { recursive: true })
for (const [name, options] of Object.entries(BUILDS)) {
  const binary = await compile(options)
  const base64 = Buffer.from(binary).toString('base64')
  write(name, `export const ${name} = {\n  memoryFlags: ${placeOfFlags(binary)},\n  base64: '${base64}',\n}\n`)
  if (name !== 'plain') continue
  const names = exportsOf(binary).map((kernel) => `  '${kernel}',\n`)
  write(
    'exports',
    `/** In the order in which threads number them. */\nexport const EXPORTS = [\n${names.join('')}] as const\n`,
  )
}
