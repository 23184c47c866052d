import { expect, test } from 'vitest'
import { checkpointFile, type Playground, usePlayground } from './playground'

const { open } = usePlayground()

/** Strokes as somebody would draw them, all over the picture. */
async function scribble(playground: Playground, strokes: number): Promise<void> {
  for (let i = 0; i < strokes; i++)
    await playground.draw([2 + (i % 5), 2 + i], [24 - i, 5 + (i % 7)], [14, 26 - (i % 9)])
}

test('wasm gives the answer of cpu, for each silhouette', async () => {
  const playground = await open()
  const { page } = playground
  for (const [name, verdict] of [
    ['bag', 'Bag'],
    ['dress', 'Dress'],
    ['boot', 'Ankle boot'],
  ] as const) {
    await playground.runsOn('cpu')
    await page.locator(`[data-silhouette=${name}]`).click()
    await playground.shows(verdict)
    const onCpu = await playground.bars()
    await playground.runsOn('wasm')
    expect(await playground.bars()).toEqual(onCpu)
  }
  expect(await page.getByTestId('time').textContent()).toMatch(/^\d+\.\d\d ms$/)
})

test('the device is chosen by keyboard', async () => {
  const { page } = await open()
  await page.getByRole('radio', { name: 'cpu', exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  await page.getByTestId('pass').filter({ hasText: 'WebAssembly' }).waitFor()
  expect(await page.getByRole('radio', { name: 'wasm', exact: true }).isChecked()).toBe(true)
})

test('drawing on wasm leaves nothing behind, and neither do other weights', async () => {
  const playground = await open()
  await playground.runsOn('wasm')
  expect(await playground.held()).toBe(10)
  const before = await playground.bars()
  await scribble(playground, 20)
  await expect.poll(playground.bars).not.toEqual(before)
  expect(await playground.held()).toBe(10)
  await playground.dropFile(checkpointFile('fashion-cnn.pt'))
  await playground.page.getByTestId('origin').filter({ hasText: 'fashion-cnn.pt' }).waitFor()
  await scribble(playground, 2)
  expect(await playground.held()).toBe(10)
  await playground.runsOn('cpu')
  expect(await playground.page.getByTestId('held').count()).toBe(0)
})

test('without a GPU, webgpu is there to be seen, but not to be chosen, and says why', async () => {
  const { page } = await open()
  const radio = page.getByRole('radio', { name: 'webgpu', exact: true })
  await expect.poll(() => radio.isDisabled()).toBe(true)
  const reason = /^not available here: no adapter: this machine has no GPU that WebGPU may use/
  const described = (await radio.getAttribute('aria-describedby'))!
  expect(await page.locator(`#${described}`).textContent()).toMatch(reason)
  expect(await page.locator('label', { has: radio }).getAttribute('title')).toMatch(
    /^webgpu is not available here: no adapter/,
  )
})

test('the devices are compared layer by layer', async () => {
  const playground = await open()
  const { page } = playground
  await page.getByRole('button', { name: 'Compare devices' }).click()
  const comparison = page.getByTestId('comparison')
  await comparison.waitFor()
  expect(await comparison.getByRole('status').textContent()).toMatch(
    /^wasm agrees with cpu in all 12 steps; the largest difference is \d\.\d × 10⁻., in /,
  )
  expect(await comparison.locator('tbody th').allTextContents()).toEqual(
    'conv1 relu maxPool2d conv2 relu#2 maxPool2d#2 flatten fc1 relu#3 fc2 relu#4 out'.split(' '),
  )
  expect(await comparison.locator('thead th').allTextContents()).toEqual(['Step', 'wasm'])
  await page.locator('[data-silhouette=bag]').click()
  await comparison.getByText('This was for the picture and the weights before.').waitFor()
  await page.getByRole('button', { name: 'Compare again' }).click()
  await comparison.getByText('This was for the picture and the weights before.').waitFor({ state: 'detached' })
})

test.each([360, 800])('compared at %i pixels, nothing needs scrolling sideways', async (width) => {
  const { page } = await open({ viewport: { width, height: 740 }, hasTouch: true })
  await page.getByRole('button', { name: 'Compare devices' }).click()
  await page.getByTestId('comparison').waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
})

test('where WebAssembly is switched off, wasm says so', async () => {
  const playground = await open({ before: 'delete globalThis.WebAssembly' })
  const radio = playground.page.getByRole('radio', { name: 'wasm', exact: true })
  await expect.poll(() => radio.isDisabled()).toBe(true)
  await playground.page
    .locator('[data-device=wasm]', { hasText: 'not available here: there is no WebAssembly here' })
    .waitFor()
})

test('a device that turns out to be missing when it is chosen says so, and the one before stays', async () => {
  const playground = await open({ before: 'WebAssembly.validate = () => false' })
  const { page } = playground
  const radio = page.getByRole('radio', { name: 'wasm', exact: true })
  await radio.click()
  expect(await playground.notice()).toEqual({
    role: 'alert',
    title: 'wasm is not available here',
    text: "wasm: there is no WebAssembly SIMD here; the device 'cpu' of @torchlet/tensor-core runs everywhere",
  })
  expect([await radio.isDisabled(), await radio.isChecked()]).toEqual([true, false])
  expect(await page.getByRole('radio', { name: 'cpu', exact: true }).isChecked()).toBe(true)
  await page.locator('[data-silhouette=bag]').click()
  await playground.shows('Bag')
})

test('nothing of a device is loaded before somebody asks', async () => {
  const { page } = await open()
  const scripts = () =>
    page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => /\/([\w-]+)-[\w-]{8}\.js$/.exec(name)?.[1])
        .filter((name) => name !== undefined),
    )
  await expect.poll(() => page.getByRole('radio', { name: 'webgpu', exact: true }).isDisabled()).toBe(true)
  // Since there is no GPU, webgpu's own is there to say why.
  expect(await scripts()).toEqual(['index', 'backend-webgpu'])
  await page.getByRole('radio', { name: 'wasm', exact: true }).check()
  await expect.poll(scripts).toEqual(['index', 'backend-webgpu', 'backend-wasm'])
})
