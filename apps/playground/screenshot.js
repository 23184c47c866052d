/* Takes the pictures in docs/ of the built page: `node screenshot.js` after a build. */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { launchChromium } from '../../scripts/browser/chromium.js'
import { startServer } from './test/server.js'

const FOLDER = fileURLToPath(new URL('docs/', import.meta.url))

const SHOTS = [
  { name: 'screenshot-wide', width: 1440, height: 1000, colorScheme: 'light', fullPage: true },
  { name: 'screenshot-dark', width: 1440, height: 1000, colorScheme: 'dark', fullPage: true },
  { name: 'screenshot-phone', width: 390, height: 844, colorScheme: 'light', fullPage: false },
]

await mkdir(FOLDER, { recursive: true })
const server = await startServer()
const browser = await launchChromium()
try {
  for (const { name, width, height, colorScheme, fullPage } of SHOTS) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' })
    await page.goto(server.address)
    await page.getByTestId('verdict').getByText('Ankle boot').waitFor()
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: `${FOLDER}${name}.png`, fullPage })
    await page.close()
  }
} finally {
  await browser.close()
  server.stop()
}
