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
