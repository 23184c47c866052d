import { expect, test } from 'vitest'
import { usePlayground } from './playground'

const { open } = usePlayground()

test('strokes of the mouse change the bars, and undo takes them back', async () => {
  const playground = await open()
  const { page } = playground
  const boot = await playground.bars()
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.locator('.sentence', { hasText: 'The picture is empty.' }).waitFor()
  const empty = await playground.bars()
  expect(empty).not.toEqual(boot)

  // A pair of trousers: a waist and two legs, with a broad brush.
  await page.getByRole('slider').fill('4.5')
  await playground.draw([10, 3], [18, 3])
  await playground.draw([11, 3], [10.5, 26])
  await playground.draw([17, 3], [17.5, 26])
  await playground.shows('Trouser')
  const drawn = await playground.bars()
  expect(drawn).not.toEqual(empty)
  expect(await page.locator('.origin').textContent()).toBe('your drawing')

  for (let i = 0; i < 3; i++) await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(playground.bars).toEqual(empty)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(playground.bars).toEqual(boot)
  await expect.poll(() => page.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true)
})

test('the eraser takes away, and fill fills', async () => {
  const playground = await open()
  const { page } = playground
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.locator('.sentence', { hasText: 'The picture is empty.' }).waitFor()
  const empty = await playground.bars()
  // The outline of a bag; filled, it is one.
  await playground.draw([3, 11], [25, 11], [26, 25], [2, 25], [3, 11])
  await playground.draw([9, 11], [11, 5], [17, 5], [19, 11])
  await page.getByRole('radio', { name: 'Fill' }).check()
  await playground.draw([14, 18])
  await playground.shows('Bag')
  await page.getByRole('radio', { name: 'Eraser' }).check()
  await page.getByRole('slider').fill('6')
  for (let y = 1; y < 28; y += 3) await playground.draw([0, y], [28, y])
  await page.locator('.sentence', { hasText: 'The picture is empty.' }).waitFor()
  await expect.poll(playground.bars).toEqual(empty)
})

test('the keyboard draws too', async () => {
  const playground = await open()
  const { page } = playground
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.locator('.sentence', { hasText: 'The picture is empty.' }).waitFor()
  const empty = await playground.bars()
  await page.getByTestId('pad').focus()
  await page.keyboard.press('Space')
  const dot = await playground.bars()
  expect(dot).not.toEqual(empty)
  for (let i = 0; i < 6; i++) await page.keyboard.press('Shift+ArrowDown')
  await expect.poll(playground.bars).not.toEqual(dot)
  for (let i = 0; i < 7; i++) await page.keyboard.press('Control+z')
  await expect.poll(playground.bars).toEqual(empty)
})

test('a finger draws, and the page does not scroll away under it', async () => {
  const playground = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })
  const { page } = playground
  await page.getByRole('button', { name: 'Clear' }).tap()
  await page.locator('.sentence', { hasText: 'The picture is empty.' }).waitFor({ state: 'attached' })
  const empty = await playground.bars()
  const box = (await page.getByTestId('pad').boundingBox())!
  const client = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number, y: number) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] })
  const x = box.x + box.width / 2
  await touch('touchStart', x, box.y + 20)
  for (let y = 40; y < box.height - 20; y += 20) {
    await touch('touchMove', x, box.y + y)
    // At a finger's pace: after a flick, Chromium takes the next tap for the end of it.
    await page.waitForTimeout(30)
  }
  await touch('touchEnd', x, 0)
  await expect.poll(playground.bars).not.toEqual(empty)
  expect(await page.evaluate(() => window.scrollY)).toBe(0)
  await page.getByRole('button', { name: 'Undo' }).tap()
  await expect.poll(playground.bars).toEqual(empty)
})
