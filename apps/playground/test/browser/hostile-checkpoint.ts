import { crc32 } from 'node:zlib'

/** A pickle that, executed, would call os.system('echo hacked'). */
const PICKLE = Buffer.from('\x80\x02cos\nsystem\nX\x0b\x00\x00\x00echo hacked\x85R.', 'latin1')

/** A file as torch.save writes it, with a pickle in it that asks for os.system. */
export function hostileCheckpoint(): Uint8Array {
  return zip([
    { name: 'archive/data.pkl', bytes: PICKLE },
    { name: 'archive/version', bytes: Buffer.from('3\n') },
  ])
}

interface Entry {
  readonly name: string
  readonly bytes: Uint8Array
}

/** A zip archive of uncompressed files. */
function zip(entries: readonly Entry[]): Uint8Array {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of entries) {
    const path = Buffer.from(name)
    // Version 2.0, no flags, not compressed, 1 January 1980; then checksum, both sizes, and the lengths of name and extra field.
    const common = numbers(
      [20, 2],
      [0, 2],
      [0, 2],
      [0, 2],
      [33, 2],
      [crc32(bytes), 4],
      [bytes.length, 4],
      [bytes.length, 4],
    )
    const lengths = numbers([path.length, 2], [0, 2])
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), common, lengths, path, bytes])
    directory.push(
      Buffer.concat([
        Buffer.from('PK\x01\x02'),
        numbers([20, 2]),
        common,
        lengths,
        numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]),
        path,
      ]),
    )
    files.push(file)
    offset += file.length
  }
  const central = Buffer.concat(directory)
  const count = entries.length
  const end = numbers([0, 2], [0, 2], [count, 2], [count, 2], [central.length, 4], [offset, 4], [0, 2])
  return Buffer.concat([...files, central, Buffer.from('PK\x05\x06'), end])
}

/** Whole numbers as little-endian bytes. */
function numbers(...fields: readonly (readonly [value: number, bytes: 2 | 4])[]): Buffer {
  return Buffer.concat(
    fields.map(([value, size]) => {
      const buffer = Buffer.alloc(size)
      buffer.writeUIntLE(value, 0, size)
      return buffer
    }),
  )
}
