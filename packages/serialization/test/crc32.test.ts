import { crc32 as reference } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { crc32, platformCrc32 } from '../src/zip/crc32'
import { text } from './helpers'

const noise = Uint8Array.from({ length: 1000 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 13)

describe('the checksum of zip', () => {
  // The check value that every description of this checksum gives, and what is easy to get wrong.
  const cases: [what: string, bytes: Uint8Array, sum: number][] = [
    ['123456789', text('123456789'), 0xcbf43926],
    ['nothing', new Uint8Array(0), 0],
    ['a zero', new Uint8Array(1), 0xd202ef8d],
    ['ones in every bit', new Uint8Array(32).fill(255), 0xff6cab0b],
  ]
  for (const [what, bytes, sum] of cases)
    test(what, () => {
      expect(crc32(bytes)).toBe(sum)
      expect(platformCrc32()(bytes)).toBe(sum)
    })

  test('in pieces it is that of the whole', () => {
    for (let cut = 0; cut < 20; cut++)
      expect(crc32(noise.subarray(cut), crc32(noise.subarray(0, cut)))).toBe(crc32(noise))
  })

  test.skipIf(reference === undefined)('of every length and alignment it is the platform’s', () => {
    for (let length = 0; length < 40; length++)
      for (let start = 0; start < 9; start++) {
        const bytes = noise.subarray(start, start + length)
        expect(crc32(bytes)).toBe(reference(bytes))
      }
  })
})
