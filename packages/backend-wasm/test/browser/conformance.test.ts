/* tensor-core's cases in Chromium: each build, on one thread and on several, in an isolated page and in one that is not. */
import { fileURLToPath } from 'node:url'
import { conformanceCases } from '@torchlet/tensor-core/conformance'
import { expect, it } from 'vitest'
import { runInChromium } from '../../../../scripts/browser/run.js'
import type { Report } from './page'

const PAGE = fileURLToPath(new URL('page.ts', import.meta.url))
const CASES = conformanceCases().length

interface Lane {
  readonly build: 'relaxed' | 'plain'
  readonly threads: number
  readonly isolated: boolean
  /** How many threads there are in the end. */
  readonly got: number
}

const LANES: readonly Lane[] = [
  { build: 'relaxed', threads: 1, isolated: false, got: 1 },
  { build: 'relaxed', threads: 3, isolated: true, got: 3 },
  { build: 'plain', threads: 3, isolated: true, got: 3 },
  // Without isolation there is no SharedArrayBuffer.
  { build: 'plain', threads: 3, isolated: false, got: 1 },
]

const shared = new Map<string, readonly number[]>()

it.each(LANES)('$build, $threads threads, isolated: $isolated', async ({ build, threads, isolated, got }) => {
  const report: Report = await runInChromium(PAGE, { argument: { build, threads }, isolated })
  expect(report).toMatchObject({ build, threads: got, cases: CASES, wrong: [] })
  // The same numbers, however many threads.
  expect(report.shared).toEqual(shared.get(build) ?? report.shared)
  shared.set(build, report.shared)
})

it('Chromium chooses the relaxed build by itself', async () => {
  const report: Report = await runInChromium(PAGE, { argument: {} })
  expect(report.build).toBe('relaxed')
})
