import { CheckpointError, refuse } from '../errors'
import type { ReadOptions } from '../source'

/** How web servers are asked, and what is done when they stall. */
export interface HttpOptions {
  /** Sent with every request: Authorization, say. */
  readonly headers?: Readonly<Record<string, string>>
  /** How often a transfer that broke or stalled is taken up again without a byte of progress. Default 3. */
  readonly retries?: number
  /** Milliseconds without a byte after which a transfer counts as stalled. Default 30,000. */
  readonly stallTimeout?: number
  /** Default: the platform's. */
  readonly fetch?: typeof fetch
}

/** An answer: some of the file's bytes. */
export interface Part {
  /** Where in the file the response's body begins. */
  readonly start: number
  readonly response: Response
}

const delay = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A file on a web server, whole or in ranges. What breaks or stalls is taken up where it stopped. */
export class Remote {
  /** In bytes, once the server has said. */
  size: number | undefined
  /** What tells whether it is still the same file. */
  #version: string | undefined

  constructor(
    readonly url: string,
    readonly options: HttpOptions,
  ) {}

  /** The answer to the first request: asked for again, as a transfer is, where it stalls or the server cannot be reached. */
  async first(end: number | undefined, signal?: AbortSignal): Promise<Part> {
    for (let failures = 0; ; ) {
      const watch = new Watch(this.stallTimeout, signal)
      try {
        watch.reset()
        return await this.request(0, end, watch.signal)
      } catch (error) {
        signal?.throwIfAborted()
        await this.#afterFailure(error, failures++, watch, 0)
      } finally {
        watch.stop()
      }
    }
  }

  get stallTimeout(): number {
    return this.options.stallTimeout ?? 30_000
  }

  /** Waits before the next attempt, or throws where there is none. */
  async #afterFailure(error: unknown, failures: number, watch: Watch, at: number): Promise<void> {
    if (error instanceof CheckpointError) throw error
    const why = watch.stalled ? `no byte came for ${this.stallTimeout} ms` : reasonOf(error)
    if (failures >= (this.options.retries ?? 3))
      throw new CheckpointError(`could not be fetched: ${why} (after ${at} bytes, tried ${failures + 1} times)`, {
        cause: error,
      })
    await delay(Math.min(2000, 100 * 2 ** failures))
  }

  /** Asks for the bytes from `start` to `end` (or all there are). Refuses what is no answer to that. */
  async request(start: number, end: number | undefined, signal?: AbortSignal): Promise<Part> {
    const range: Record<string, string> =
      start || end !== undefined ? { range: `bytes=${start}-${end === undefined ? '' : end - 1}` } : {}
    const send = this.options.fetch ?? fetch
    const response = await send(this.url, {
      headers: { ...this.options.headers, ...range },
      ...(signal ? { signal } : {}),
    })
    const { status } = response
    if (status >= 500 || status === 429) throw new Error(`the server answered ${status} ${response.statusText}`)
    const past = status === 416 && response.headers.get('content-range') === 'bytes */0'
    if (!response.ok && !past) refuse(`the server answered ${status} ${response.statusText}`)
    this.#checkVersion(response)
    if (past) this.size = 0
    return status === 206 ? this.#partial(response, start, end) : this.#whole(response)
  }

  #whole(response: Response): Part {
    // Compressed on the way, a length means something else.
    const length = response.headers.get('content-encoding') ? null : response.headers.get('content-length')
    if (length !== null) this.size ??= Number(length)
    return { start: 0, response }
  }

  #partial(response: Response, start: number, end: number | undefined): Part {
    const said = response.headers.get('content-range')
    const [, from, to, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(said ?? '') ?? []
    const total = Number(size)
    const last = end === undefined ? total : Math.min(end, total)
    if (Number(from) !== start || Number(to) !== last - 1 || (this.size ?? total) !== total)
      refuse(`bytes ${start} to ${end ?? 'the end'} were asked for, but the server sent '${said}'`)
    this.size = total
    return { start, response }
  }

  #checkVersion({ headers }: Response): void {
    const version = headers.get('etag') ?? headers.get('last-modified')
    if (version && this.#version && version !== this.#version)
      refuse('the file changed on the server while it was read')
    this.#version ??= version ?? undefined
  }

  /** The bytes from `start` to `end`, as they arrive. `first` is the answer to a request that was made before. */
  async *chunks(
    start: number,
    end: number | undefined,
    first?: Part,
    options: ReadOptions = {},
  ): AsyncGenerator<Uint8Array, void> {
    let at = start
    let part = first
    for (let failures = 0; ; ) {
      const watch = new Watch(this.stallTimeout, options.signal)
      try {
        watch.reset()
        part ??= await this.request(at, end, watch.signal)
        let position = part.start
        for await (const chunk of bodyOf(part.response, watch)) {
          // A server that does not know ranges begins at the beginning again.
          const fresh = chunk.subarray(
            Math.max(0, at - position),
            end === undefined ? undefined : Math.max(0, end - position),
          )
          position += chunk.length
          at += fresh.length
          if (fresh.length) {
            failures = 0
            yield fresh
          }
          if (at === end) return
        }
        if (at >= (end ?? this.size ?? 0)) return
        throw new Error('the connection was closed')
      } catch (error) {
        options.signal?.throwIfAborted()
        await this.#afterFailure(error, failures++, watch, at)
      } finally {
        watch.stop()
        part = undefined
      }
    }
  }
}

const reasonOf = (error: unknown): string => {
  const { message, cause } = error as { message?: string; cause?: { message?: string } }
  return cause?.message ?? message ?? String(error)
}

/** Ends a transfer that stalls, or that its user aborts. */
class Watch {
  stalled = false
  readonly #controller = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #abort = (): void => this.#controller.abort(this.user?.reason)

  constructor(
    readonly timeout: number,
    readonly user: AbortSignal | undefined,
  ) {
    user?.throwIfAborted()
    user?.addEventListener('abort', this.#abort)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Counts from now on. */
  reset(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.stalled = true
      this.#controller.abort(new Error('stalled'))
    }, this.timeout)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.user?.removeEventListener('abort', this.#abort)
  }
}

async function* bodyOf(response: Response, watch: Watch): AsyncGenerator<Uint8Array, void> {
  const reader = response.body?.getReader()
  if (!reader) return
  // A body whose request was not made with our signal does not end by itself.
  const cancel = (): void => void reader.cancel(watch.signal.reason).catch(() => {})
  watch.signal.addEventListener('abort', cancel)
  try {
    for (;;) {
      watch.reset()
      const { done, value } = await reader.read()
      watch.signal.throwIfAborted()
      if (done) return
      yield value
    }
  } finally {
    watch.signal.removeEventListener('abort', cancel)
    cancel()
  }
}
