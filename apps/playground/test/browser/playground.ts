import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { launchChromium } from '../../../../scripts/browser/chromium.js'
import { PATIENCE } from '../../../../vitest.shared.js'
import { CLASSES } from '../../src/model/classes'
import { DEVICES, type DeviceName } from '../../src/model/devices'
import { startServer } from '../server.js'

export const checkpointFile = (name: string): string =>
  fileURLToPath(new URL(`../../checkpoints/${name}`, import.meta.url))

/** What Chromium itself says where the page asks for a GPU and there is none. */
const NO_GPU = 'No available adapters.'

/** An open page and what went wrong in it. */
export class Playground {
  readonly complaints: string[] = []

  constructor(
    readonly page: Page,
    readonly address: string,
  ) {
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type()) || message.text() === NO_GPU) return
      this.complaints.push(message.text())
    })
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('requestfailed', (request) => this.complaints.push(`failed: ${request.url()}`))
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(address) && !url.startsWith(`blob:${address}`)) this.complaints.push(`outside: ${url}`)
    })
  }

  readonly verdict = (): Promise<string | null> => this.page.getByTestId('verdict').textContent()
  readonly origin = (): Promise<string | null> => this.page.getByTestId('origin').textContent()
  readonly shows = (verdict: RegExp | string): Promise<void> =>
    this.page.getByTestId('verdict').filter({ hasText: verdict }).waitFor()

  /** The ten probabilities as the page prints them, by class. */
  readonly bars = async (): Promise<Record<string, number>> => {
    const texts = await this.page.locator('.bars .bar-value').allTextContents()
    return Object.fromEntries(CLASSES.map(({ name }, i) => [name, Number.parseFloat(texts[i]!)]))
  }

  /** Chooses a device, and waits until the answer on show is from there. */
  async runsOn(name: DeviceName): Promise<void> {
    await this.page.getByRole('radio', { name, exact: true }).check()
    await this.page.getByTestId('pass').filter({ hasText: DEVICES[name].pass }).waitFor()
  }

  /** How many tensors the device holds, as the page says it. */
  async held(): Promise<number> {
    return Number.parseInt((await this.page.getByTestId('held').textContent()) ?? '', 10)
  }

  /** Drops files on the page, as a file manager would. */
  async drop(...files: readonly { readonly name: string; readonly bytes: Uint8Array; readonly type?: string }[]) {
    const sent = files.map(({ name, bytes, type = '' }) => ({
      name,
      type,
      base64: Buffer.from(bytes).toString('base64'),
    }))
    await this.page.evaluate((all) => {
      const transfer = new DataTransfer()
      for (const { name, type, base64 } of all)
        transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type }))
      for (const type of ['dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }))
    }, sent)
  }

  async dropFile(path: string): Promise<void> {
    await this.drop({ name: basename(path), bytes: await readFile(path) })
  }

  /** The message over the foot of the page. */
  async notice(): Promise<{ role: string | null; title: string; text: string }> {
    const notice = this.page.locator('.notice')
    await notice.waitFor()
    return {
      role: await notice.getAttribute('role'),
      title: (await notice.locator('strong').textContent()) ?? '',
      text: (await notice.locator('pre').textContent()) ?? '',
    }
  }

  /** Draws on the pad with the mouse, through points in pixels of the picture. */
  async draw(...points: readonly (readonly [number, number])[]): Promise<void> {
    const box = (await this.page.getByTestId('pad').boundingBox())!
    const at = ([x, y]: readonly [number, number]) =>
      [box.x + (x / 28) * box.width, box.y + (y / 28) * box.height] as const
    await this.page.mouse.move(...at(points[0]!))
    await this.page.mouse.down()
    for (const point of points.slice(1)) await this.page.mouse.move(...at(point), { steps: 8 })
    await this.page.mouse.up()
  }
}

interface OpenOptions extends BrowserContextOptions {
  /** A script that runs before the page's own. */
  readonly before?: string | (() => void)
}

interface Harness {
  /** Opens the page and waits for its first answer. */
  open(options?: OpenOptions): Promise<Playground>
  /** A folder for files that a test makes. */
  readonly folder: () => string
}

/** Starts the server and the browser before a file's tests, and checks after each that no page complained. `flags` are the browser's. */
export function usePlayground(flags: readonly string[] = []): Harness {
  let browser: Browser
  let server: { address: string; stop: () => void }
  let folder: string
  const opened: Playground[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'torchlet-playground-'))
    server = await startServer()
    browser = await launchChromium(undefined, flags)
  })
  afterEach(async () => {
    const pages = opened.splice(0)
    for (const { page } of pages) await page.context().close()
    expect(pages.flatMap(({ complaints }) => complaints)).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    server?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const open = async ({ before, ...options }: OpenOptions = {}): Promise<Playground> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options })
    context.setDefaultTimeout(PATIENCE)
    const playground = new Playground(await context.newPage(), server.address)
    opened.push(playground)
    if (before) await playground.page.addInitScript(before)
    await playground.page.goto(server.address)
    await playground.shows('Ankle boot')
    return playground
  }
  return { open, folder: () => folder }
}
