/*
 * What `npm start` runs after the build: prints in the terminal what the page shows, then serves the page.
 *
 *     node serve.js [--port N] [--once]
 *
 * The port is 4173, or PORT, or --port; where it is taken, the next free one. --once prints and exits.
 */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const PAGE = fileURLToPath(new URL('dist/page', import.meta.url))
const CHECKPOINT = fileURLToPath(new URL('checkpoints/fashion-cnn.safetensors', import.meta.url))
const HOST = '127.0.0.1'
/** How many ports are tried before giving up. */
const TRIES = 50

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

/** Sent with everything: the page is its own world, which SharedArrayBuffer and fine clocks ask for. */
const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-cache',
}

/** The file that a request's path names, or undefined where it names none inside the page's folder. */
async function fileOf(url) {
  let path
  try {
    path = decodeURIComponent(new URL(url, 'http://page').pathname)
  } catch (error) {
    if (error instanceof URIError || error instanceof TypeError) return undefined
    throw error
  }
  const file = normalize(join(PAGE, path.endsWith('/') ? `${path}index.html` : path))
  if (!file.startsWith(PAGE + sep) || file.includes('\0')) return undefined
  const found = await stat(file).catch((error) => {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(error.code)) return undefined
    throw error
  })
  return found?.isFile() ? { file, size: found.size } : undefined
}

function answer(response, status, text, headers = {}) {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8', ...headers })
  response.end(`${text}\n`)
}

async function handle(request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return answer(response, 405, 'only GET and HEAD are answered', { Allow: 'GET, HEAD' })
  const found = await fileOf(request.url)
  if (!found) return answer(response, 404, 'not found')
  const type = TYPES[extname(found.file)] ?? 'application/octet-stream'
  response.writeHead(200, { ...HEADERS, 'Content-Type': type, 'Content-Length': found.size })
  if (request.method === 'HEAD') return response.end()
  createReadStream(found.file)
    .on('error', (error) => response.destroy(error))
    .pipe(response)
}

/** Listens on the first free port from `port` on; 0 is any. */
function listen(server, port, tries = TRIES) {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (error.code !== 'EADDRINUSE' || tries <= 1 || port === 0) return reject(error)
      resolve(listen(server, port + 1, tries - 1))
    })
    server.listen(port, HOST, () => {
      server.removeAllListeners('error')
      resolve(server.address().port)
    })
  })
}

function parsePort(text) {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65535 || text.trim() === '')
    throw new Error(`a port is a whole number from 0 to 65535, got '${text}'`)
  return port
}

async function main() {
  const { values } = parseArgs({ options: { port: { type: 'string' }, once: { type: 'boolean', default: false } } })
  const port = parsePort(values.port ?? process.env.PORT ?? '4173')
  const { report, colorDepth } = await import('./dist/terminal/terminal.js').catch((cause) => {
    if (cause.code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new Error(`the playground is not built: run 'npm start' in the repository's root (${cause.message})`, {
      cause,
    })
  })
  // A file or a pipe gets no colours, unless they are asked for.
  const wantsColor = process.stdout.isTTY || process.env.FORCE_COLOR
  console.log(await report({ checkpoint: CHECKPOINT, color: wantsColor ? colorDepth() : 'none' }))
  if (values.once) return

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => {
      console.error(error)
      if (response.headersSent) response.destroy()
      else answer(response, 500, 'the server failed')
    })
  })
  const found = await listen(server, port)
  console.log(`\nThe page is at http://${HOST}:${found}/ (Ctrl+C stops it)`)
  const stop = () => {
    server.close()
    server.closeAllConnections()
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

main().catch((error) => {
  console.error(`error: ${error.message}`)
  process.exitCode = 1
})
