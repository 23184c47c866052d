import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { load, open, type Progress, save } from '../src/index'
import { described, expected, golden, goldenPath, refusal, withoutStrides } from './helpers'

type Answer = (request: IncomingMessage, response: ServerResponse, bytes: Uint8Array, attempt: number) => void

/** As a well-behaved server answers: ranges where they are asked for. */
const ranges: Answer = (request, response, bytes) => {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
  if (from === undefined) return response.writeHead(200, { 'content-length': bytes.length, etag: '"1"' }).end(bytes)
  const end = Math.min(bytes.length, to ? Number(to) + 1 : bytes.length)
  const headers = {
    'content-range': `bytes ${from}-${end - 1}/${bytes.length}`,
    'content-length': end - Number(from),
    etag: '"1"',
  }
  response.writeHead(206, headers).end(bytes.subarray(Number(from), end))
}

/** Half of what was asked, then nothing (stalls) or the end (cut). */
const half =
  (finish: (response: ServerResponse) => void): Answer =>
  (request, response, bytes) => {
    const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? []
    const end = Math.min(bytes.length, to ? Number(to) + 1 : bytes.length)
    const ranged = request.headers.range !== undefined
    const headers = {
      etag: '"1"',
      'content-length': end - Number(from),
      ...(ranged ? { 'content-range': `bytes ${from}-${end - 1}/${bytes.length}` } : {}),
    }
    response.writeHead(ranged ? 206 : 200, headers)
    response.write(bytes.subarray(Number(from), Math.floor((Number(from) + end) / 2)))
    finish(response)
  }

const stall = half(() => {})
const cut = half((response) => setTimeout(() => response.destroy(), 20))
const status =
  (code: number): Answer =>
  (_, response) =>
    response.writeHead(code).end('sorry')
const first =
  (bad: Answer, times = 1): Answer =>
  (request, response, bytes, attempt) =>
    (attempt <= times ? bad : ranges)(request, response, bytes, attempt)

const servers: Record<string, Answer> = {
  ranges,
  'no-ranges': (_, response, bytes) => response.writeHead(200, { 'content-length': bytes.length }).end(bytes),
  'no-length': (_, response, bytes) => {
    response.writeHead(200)
    response.write(bytes.subarray(0, 100))
    response.end(bytes.subarray(100))
  },
  'cuts-once': first(cut),
  'cuts-twice': first(cut, 2),
  'stalls-once': first(stall),
  'busy-once': first(status(503)),
  stalls: (request, response, bytes, attempt) => (attempt > 1 ? undefined : stall(request, response, bytes, attempt)),
  cuts: (request, response, bytes, attempt) =>
    attempt > 1 ? response.destroy() : cut(request, response, bytes, attempt),
  busy: status(500),
  forbidden: status(403),
  'wrong-range': (request, response, bytes) => {
    const asked = request.headers.range !== undefined
    response
      .writeHead(asked ? 206 : 200, asked ? { 'content-range': `bytes 5-10/${bytes.length}` } : {})
      .end(bytes.subarray(5, 11))
  },
  changes: (request, response, bytes, attempt) => {
    response.setHeader('x', attempt)
    const original = response.writeHead.bind(response)
    response.writeHead = ((code: number, headers: object) =>
      original(code, { ...headers, etag: `"${attempt}"` })) as never
    ranges(request, response, bytes, attempt)
  },
  short: (request, response, bytes) => ranges(request, response, bytes.subarray(0, bytes.length - 1), 0),
}

const requests: string[] = []
const attempts = new Map<string, number>()
let origin = ''
const large = load(goldenPath('state.pt')).then(async (state) => {
  const { fromTypedArray } = await import('@torchlet/tensor-core/ops')
  const filler = fromTypedArray(new Float32Array(50_000).fill(1.5), [500, 100], { dtype: 'float32' })
  return {
    pt: await save({ ...state, filler, last: filler }),
    safetensors: await save({ ...state, filler }, null, { format: 'safetensors' }),
  }
})

