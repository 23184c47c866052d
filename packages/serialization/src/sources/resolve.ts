import { refuse, withPlace } from '../errors'
import { hasNode } from '../node-module'
import type { ReadOptions } from '../source'
import { BlobSource } from './blob'
import { FileSource } from './file'
import { openRanges, openStream } from './http'
import type { HttpOptions } from './remote'
import { type ByteSource, MemorySource } from './source'
import { StreamSource } from './stream'

/**
 * Where a checkpoint can come from: a path or file URL (Node, Deno, Bun), an http(s), blob or data URL, a Request, a Response,
 * a Blob or File, bytes, or a stream of bytes. In a browser a string is a URL, relative to the page.
 */
export type Source =
  | string
  | URL
  | Request
  | Response
  | Blob
  | ArrayBufferLike
  | ArrayBufferView
  | ReadableStream<Uint8Array>

export interface ResolveOptions extends ReadOptions {
  readonly http?: HttpOptions | undefined
  /** Whether only parts of the source will be read: a web server is then asked for ranges. */
  readonly parts?: boolean
}

/** The source's bytes. Nothing is read yet, but a request is sent and a file opened. */
export async function resolveSource(source: Source, options: ResolveOptions = {}): Promise<ByteSource> {
  options.signal?.throwIfAborted()
  if (typeof source === 'string' || source instanceof URL) return resolveAddress(source, options)
  if (ArrayBuffer.isView(source))
    return new MemorySource(new Uint8Array(source.buffer, source.byteOffset, source.byteLength))
  if (isBuffer(source)) return new MemorySource(new Uint8Array(source))
  if (source instanceof Blob) return new BlobSource(source)
  if (source instanceof Response) return fromResponse(source)
  if (source instanceof Request) return fromResponse(await send(source, options))
  if (source instanceof ReadableStream) return new StreamSource(source, 'stream')
  return refuse(
    `no source of a checkpoint: ${source === null ? 'null' : typeof source}; a path, URL, Response, Blob, bytes or stream was expected`,
  )
}

function isBuffer(source: unknown): source is ArrayBuffer {
  return (
    source instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && source instanceof SharedArrayBuffer)
  )
}

async function resolveAddress(address: string | URL, options: ResolveOptions): Promise<ByteSource> {
  const text = String(address)
  const { http = {}, parts = false } = options
  if (/^(blob|data):/i.test(text)) return fromResponse(await fetch(text), text.slice(0, 40))
  if (/^https?:/i.test(text) || !hasNode()) {
    try {
      return await (parts ? openRanges : openStream)(text, http, options)
    } catch (error) {
      throw withPlace(text, error)
    }
  }
  return FileSource.open(/^file:/i.test(text) ? new URL(text) : text)
}

async function send(request: Request, { signal }: ResolveOptions): Promise<Response> {
  try {
    return await fetch(request, signal ? { signal } : {})
  } catch (error) {
    signal?.throwIfAborted()
    return refuse(`${request.url}: could not be fetched (${(error as Error)?.message})`, error)
  }
}

/** A response's body, as long as its Content-Length says: unless it was compressed on the way, when that means something else. */
function fromResponse(response: Response, name = response.url || 'response'): ByteSource {
  if (!response.ok) refuse(`${name}: the server answered ${response.status} ${response.statusText}`)
  if (response.bodyUsed) refuse(`${name}: this response was read before`)
  const length = response.headers.get('content-encoding') ? null : response.headers.get('content-length')
  if (!response.body) return new MemorySource(new Uint8Array(0), name)
  return new StreamSource(
    response.body as ReadableStream<Uint8Array>,
    name,
    length === null ? undefined : Number(length),
  )
}
