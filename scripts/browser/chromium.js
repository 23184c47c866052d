import { access, constants } from 'node:fs/promises'
import { chromium } from 'playwright-core'

/** Debian's Chromium unless CHROMIUM_PATH says another. */
export const CHROMIUM = process.env.CHROMIUM_PATH || '/usr/bin/chromium'

const FLAGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Starts the browser. Throws where there is none: a test that cannot run must not look as if it had passed.
 * @param {string} [executablePath]
 * @param {readonly string[]} [flags] beside the usual ones
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchChromium(executablePath = CHROMIUM, flags = []) {
  await access(executablePath, constants.X_OK).catch((cause) => {
    throw new Error(`no Chromium at ${executablePath}: install it, or set CHROMIUM_PATH to one`, { cause })
  })
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags], headless: true })
}
