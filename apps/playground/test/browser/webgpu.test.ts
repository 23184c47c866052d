/* WebGPU in Chromium without a GPU: SwiftShader computes the shaders. */
import { expect, test } from 'vitest'
import { usePlayground } from './playground'

const { open } = usePlayground(['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'])

/** Lets a test take away the GPU that the page uses. */
const KEEP_DEVICE = `{
  const { requestDevice } = GPUAdapter.prototype
  GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await requestDevice.apply(this, args)
    globalThis.loseDevice = () => device.destroy()
    return device
  }
}`

test('webgpu gives the answer of cpu, and drawing leaves nothing behind', async () => {
  const playground = await open()
  const { page } = playground
  const boot = await playground.bars()
  await playground.runsOn('webgpu')
  expect(await playground.bars()).toEqual(boot)
  expect(await playground.held()).toBe(10)
  for (let i = 0; i < 10; i++) await playground.draw([4, 4 + i], [24, 24 - i])
  await expect.poll(playground.bars).not.toEqual(boot)
  expect(await playground.held()).toBe(10)
  await playground.runsOn('cpu')
  const drawn = await playground.bars()
  await playground.runsOn('webgpu')
  expect(await playground.bars()).toEqual(drawn)
  expect(await playground.held()).toBe(10)
  await page.locator('[data-silhouette=bag]').click()
  await playground.shows('Bag')
})

test('where there is a GPU, its device is not loaded before somebody asks either', async () => {
  const { page } = await open()
  // The page has looked for a GPU by then.
  await page.waitForTimeout(2000)
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
  expect(loaded.filter((name) => name.includes('backend-'))).toEqual([])
  expect(await page.getByRole('radio', { name: 'webgpu', exact: true }).isEnabled()).toBe(true)
})

test('all three devices are compared', async () => {
  const { page } = await open()
  await page.getByRole('button', { name: 'Compare devices' }).click()
  const comparison = page.getByTestId('comparison')
  await comparison.waitFor()
  expect(await comparison.locator('thead th').allTextContents()).toEqual(['Step', 'wasm', 'webgpu'])
  const verdicts = await comparison.getByRole('status').locator('p').allTextContents()
  expect(verdicts.map((verdict) => verdict.split(';')[0])).toEqual([
    'wasm agrees with cpu in all 12 steps',
    'webgpu agrees with cpu in all 12 steps',
  ])
})

test('a GPU that is lost is told, cpu takes over, and webgpu can be chosen anew', async () => {
  const playground = await open({ before: KEEP_DEVICE })
  const { page } = playground
  await playground.runsOn('webgpu')
  await page.evaluate('loseDevice()')
  await page.locator('[data-silhouette=bag]').click()
  const notice = await playground.notice()
  expect(notice).toMatchObject({ role: 'alert', title: 'webgpu failed; cpu takes over' })
  expect(notice.text).toMatch(/the GPU device was lost/)
  await playground.shows('Bag')
  expect(await page.getByRole('radio', { name: 'cpu', exact: true }).isChecked()).toBe(true)
  await playground.runsOn('webgpu')
  await playground.shows('Bag')
})

test('a GPU that is lost while the network runs elsewhere is told by the comparison, and made anew for the next', async () => {
  const playground = await open({ before: KEEP_DEVICE })
  const { page } = playground
  await page.getByRole('button', { name: 'Compare devices' }).click()
  await page.getByTestId('comparison').waitFor()
  await page.evaluate('loseDevice()')
  await page.getByRole('button', { name: 'Compare again' }).click()
  expect(await playground.notice()).toMatchObject({ role: 'alert', title: 'The devices could not be compared' })
  await page.keyboard.press('Escape')
  await page.locator('[data-silhouette=bag]').click()
  await playground.shows('Bag')
  await page.getByRole('button', { name: 'Compare again' }).click()
  await page.locator('.comparison:not(.outdated)').waitFor()
})
