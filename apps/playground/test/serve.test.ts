import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { beforeAll, expect, test } from 'vitest'
import { SERVE, startServer } from './server.js'

const PRINTED = `Network(
  (conv1): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1))
  (conv2): Conv2d(6, 12, kernel_size=(5, 5), stride=(1, 1))
  (fc1): Linear(in_features=192, out_features=120, bias=True)
  (fc2): Linear(in_features=120, out_features=60, bias=True)
  (out): Linear(in_features=60, out_features=10, bias=True)
)
`

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += String(chunk)
  return text
}

async function run(args: readonly string[], env: Record<string, string> = {}) {
  // What the tests' own environment says of colours must not matter.
  const { FORCE_COLOR: _force, NO_COLOR: _no, PORT: _port, ...rest } = process.env
  const child = spawn(process.execPath, [SERVE, ...args], { env: { ...rest, ...env } })
  const [out, err, [code]] = await Promise.all([textOf(child.stdout), textOf(child.stderr), once(child, 'close')])
  return { out, err, code: code as number }
}

test('--once prints the network, its parameters and what it says of a picture, and ends', async () => {
  const { out, err, code } = await run(['--once'])
  expect({ err, code }).toEqual({ err: '', code: 0 })
  expect(out.startsWith(PRINTED)).toBe(true)
  for (const name of ['conv1.weight', 'out.bias', '32,998', 'T-shirt/top', 'Sneaker']) expect(out).toContain(name)
  expect(out).toMatch(/Ankle boot +█+.? +8\d\.\d %/)
  expect(out).toContain('Ankle boot. It takes this for an ankle boot, and is sure of it.')
  expect(out).not.toContain('\x1b')
  expect(out).not.toContain('http')
  expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
})

test('colours where they are asked for, and not against NO_COLOR', async () => {
  expect((await run(['--once'], { FORCE_COLOR: '3' })).out).toContain('\x1b[0;38;2;')
  expect((await run(['--once'], { FORCE_COLOR: '3', NO_COLOR: '1' })).out).not.toContain('\x1b')
})

test.each(['-1', '70000', 'x', ''])('--port=%s is refused', async (port) => {
  const { err, code } = await run([`--port=${port}`])
  expect({ err, code }).toEqual({ err: `error: a port is a whole number from 0 to 65535, got '${port}'\n`, code: 1 })
})

test('the next free port is taken', async () => {
  const blocker = createServer()
  blocker.listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  const taken = (blocker.address() as { port: number }).port
  try {
    const { address, stop } = await startServer([], { PORT: String(taken) })
    stop()
    expect(Number(new URL(address).port)).toBeGreaterThan(taken)
  } finally {
    blocker.close()
  }
})

let address = ''
beforeAll(async () => {
  const server = await startServer()
  address = server.address
  return server.stop
})

test('the page and its files have their types, and headers that isolate it', async () => {
  const page = await fetch(address)
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp')
  const html = await page.text()
  const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(html)![1]!
  const answer = await fetch(address + script)
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect((await answer.arrayBuffer()).byteLength).toBe(Number(answer.headers.get('content-length')))
  const head = await fetch(address, { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
})

/** A request with its path as it is: fetch would tidy the dots away. */
async function statusOf(path: string, method = 'GET'): Promise<number> {
  const asked = request({ port: new URL(address).port, host: '127.0.0.1', path, method }).end()
  const [response] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }]
  response.resume()
  return response.statusCode
}

test.each([
  ['/missing.js', 404],
  ['/assets', 404],
  ['/assets/', 404],
  ['/../serve.js', 404],
  ['/../../package.json', 404],
  ['/..%2f..%2fpackage.json', 404],
  ['/%2e%2e/%2e%2e/package.json', 404],
  ['/..\\..\\package.json', 404],
  ['/index.html%00.png', 404],
  ['/%', 404],
  [`/${'x'.repeat(5000)}`, 404],
  ['/index.html', 200],
  ['/?a=b', 200],
])('GET %s is %i', async (path, status) => {
  expect(await statusOf(path)).toBe(status)
})

test('other methods are refused', async () => {
  expect(await statusOf('/', 'POST')).toBe(405)
})
