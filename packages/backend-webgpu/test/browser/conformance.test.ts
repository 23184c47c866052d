/* The conformance suite in Chromium, by `navigator.gpu` on SwiftShader. */
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { runInChromium } from '../../../../scripts/browser/run.js'
import type { Report } from './page'

it('every case conforms', async () => {
  const report: Report = await runInChromium(fileURLToPath(new URL('./page.ts', import.meta.url)), {
    flags: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
  })
  expect(report.failed).toEqual({})
  expect(report.ran).toBeGreaterThan(400)
  expect(report.submits).toBeGreaterThan(300)
})
