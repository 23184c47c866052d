import { describe, expect, test } from 'vitest'
import { load, loadCheckpoint, save } from '../src/index'
import { concat, golden, goldenPath, latin, refusal, temporary, text } from './helpers'

const PADDING = new Uint8Array(600).fill(7)

describe('a file that is no checkpoint is told by its first bytes', () => {
  const cases: [what: string, bytes: Uint8Array, message: RegExp][] = [
    ['nothing', new Uint8Array(0), /it is empty/],
    ['an HTML page', text('\n<!DOCTYPE html>\n<html><body>404'), /looks like an HTML page \("<!DOCTYPE html>…"\)/],
    ['JSON', text('{"error": "not found", "status": 404, "and": "so on"}'), /looks like JSON/],
    [
      'a git-lfs pointer',
      text('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n'),
      /git-lfs pointer.*git lfs pull/,
    ],
    ['protocol 0', text('L119547037146038801333356L\n.L1001L\n.'), /protocol 0 or 1: save it again/],
    ['a PNG', concat(latin('\x89PNG\r\n\x1a\n'), PADDING), /PNG/],
    ['a JPEG', concat(latin('\xff\xd8\xff\xe0'), PADDING), /JPEG/],
    ['gzip', concat(latin('\x1f\x8b\x08'), PADDING), /gzip file: unpack/],
    ['HDF5', concat(latin('\x89HDF\r\n\x1a\n'), PADDING), /HDF5/],
    ['GGUF', concat(latin('GGUF\x03\x00\x00\x00'), PADDING), /GGUF/],
    ['a tar archive', concat(new Uint8Array(257).fill(65), text('ustar'), PADDING), /tar archive/],
    ['ONNX', concat(latin('\x08\x07\x12\x07pytorch'), PADDING), /ONNX/],
    ['zeros', new Uint8Array(1000), /all zeros/],
    ['text', text('hello there'), /looks like text \("hello there…"\)/],
    ['noise', Uint8Array.of(1, 2, 3, 250, 251, 252, 253, 254, 255), /starts with the bytes 01 02 03 fa fb fc fd fe/],
    ['a pickle of something else', latin('\x80\x02K\x05.'), /not one of torch\.save/],
    ['a zip of something else', latin(''), /it is empty/],
  ]
  for (const [what, bytes, message] of cases)
    test(what, async () => expect(await refusal(() => load(bytes))).toMatch(message))

  test('the file is named', async () => {
    expect(await refusal(() => load('/nowhere/model.pt'))).toMatch(/^\/nowhere\/model\.pt: cannot be opened \(ENOENT\)/)
    expect(await refusal(async () => load(new File([text('hello')], 'model.pt')))).toMatch(/^model\.pt: no checkpoint/)
    expect(await refusal(async () => load(await temporary('..')))).toMatch(/a folder/)
  })
})

describe('a truncated file is refused wherever it was cut', () => {
  const names = [
    'state.pt',
    'state-legacy.pt',
    'state-deflated.pt',
    'state-zip64.pt',
    'checkpoint-4.pt',
    'checkpoint-2-legacy.pt',
    'arrays.npz',
    'f4.npy',
  ]
  for (const name of names)
    test(name, async () => {
      const whole = golden(name)
      for (let size = 0; size < whole.length; size += 64) await refusal(() => loadCheckpoint(whole.slice(0, size)))
      await refusal(() => loadCheckpoint(whole.slice(0, -1)))
    })

  test('safetensors', async () => {
    const whole = await save(await load(goldenPath('dtypes.pt')), null, { format: 'safetensors' })
    for (let size = 0; size < whole.length; size += 64) await refusal(() => load(whole.slice(0, size)))
    expect(await refusal(() => load(whole.slice(0, -1)))).toMatch(/bytes instead of \d+: it was cut/)
    expect(await refusal(() => load(concat(whole, text('x'))))).toMatch(/something follows the tensors/)
  })
})
