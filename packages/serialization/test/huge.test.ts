/* Files and storages beyond what one array holds: 4 GB in Node 20. The files are holes, so that they take no room. */
import { open as openFile } from 'node:fs/promises'
import { fromTypedArray } from '@torchlet/tensor-core/ops'
import { describe, expect, test } from 'vitest'
import { readCatalog } from '../src/catalog'
import { arrayOn } from '../src/dtypes'
import { load, open, save } from '../src/index'
import { readRecords } from '../src/read-records'
import type { TensorRecord } from '../src/records'
import { FileSource } from '../src/sources/file'
import { refusal, temporary } from './helpers'

/** A safetensors file of one tensor of `size` bytes, all zero, and a small one after it. */
async function hollow(size: number): Promise<string> {
  const path = await temporary(`hollow-${size}.safetensors`)
  const entry = (dtype: string, length: number, from: number, to: number) =>
    `{"dtype":"${dtype}","shape":[${length}],"data_offsets":[${from},${to}]}`
  const header = Buffer.from(`{"big":${entry('U8', size, 0, size)},"last":${entry('F32', 2, size, size + 8)}}`)
  const prefix = Buffer.alloc(8)
  prefix.writeBigUInt64LE(BigInt(header.length))
  const file = await openFile(path, 'w')
  await file.write(Buffer.concat([prefix, header]))
  await file.write(Buffer.from(Float32Array.of(1.5, -2).buffer), 0, 8, 8 + header.length + size)
  await file.close()
  return path
}

describe.each([5e9, 2 ** 40])('a file of %d bytes', (size) => {
  test('its last tensor is read by itself', async () => {
    const path = await hollow(size)
    expect([...(await load(path, { filter: (name) => name === 'last' })).last!.data]).toEqual([1.5, -2])
    const checkpoint = await open(path)
    expect(checkpoint.tensors.big!.shape).toEqual([size])
    expect([...(await checkpoint.get('last')).data]).toEqual([1.5, -2])
    expect((await checkpoint.bytes('last')).length).toBe(8)
    await checkpoint.close()
  })
})

test('a tensor that no memory holds is refused before it is read', async () => {
  const path = await hollow(2 ** 40)
  const message = /hollow-\d+\.safetensors: no memory for 1099511627776 bytes \(.+\)/
  expect(await refusal(() => load(path))).toMatch(message)
  const checkpoint = await open(path)
  expect(await refusal(() => checkpoint.get('big'))).toMatch(message)
  expect(await refusal(() => checkpoint.bytes('big'))).toMatch(message)
  await checkpoint.close()
})

for (const format of ['pt', 'safetensors', 'npz'] as const)
  test(`what is longer than an array of bytes comes as a buffer: ${format}`, async () => {
    const values = Float32Array.from({ length: 2.5 * 2 ** 20 }, (_, i) => i)
    const path = await temporary(`long.${format}`)
    await save({ long: fromTypedArray(values, [values.length], { dtype: 'float32' }) }, path)
    const source = await FileSource.open(path)
    const { root } = await readCatalog(source)
    const { storage } = (root as { long: TensorRecord }).long
    let read = 0
    for await (const [[, elements] = []] of readRecords(source, [storage], { longest: 2 ** 23 })) {
      expect(elements).toBeInstanceOf(ArrayBuffer)
      expect(Buffer.compare(new Uint8Array(elements as ArrayBuffer), new Uint8Array(values.buffer))).toBe(0)
      expect(arrayOn('float32', elements as ArrayBuffer)).toHaveLength(values.length)
      read++
    }
    expect(read).toBe(1)
    await source.close()
  })
