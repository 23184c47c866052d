/*
 * Runs a module in Chromium and gives back what its function answered: how a device's tests reach the browser. The page is
 * cross-origin isolated, so that SharedArrayBuffer is there.
 */
import { createServer } from 'node:http'
import { build } from 'esbuild'
import { CHROMIUM, launchChromium } from './chromium.js'

const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/**
 * Bundles `entry` (a module whose default export is a function of one JSON value, asynchronous or not), calls it in a fresh page
 * and gives its answer, which must be JSON too. Throws what the page throws.
 * @param {string} entry path of the module
 * @param {{ argument?: unknown, flags?: readonly string[], isolated?: boolean }} [options]
 * @returns {Promise<any>}
 */
export async function runInChromium(entry, { argument = null, flags = [], isolated = true } = {}) {
  const script = await bundle(entry)
  const server = createServer((request, response) => {
    response.writeHead(200, {
      'Content-Type': request.url === '/script.js' ? 'text/javascript' : 'text/html',
      ...(isolated ? ISOLATED : {}),
    })
    response.end(request.url === '/script.js' ? script : '<!doctype html><title>torchlet</title>')
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const browser = await launchChromium(CHROMIUM, flags)
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}/`)
    // As text: a test runner would rewrite the import of a function.
    return await page.evaluate(`import('/script.js').then((module) => module.default(${JSON.stringify(argument)}))`)
  } finally {
    await browser.close()
    server.close()
  }
}

/** @param {string} entry */
async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'error',
  })
  return /** @type {import('esbuild').OutputFile} */ (outputFiles[0]).text
}
