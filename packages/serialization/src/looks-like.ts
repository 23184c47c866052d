/*
 * What a file that is no checkpoint seems to be. The usual accidents: an error page saved under the name of the weights,
 * the pointer that git-lfs leaves when it has not run, an archive nobody unpacked, an empty download.
 */
const MAGIC: readonly (readonly [start: string, what: string])[] = [
  ['version https://git-lfs', 'a git-lfs pointer: the file itself was not fetched (run `git lfs pull`)'],
  ['\x89PNG', 'a PNG picture'],
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['GIF8', 'a GIF picture'],
  ['RIFF', 'a RIFF file (WebP, WAV)'],
  ['%PDF', 'a PDF document'],
  ['\x1f\x8b', 'a gzip file: unpack it first'],
  ['BZh', 'a bzip2 file: unpack it first'],
  ['\xfd7zXZ', 'an xz file: unpack it first'],
  ['\x28\xb5\x2f\xfd', 'a zstd file: unpack it first'],
  ['7z\xbc\xaf', 'a 7z archive: unpack it first'],
  ['\x89HDF', 'an HDF5 file (Keras, MATLAB)'],
  ['GGUF', 'a GGUF file (llama.cpp)'],
  ['GGML', 'a GGML file (llama.cpp)'],
  ['PK\x05\x06', 'an empty zip archive'],
  // The legacy format's magic number in digits, as the oldest pickles write numbers.
  [
    'L119547037146038801333356',
    'a checkpoint pickled with protocol 0 or 1: save it again with protocol 2, the default',
  ],
  ['\x7fELF', 'a program'],
  ['{', 'JSON'],
  ['[', 'JSON'],
]

/** "it looks like …", from the first bytes. */
export function looksLike(head: Uint8Array): string {
  if (head.length === 0) return 'it is empty'
  const start = String.fromCharCode(...head.subarray(0, 300))
  const text = start.trimStart().slice(0, 24)
  if (/^<!doctype html|^<html/i.test(text)) return `it looks like an HTML page (${quote(text)})`
  if (text.startsWith('<')) return `it looks like XML (${quote(text)})`
  if (start.slice(257, 262) === 'ustar')
    return 'it looks like a tar archive (PyTorch before 0.1.10 wrote those: load and save it again there)'
  if (start.slice(4, 8) === 'TFL3') return 'it looks like a TensorFlow Lite model'
  if (head[0] === 8 && /pytorch|onnx|tf2onnx/i.test(start))
    return 'it looks like an ONNX model: torchlet reads weights, not graphs'
  for (const [magic, what] of MAGIC) if (start.startsWith(magic)) return `it looks like ${what}`
  if (head.every((byte) => byte === 0)) return 'it is all zeros'
  if (/^[\t\n\r\x20-\x7e]+$/.test(start)) return `it looks like text (${quote(text)})`
  const bytes = [...head.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0'))
  return `it starts with the bytes ${bytes.join(' ')}`
}

const quote = (text: string): string => `"${text.split(/[\r\n]/)[0]}…"`