const server = createServer(async (request, response) => {
  const [, kind, name] = request.url!.split('/') as [string, string, string]
  const key = request.url!
  attempts.set(key, (attempts.get(key) ?? 0) + 1)
  requests.push(`${name} ${request.headers.range ?? 'all'}`)
  const bytes =
    name === 'large.pt' ? (await large).pt : name === 'large.safetensors' ? (await large).safetensors : golden(name)
  servers[kind]!(request, response, bytes, attempts.get(key)!)
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const http = { stallTimeout: 1000, retries: 2 }
const fresh = (kind: string, name: string): string => {
  attempts.delete(`/${kind}/${name}`)
  requests.length = 0
  return `${origin}/${kind}/${name}`
}

const weights = (expected['state.pt'] as Record<string, unknown>)['conv.weight']

for (const name of ['large.pt', 'large.safetensors'])
  describe(`${name} from a server that`, () => {
    for (const kind of ['ranges', 'no-ranges', 'no-length', 'cuts-once', 'cuts-twice', 'stalls-once', 'busy-once'])
      test(`${kind}: load and open read it`, async () => {
        expect(withoutStrides(described((await load(fresh(kind, name), { http }))['conv.weight']))).toEqual(
          withoutStrides(weights),
        )
        const checkpoint = await open(fresh(kind, name), { http })
        expect(checkpoint.tensors.filler).toEqual({ dtype: 'float32', shape: [500, 100] })
        expect(withoutStrides(described(await checkpoint.get('conv.weight')))).toEqual(withoutStrides(weights))
        expect((await checkpoint.get('filler')).data.every((value) => value === 1.5)).toBe(true)
        await checkpoint.close()
      })

    const told: [kind: string, message: RegExp][] = [
      ['stalls', /could not be fetched: no byte came for 1000 ms \(after \d+ bytes, tried 3 times\)/],
      ['cuts', /could not be fetched: .*tried 3 times/],
      ['busy', /could not be fetched: the server answered 500/],
      ['forbidden', /the server answered 403/],
      ['wrong-range', /./],
      ['short', /it was cut|was cut|no checkpoint|not at the end/],
    ]
    for (const [kind, message] of told)
      test(`${kind}: it is told`, async () => {
        for (const work of [() => load(fresh(kind, name), { http }), () => open(fresh(kind, name), { http })]) {
          const found = await refusal(work)
          expect(found).toMatch(message)
          expect(found).toContain(`${origin}/${kind}/${name}: `)
        }
      })

    test('changes: it is told', async () => {
      const message = await refusal(async () => (await open(fresh('changes', name), { http })).get('filler'))
      expect(message).toMatch(/changed on the server while it was read/)
    })

    test('ranges: open and filter fetch only what they need', async () => {
      const checkpoint = await open(fresh('ranges', name))
      const before = requests.length
      expect(before).toBeLessThanOrEqual(3)
      await checkpoint.get('norm.weight')
      expect(requests.length - before).toBeLessThanOrEqual(1)
      await checkpoint.close()
      const told: Progress[] = []
      await load(fresh('ranges', name), {
        filter: (key) => key === 'out.bias',
        onProgress: (progress) => told.push(progress),
      })
      expect(told.at(-1)!.loaded).toBeLessThan(150_000)
    })
  })

test('headers are sent, and another fetch is used', async () => {
  const seen: unknown[] = []
  const mine: typeof fetch = (input, init) => {
    seen.push(new Headers(init?.headers).get('authorization'))
    return fetch(input, init)
  }
  await load(fresh('ranges', 'state.pt'), { http: { headers: { Authorization: 'Bearer x' }, fetch: mine } })
  expect(seen).toEqual(['Bearer x'])
})

test('an abort ends a stalled transfer with its reason', async () => {
  const reason = new Error('enough')
  for (const start of [load, open]) {
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 50)
    await expect(start(fresh('stalls', 'large.pt'), { signal: controller.signal })).rejects.toBe(reason)
  }
})
