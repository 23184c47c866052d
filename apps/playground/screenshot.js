/* Takes the pictures in docs/ of the built page: `node screenshot.js` after a build. */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { launchChromium } from '../../scripts/browser/chromium.js'
import { startServer } from './test/server.js'

const FOLDER = fileURLToPath(new URL('docs/', import.meta.url))

/** `compares`: after comparing the devices; `part`: only that element. */
const SHOTS = [
  { name: 'screenshot-wide', width: 1440, height: 1000, colorScheme: 'light', fullPage: true },
  { name: 'screenshot-dark', width: 1440, height: 1000, colorScheme: 'dark', fullPage: true, compares: true },
  { name: 'screenshot-phone', width: 390, height: 844, colorScheme: 'light' },
  { name: 'screenshot-devices', width: 1280, height: 1000, colorScheme: 'light', compares: true, part: '.devices' },
]

await mkdir(FOLDER, { recursive: true })
const server = await startServer()
// A GPU in software, so that the pictures show all devices.
const browser = await launchChromium(undefined, ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'])
try {
  for (const { name, width, height, colorScheme, fullPage, compares, part } of SHOTS) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' })
    await page.goto(server.address)
    await page.getByTestId('verdict').getByText('Ankle boot').waitFor()
    await page.evaluate(() => document.fonts.ready)
    if (compares) {
      await page.getByRole('button', { name: 'Compare devices' }).click()
      await page.getByTestId('comparison').waitFor()
      await page.mouse.move(0, 0)
    }
    const path = `${FOLDER}${name}.png`
    if (part) await page.locator(part).screenshot({ path })
    else await page.screenshot({ path, fullPage })
    await page.close()
  }
} finally {
  await browser.close()
  server.stop()
}
