/* What the tests of all packages share. */
import { fileURLToPath } from 'node:url'

/** A limit for what hangs, in milliseconds, far beyond what is merely slow on a busy machine. */
export const PATIENCE = 120_000

/**
 * The limits of every test and hook. How fast something is, benchmarks say; no test depends on it.
 * A test outlasts one wait for a page or a program in it, so that the message is the wait's own.
 */
export const limits = {
  testTimeout: 2 * PATIENCE,
  hookTimeout: 2 * PATIENCE,
  expect: { poll: { timeout: PATIENCE } },
}

const source = (path: string): string => fileURLToPath(new URL(`./packages/${path}.ts`, import.meta.url))

/** The packages from their sources: what reads goldens, the devices and the layers must see one Tensor class. */
export const fromSources = [
  { find: /^@torchlet\/(tensor-core|nn|inspection)$/, replacement: source('$1/src/index') },
  { find: /^@torchlet\/tensor-core\/(ops|fused)$/, replacement: source('tensor-core/src/$1') },
  { find: /^@torchlet\/tensor-core\/conformance$/, replacement: source('tensor-core/src/conformance/index') },
  { find: /^@torchlet\/nn\/(functional|utils)$/, replacement: source('nn/src/$1/index') },
  { find: /^@torchlet\/nn\/init$/, replacement: source('nn/src/init') },
]
