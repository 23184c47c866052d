import { deflateRawSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { load } from '../src/index'
import { dict, type Entry, int, legacy, sizes, storage, str, tensor, zip } from './builders'
import { concat, latin, refusal, text } from './helpers'

const pickle = latin(`\x80\x02${dict(str('a'), tensor())}.`)
const pkl: Entry = { name: 'm/data.pkl', data: pickle }
const data: Entry = { name: 'm/data/0', data: new Uint8Array(8) }
const zeros = deflateRawSync(new Uint8Array(2 ** 26))

describe('an archive that can be read in two ways, or is a bomb, is refused', () => {
  test('the builder builds what is read', async () => {
    for (const file of [
      zip([pkl, data]),
      zip([{ ...pkl, data: deflateRawSync(pickle), method: 8, size: pickle.length }, data], { comment: 'a comment' }),
    ])
      expect(Object.keys(await load(file))).toEqual(['a'])
  })

  const cases: [what: string, file: Uint8Array, message: RegExp][] = [
    ['a name twice', zip([pkl, data, data]), /'m\/data\/0' is listed twice/],
    ['two data.pkl', zip([pkl, { ...pkl, name: 'n/data.pkl' }, data]), /several data\.pkl/],
    ['entries that overlap', zip([pkl, data, { ...data, name: 'm/data/1', offset: 30 }]), /overlaps/],
    ['two entries in one place', zip([pkl, data, { ...data, name: 'm/data/1', offset: 0 }]), /overlaps/],
    ['an entry beyond the directory', zip([pkl, { ...data, offset: 100_000 }]), /overlaps/],
    ['a name that climbs out', zip([pkl, { ...data, name: 'm/../../etc/passwd' }]), /no relative path/],
    ['an absolute name', zip([pkl, { ...data, name: '/etc/passwd' }]), /no relative path/],
    ['a name with a drive', zip([pkl, { ...data, name: 'C:/x' }]), /no relative path/],
    ['a name with backslashes', zip([pkl, { ...data, name: 'm\\data' }]), /no relative path/],
    ['a name with a zero', zip([pkl, { ...data, name: 'm/data\0' }]), /no relative path/],
    ['an empty name', zip([pkl, { ...data, name: '' }]), /no relative path/],
    ['a name that is no UTF-8', zip([pkl, { ...data, name: Uint8Array.of(0x6d, 0xff) }]), /no relative path in UTF-8/],
    ['another name in the local header', zip([pkl, { ...data, local: 'm/data/9' }]), /another header/],
    ['an encrypted entry', zip([pkl, { ...data, flags: 1 }]), /encrypted/],
    ['an unknown method', zip([pkl, { ...data, method: 12 }]), /method 12/],
    ['a stored entry of another size', zip([pkl, { ...data, size: 2 ** 30 }]), /not of 1073741824 bytes/],
    ['more entries announced than there are', zip([pkl, data], { count: 60_000 }), /no entry 2 of 60000/],
    ['fewer entries announced than there are', zip([pkl, data], { count: 1 }), /more than 1 entries/],
    [
      'a bomb of zeros',
      zip([
        pkl,
        ...Array.from({ length: 4 }, (_, i) => ({ name: `m/data/${i}`, data: zeros, method: 8, size: 2 ** 26 })),
      ]),
      /a zip bomb/,
    ],
    [
      'a small pickle that says it is large',
      zip([{ ...pkl, data: deflateRawSync(pickle), method: 8, size: 2 ** 30 }, data]),
      /a zip bomb/,
    ],
    [
      'an entry that inflates to more than it says',
      zip([pkl, { ...data, data: deflateRawSync(new Uint8Array(1000)), method: 8, size: 8 }]),
      /inflates to \d+ bytes instead of 8/,
    ],
    [
      'an entry that inflates to less than it says',
      zip([pkl, { ...data, data: deflateRawSync(new Uint8Array(4)), method: 8, size: 8 }]),
      /inflates to 4 bytes instead of 8/,
    ],
    [
      'an entry that does not inflate',
      zip([pkl, { ...data, data: new Uint8Array(8).fill(0xff), method: 8, size: 8 }]),
      /does not inflate/,
    ],
    [
      'a byte order that is none',
      zip([pkl, data, { name: 'm/byteorder', data: text('middle') }]),
      /byteorder 'middle'/,
    ],
    ['something after the end', concat(zip([pkl, data]), text('more')), /not at the end/],
    [
      'no data.pkl',
      zip([{ name: 'word/document.xml', data: text('x') }]),
      /neither data\.pkl nor \.npy arrays, but word/,
    ],
    ['no entries', zip([]), /empty zip/],
  ]
  for (const [what, file, message] of cases)
    test(what, async () => expect(await refusal(() => load(file))).toMatch(message))
})

describe('a legacy file that contradicts itself is refused', () => {
  const count = (value: number) => concat(Uint8Array.of(value, 0, 0, 0, 0, 0, 0, 0), new Uint8Array(8))
  const body = dict(str('a'), tensor())
  const cases: [what: string, file: Uint8Array, message: RegExp][] = [
    ['another count of elements', legacy(body, undefined, count(3)), /has 3 elements instead of 2/],
    ['a storage that no tensor names', legacy(body, `](${str('0')}${str('1')}e`), /has no tensor or is listed twice/],
    ['a storage listed twice', legacy(body, `](${str('0')}${str('0')}e`), /has no tensor or is listed twice/],
    ['a storage that is not listed', legacy(body, '](e'), /not listed/],
    ['a list of storages that is none', legacy(body, '}'), /protocol/],
    [
      'a storage beyond the end',
      legacy(dict(str('a'), tensor(sizes(2), sizes(1), int(0), storage(2 ** 28)))),
      /needs 10737\d+ bytes, but has/,
    ],
    ['another protocol', latinLegacy('M\xe8\x03'), /protocol 1000 instead of 1001/],
  ]
  for (const [what, file, message] of cases)
    test(what, async () => expect(await refusal(() => load(file))).toMatch(message))
})

function latinLegacy(protocol: string): Uint8Array {
  return concat(latin(`\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02${protocol}.\x80\x02}.\x80\x02N.\x80\x02](e.`))
}
