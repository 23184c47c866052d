import { checkPicture, type Picture } from './picture'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** CRC-32 as PNG and zip have it: polynomial 0xEDB88320, reflected. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

/** Length, type, body, and the checksum of type and body. */
function chunk(type: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(body.length + 12)
  const view = new DataView(out.buffer)
  view.setUint32(0, body.length)
  out.set(new TextEncoder().encode(type), 4)
  out.set(body, 8)
  view.setUint32(body.length + 8, crc32(out.subarray(4, body.length + 8)))
  return out
}

function header(width: number, height: number): Uint8Array {
  const body = new Uint8Array(13)
  const view = new DataView(body.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  // 8 bits a channel, red green blue alpha, deflate, no interlace.
  body.set([8, 6, 0, 0, 0], 8)
  return body
}

/** Every row after a byte 0: no filter, the best for pictures of few colours. */
function rows({ width, height, data }: Picture): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(height * (width * 4 + 1))
  for (let y = 0; y < height; y++) out.set(data.subarray(y * width * 4, (y + 1) * width * 4), y * (width * 4 + 1) + 1)
  return out
}

async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

/** A picture as the bytes of a PNG file (ISO/IEC 15948), compressed by the platform. Works in Node, Deno, Bun and browsers. */
export async function encodePng(picture: Picture): Promise<Uint8Array<ArrayBuffer>> {
  checkPicture(picture, 'encodePng')
  const body = await deflate(rows(picture))
  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header(picture.width, picture.height)),
    chunk('IDAT', body),
    chunk('IEND', new Uint8Array(0)),
  ]
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
