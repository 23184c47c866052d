import { expect, test } from 'vitest'
import { launchChromium } from '../../../../scripts/browser/chromium.js'
import { usePlayground } from './playground'

const { open } = usePlayground()

const NETWORK = `Network(
  (conv1): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))
  (conv2): Conv2d(6, 12, kernel_size=(5, 5), stride=(1, 1))
  (fc1): Linear(in_features=192, out_features=120, bias=True)
  (fc2): Linear(in_features=120, out_features=60, bias=True)
  (out): Linear(in_features=60, out_features=10, bias=True)
)`

const LAYERS = ['conv1.weight', 'conv1', 'relu', 'max pool', 'conv2', 'relu', 'max pool', 'fc1', 'fc2', 'out']

test('it opens with the embedded checkpoint, the printed network, its parameters and an answer', async () => {
  const playground = await open()
  const { page } = playground
  expect(await page.getByTestId('network').textContent()).toBe(NETWORK)
  expect(await page.getByTestId('total').textContent()).toBe('32,998')
  expect(await page.locator('.parameters tbody tr').count()).toBe(10)
  expect(await playground.origin()).toMatch(/^fashion-cnn\.safetensors\s*10 tensors · 132,752 bytes$/)
  expect(await page.locator('.sentence').textContent()).toBe('It takes this for an ankle boot, and is sure of it.')
  const bars = await playground.bars()
  expect(bars['Ankle boot']).toBeGreaterThan(80)
  expect(Object.values(bars).reduce((sum, share) => sum + share, 0)).toBeCloseTo(100, -0.5)
  expect(await page.getByTestId('time').textContent()).toMatch(/^\d+\.\d\d ms$/)
})

test('every layer is shown, in order, and none of its maps is missing', async () => {
  const { page } = await open()
  const rows = page.locator('[data-layer]')
  expect(await rows.evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset.layer))).toEqual(LAYERS)
  const sizes = await rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('canvas')].map(({ width, height }) => `${width}×${height}`)),
  )
  const of = (count: number, size: string): string[] => new Array<string>(count).fill(size)
  expect(sizes).toEqual([
    of(6, '5×5'),
    of(6, '24×24'),
    of(6, '24×24'),
    of(6, '12×12'),
    of(12, '8×8'),
    of(12, '8×8'),
    of(12, '4×4'),
    ['120×1'],
    ['60×1'],
    ['10×1'],
  ])
  // Something is painted in each row.
  const colours = await rows.evaluateAll((all) =>
    all.map((row) => {
      const pixels = [...row.querySelectorAll('canvas')].flatMap((canvas) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
        return [...new Uint32Array(data.buffer)]
      })
      return new Set(pixels).size
    }),
  )
  for (const count of colours) expect(count).toBeGreaterThan(5)
})

test.each([
  ['shirt', /^(T-shirt\/top|Shirt)$/],
  ['trousers', /^Trouser$/],
  ['dress', /^Dress$/],
  ['bag', /^Bag$/],
  ['sneaker', /^Sneaker$/],
  ['boot', /^Ankle boot$/],
])('the silhouette %s is taken for %s', async (name, verdict) => {
  const playground = await open()
  const button = playground.page.locator(`[data-silhouette=${name}]`)
  await button.click()
  await playground.shows(verdict)
  expect(await button.getAttribute('aria-pressed')).toBe('true')
  expect(await playground.page.locator('.bars .best').getAttribute('data-class')).toMatch(verdict)
})

test('what changes is told to readers that speak, once it has settled', async () => {
  const { page } = await open()
  await page.locator('[data-silhouette=bag]').click()
  await page.locator('[aria-live=polite]', { hasText: 'a bag, and is sure' }).waitFor({ state: 'attached' })
})

test('everything that can be used has a name, and is reached by the Tab key', async () => {
  const { page } = await open()
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, input, select, [tabindex]')]
      .filter((element) => {
        const labels = (element as HTMLInputElement).labels ?? []
        const text = [element.ariaLabel, element.textContent, ...[...labels].map((label) => label.textContent)].join('')
        return text.trim() === ''
      })
      .map((element) => element.outerHTML),
  )
  expect(nameless).toEqual([])
  const reached = new Set<string>()
  for (let i = 0; i < 20; i++) {
    await page.keyboard.press('Tab')
    reached.add(await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 60) ?? ''))
  }
  expect(reached.size).toBeGreaterThanOrEqual(15)
})

test('nothing moves while it loads', async () => {
  const { page } = await open()
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value
        }).observe({ type: 'layout-shift', buffered: true })
        setTimeout(() => resolve(sum), 300)
      }),
  )
  expect(shift).toBeLessThan(0.01)
})

test.each([
  [320, 'light'],
  [360, 'light'],
  [360, 'dark'],
  [768, 'light'],
  [1024, 'dark'],
  [1920, 'light'],
] as const)('at %i pixels (%s) nothing needs scrolling sideways', async (width, colorScheme) => {
  const { page } = await open({ viewport: { width, height: 740 }, colorScheme, hasTouch: width < 800 })
  const widest = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(widest).toBeLessThanOrEqual(width)
  const overfull = await page
    .locator('.panel')
    .evaluateAll((panels) => panels.filter((panel) => panel.scrollWidth > panel.clientWidth).length)
  expect(overfull).toBe(0)
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  expect(background).toBe(colorScheme === 'dark' ? 'rgb(19, 17, 16)' : 'rgb(245, 242, 236)')
})

test('without a browser these tests fail', async () => {
  await expect(launchChromium('/no/such/chromium')).rejects.toThrow('no Chromium at /no/such/chromium')
})
