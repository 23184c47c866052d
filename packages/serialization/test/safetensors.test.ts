import { describe, expect, test } from 'vitest'
import { load, save } from '../src/index'
import { decode, decodeHeader, encode, type SafeTensor } from '../src/safetensors'
import { concat, golden, goldenPath, refusal, text } from './helpers'

/** A file with this header text and so many bytes of data; `length` is what its first eight bytes say. */
function file(header: string | Uint8Array, dataBytes = 0, length?: number | bigint): Uint8Array {
  const bytes = typeof header === 'string' ? text(header) : header
  const prefix = new Uint8Array(8)
  new DataView(prefix.buffer).setBigUint64(0, BigInt(length ?? bytes.length), true)
  return concat(prefix, bytes, new Uint8Array(dataBytes))
}

const tensor = (fields: string): string => `{"a":{${fields}}}`
const F32 = '"dtype":"F32","shape":[2],"data_offsets":[0,8]'
const two = (a: string, b: string): string =>
  `{"a":{"dtype":"F32","shape":[2],"data_offsets":${a}},"b":{"dtype":"F32","shape":[2],"data_offsets":${b}}}`

describe('what the format forbids is refused', () => {
  const cases: [what: string, file: Uint8Array, message: RegExp][] = [
    ['fewer than eight bytes', new Uint8Array(5), /5 bytes/],
    [
      'a header longer than the file (the reference’s attack 1)',
      file(tensor(F32), 8, 1000),
      /announces a header of 1000 bytes in a file of/,
    ],
    ['a header beyond 100 MB', file(tensor(F32), 8, 100_000_001), /100000000 are the most/],
    ['a header of 2^63 bytes', file(tensor(F32), 8, 2n ** 63n), /100000000 are the most/],
    [
      'ten thousand tensors on the same bytes (attacks 2 and 3)',
      file(
        `{${Array.from({ length: 10_000 }, (_, i) => `"w${i}":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}`).join(',')}}`,
        16,
      ),
      /an overlap/,
    ],
    ['no header at all', file(''), /begins with/],
    ['a header that is a list', file('[]'), /begins with "\[\]" instead of \{/],
    ['white space before the header', file(` ${tensor(F32)}`, 8), /begins with/],
    ['a byte order mark before the header', file(`\ufeff${tensor(F32)}`, 8), /begins with/],
    ['what is no JSON', file('{"a":'), /character 5: "" where \{ was expected/],
    ['a string without an end', file('{"a'), /where the end of a string was expected/],
    ['a trailing comma', file(`{"a":{${F32}},}`, 8), /"\}" where " was expected/],
    ['text after the header', file(`${tensor(F32)}x`, 8), /"x" where the end was expected/],
    ['what is no UTF-8', file(concat(text('{"'), Uint8Array.of(0xff, 0xfe), text(`":{${F32}}}`)), 8), /not UTF-8/],
    ['a name twice', file(`{"a":{${F32}},"a":{${F32}}}`, 8), /the key 'a' occurs twice/],
    ['a name twice, spelled differently', file(`{"a":{${F32}},"\\u0061":{${F32}}}`, 8), /occurs twice/],
    ['an empty field twice', file(tensor(`"dtype":"",${F32}`), 8), /the field 'dtype' is unknown or occurs twice/],
    ['a leading zero', file(tensor('"dtype":"F32","shape":[02],"data_offsets":[0,8]'), 8), /where a whole number/],
    ['a line feed in a name', file(`{"a\n":{${F32}}}`, 8), /the end of a string/],
    ['an escape that is none', file(`{"a\\x":{${F32}}}`, 8), /no valid string/],
    ['a zero after the header', file(`${tensor(F32)}\0`, 8), /where the end was expected/],
    ['a key without a value', file('{"a"}'), /where : was expected/],
    ['an empty list item', file(tensor('"dtype":"F32","shape":[2,],"data_offsets":[0,8]'), 8), /where a whole number/],
    [
      'a metadata key twice',
      file(`{"__metadata__":{"a":"x","a":"y"},"a":{${F32}}}`, 8),
      /key 'a' occurs twice in __metadata__/,
    ],
    [
      'a field twice',
      file(tensor(`${F32},"dtype":"F32"`), 8),
      /tensor 'a': the field 'dtype' is unknown or occurs twice/,
    ],
    ['metadata twice', file(`{"__metadata__":{},"__metadata__":{},"a":{${F32}}}`, 8), /occurs twice/],
    ['metadata that are no strings', file(`{"__metadata__":{"a":1},"a":{${F32}}}`, 8), /where " was expected/],
    ['overlapping tensors', file(two('[0,8]', '[4,12]'), 12), /an overlap/],
    ['two tensors on the same bytes', file(two('[0,8]', '[0,8]'), 8), /an overlap/],
    ['a hole between tensors', file(two('[0,8]', '[12,20]'), 20), /a gap/],
    ['a hole at the beginning', file(tensor('"dtype":"F32","shape":[2],"data_offsets":[4,12]'), 12), /a gap/],
    ['bytes after the last tensor', file(tensor(F32), 9), /something follows/],
    ['a missing last byte', file(tensor(F32), 7), /it was cut/],
    ['offsets beyond the file', file(tensor('"dtype":"F32","shape":[1000],"data_offsets":[0,4000]'), 8), /it was cut/],
    [
      'a shape too large for its offsets',
      file(tensor('"dtype":"F32","shape":[3],"data_offsets":[0,8]'), 8),
      /takes 12 bytes, but has data_offsets \[0, 8\]/,
    ],
    [
      'a shape too small for its offsets',
      file(tensor('"dtype":"F32","shape":[1],"data_offsets":[0,8]'), 8),
      /takes 4 bytes/,
    ],
    [
      'another dtype than the offsets',
      file(tensor('"dtype":"F64","shape":[2],"data_offsets":[0,8]'), 8),
      /takes 16 bytes/,
    ],
    [
      'offsets that go backwards',
      file(tensor('"dtype":"F32","shape":[2],"data_offsets":[8,0]'), 8),
      /has data_offsets \[8, 0\]/,
    ],
    [
      'a negative offset, into the header',
      file(tensor('"dtype":"F32","shape":[2],"data_offsets":[-8,0]'), 0),
      /"-\d.* where a whole number from 0 to 2\^53 was expected/,
    ],
    [
      'a negative size',
      file(tensor('"dtype":"F32","shape":[-2],"data_offsets":[0,8]'), 8),
      /"-\d.* where a whole number from 0 to 2\^53 was expected/,
    ],
    ['a fraction', file(tensor('"dtype":"F32","shape":[2.0],"data_offsets":[0,8]'), 8), /where , was expected/],
    ['an exponent', file(tensor('"dtype":"F32","shape":[2e0],"data_offsets":[0,8]'), 8), /where , was expected/],
    ['null', file(tensor('"dtype":"F32","shape":null,"data_offsets":[0,8]'), 8), /"null.* where \[ was expected/],
    [
      'a size beyond 2^53',
      file(tensor('"dtype":"F32","shape":[9007199254740993],"data_offsets":[0,8]'), 8),
      /where a whole number from 0 to 2\^53 was expected/,
    ],
    [
      'sizes whose product overflows',
      file(tensor('"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,8]'), 8),
      /too many elements/,
    ],
    [
      'sizes whose product wraps to the right size in 64 bits',
      file(tensor('"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]'), 0),
      /too many elements/,
    ],
    ['no shape', file(tensor('"dtype":"F32","data_offsets":[0,8]'), 8), /has no shape/],
    ['no offsets', file(tensor('"dtype":"F32","shape":[2]'), 8), /data_offsets are two positions, not missing/],
    [
      'three offsets',
      file(tensor('"dtype":"F32","shape":[2],"data_offsets":[0,4,8]'), 8),
      /data_offsets are two positions, not 3/,
    ],
    ['an unknown dtype', file(tensor('"dtype":"F128","shape":[2],"data_offsets":[0,32]'), 32), /unknown dtype 'F128'/],
    [
      'a dtype that is the name of a method',
      file(tensor('"dtype":"toString","shape":[2],"data_offsets":[0,8]'), 8),
      /unknown dtype/,
    ],
    ['an unknown field', file(tensor(`${F32},"strides":[1]`), 8), /the field 'strides' is unknown/],
    ['a tensor that is a string', file('{"a":"F32"}'), /where \{ was expected/],
    ['a tensor called __proto__', file(`{"__proto__":{${F32}}}`, 8), /is no name/],
    ['deep nesting', file(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), /where \{ was expected/],
    [
      '4-bit elements that do not fill bytes',
      file(tensor('"dtype":"F4","shape":[3],"data_offsets":[0,2]'), 2),
      /does not fill whole bytes/,
    ],
    ['65 dims', file(tensor(`"dtype":"U8","shape":[${'1,'.repeat(64)}1],"data_offsets":[0,1]`), 1), /65 dims/],
  ]
  for (const [what, bytes, message] of cases)
    test(what, async () => {
      expect(await refusal(() => decode(bytes))).toMatch(message)
      await refusal(() => load(bytes))
    })
})

describe('what the format allows is read', () => {
  const read = (bytes: Uint8Array) => decode(bytes).tensors
  test('no tensors', () => expect(read(file('{}'))).toEqual({}))
  test('an empty tensor and a 0-d one', () => {
    const found = read(
      file(
        '{"e":{"dtype":"F32","shape":[0,4],"data_offsets":[0,0]},"s":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}',
        4,
      ),
    )
    expect(found.e!.data.length).toBe(0)
    expect(found.s!.shape).toEqual([])
  })
  test('tensors in another order than their bytes', () =>
    expect(Object.keys(read(file(two('[8,16]', '[0,8]'), 16)))).toEqual(['a', 'b']))
  test('white space, escapes, a header that is not aligned', () => {
    const found = read(
      file(`{ "a\\"b\\\\" : { "dtype" : "F32" , "shape" : [ 2 ] , "data_offsets" : [ 0 , 8 ] } }   `, 8),
    )
    expect(Object.keys(found)).toEqual(['a"b\\'])
  })
  test('metadata', () =>
    expect(decode(file(`{"__metadata__":{"format":"pt"},"a":{${F32}}}`, 8)).metadata).toEqual({ format: 'pt' }))
  test('data are views of the bytes where they are aligned, copies where they are not', () => {
    const aligned = encode({ a: { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } })
    expect(decode(aligned).tensors.a!.data.buffer).toBe(aligned.buffer)
    const shifted = concat(new Uint8Array(1), aligned).subarray(1)
    expect([...decode(shifted).tensors.a!.data]).toEqual([1, 2])
  })
  test('the header alone, from the beginning of a file', () => {
    const bytes = encode({ a: { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } })
    const header = decodeHeader(bytes.subarray(0, bytes.length - 8))
    expect(header.tensors.get('a')).toEqual({ dtype: 'float32', shape: [2], start: 0, end: 8 })
    expect(header.fileSize).toBe(bytes.length)
  })
})

describe('against the reference implementation', () => {
  test('the same bytes are written', async () => {
    expect(
      Buffer.from(
        await save(await load(golden('reference.safetensors')), null, {
          format: 'safetensors',
          metadata: { format: 'pt' },
        }),
      ),
    ).toEqual(Buffer.from(golden('reference.safetensors')))
  })

  test('float8 and other types are read as bytes, and converted when asked', async () => {
    const bytes = golden('float8.safetensors')
    const { tensors } = decode(bytes)
    expect(Object.fromEntries(Object.entries(tensors).map(([name, { dtype }]) => [name, dtype]))).toMatchObject({
      e4m3: 'float8_e4m3fn',
      e5m2: 'float8_e5m2',
      u16: 'uint16',
      u32: 'uint32',
      u64: 'uint64',
    })
    const state = await load(bytes, { dtype: 'float32' })
    expect([...state.e4m3!.data]).toEqual([0, 1, -1, 448, 2 ** -9, Number.NaN])
    expect([...state.e5m2!.data]).toEqual([0, 1, -1, 57344, Number.POSITIVE_INFINITY, Number.NaN])
    expect([...state.u32!.data]).toEqual([0, 4294967296])
  })
})

test('a header of 10,000 tensors is read', () => {
  const data = new Float32Array(4)
  const tensors = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, i): [string, SafeTensor] => [
      `model.layers.${i}.weight`,
      { dtype: 'float32', shape: [2, 2], data },
    ]),
  )
  expect(Object.keys(decode(encode(tensors)).tensors)).toHaveLength(10_000)
})

test('what does not fit is not written', async () => {
  const cases: [Record<string, SafeTensor>, RegExp][] = [
    [{ a: { dtype: 'float32', shape: [3], data: Float32Array.of(1) } }, /takes 12 bytes, but has 4/],
    [{ a: { dtype: 'float32', shape: [-1], data: Float32Array.of(1) } }, /no shape/],
    [{ a: { dtype: 'complex128', shape: [1], data: new Uint8Array(16) } }, /cannot hold/],
    [{ __metadata__: { dtype: 'float32', shape: [1], data: Float32Array.of(1) } }, /cannot be called/],
  ]
  for (const [tensors, message] of cases) expect(await refusal(() => encode(tensors))).toMatch(message)
})

test('loaded by path as by bytes', async () => {
  const state = await load(goldenPath('reference.safetensors'))
  expect(Object.keys(state).length).toBeGreaterThan(5)
})
