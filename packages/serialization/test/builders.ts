/* Files built by hand, byte by byte: what no honest program would write. */
import { writeZip } from '../src/zip/writer'
import { concat, latin, text } from './helpers'

// Pickles: one character is one byte.

export const byte = (value: number): string => String.fromCharCode(value)
export const u32 = (value: number): string => [0, 8, 16, 24].map((shift) => byte((value >>> shift) & 255)).join('')
export const int = (value: number | bigint): string =>
  BigInt.asIntN(32, BigInt(value)) === BigInt(value) ? `J${u32(Number(value))}` : long(BigInt(value))
export const long = (value: bigint): string =>
  `\x8a\x09${Array.from({ length: 9 }, (_, i) => byte(Number((value >> BigInt(8 * i)) & 255n))).join('')}`
export const str = (value: string): string => `X${u32(value.length)}${value}`
export const tuple = (...items: string[]): string => `(${items.join('')}t`
export const dict = (...items: string[]): string => `}(${items.join('')}u`
export const global = (module: string, name: string): string => `c${module}\n${name}\n`
export const call = (callee: string, ...args: string[]): string => `${callee}${tuple(...args)}R`
export const storage = (numel: number | bigint, { key = '0', type = 'FloatStorage', kind = 'storage' } = {}): string =>
  `${tuple(str(kind), global('torch', type), str(key), str('cpu'), int(numel))}Q`
export const V2 = global('torch._utils', '_rebuild_tensor_v2')
export const ORDERED = call(global('collections', 'OrderedDict'))
export const sizes = (...values: (number | bigint)[]): string => tuple(...values.map(int))
export const tensor = (shape = sizes(2), stride = sizes(1), offset = int(0), source = storage(2)): string =>
  call(V2, source, offset, shape, stride, '\x89', ORDERED)

/** A .pt file with this pickle and 8 bytes of storage 0. */
export async function pt(
  pickle: string,
  records: Record<string, Uint8Array> = { 'data/0': new Uint8Array(8) },
): Promise<Uint8Array> {
  const parts = Object.entries({ 'data.pkl': latin(`\x80\x02${pickle}.`), ...records }).map(([name, bytes]) => ({
    name: `archive/${name}`,
    size: bytes.length,
    read: () => bytes,
  }))
  const pieces: Uint8Array[] = []
  for await (const piece of writeZip(parts)) pieces.push(piece)
  return concat(...pieces)
}

/** Like the pickle in a file of the legacy format. */
export const legacy = (
  pickle: string,
  keys = `](${str('0')}e`,
  rest = concat(Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0), new Uint8Array(8)),
): Uint8Array =>
  concat(
    latin('\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.'),
    latin(`\x80\x02${pickle}.\x80\x02${keys}.`),
    rest,
  )

// Archives.

export interface Entry {
  name: string | Uint8Array
  data: Uint8Array
  method?: number
  size?: number
  flags?: number
  /** What the local header is called, where that differs. */
  local?: string
  offset?: number
}

export function zip(entries: Entry[], { count = entries.length, comment = '' } = {}): Uint8Array {
  const field = (size: number, value: number) =>
    Uint8Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) % 256)
  const bytes: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let at = 0
  for (const { name, data, method = 0, size = data.length, flags = 0, local, offset = at } of entries) {
    const named = typeof name === 'string' ? text(name) : name
    const localName = local === undefined ? named : text(local)
    const middle = (named: Uint8Array) =>
      concat(
        field(2, 20),
        field(2, flags),
        field(2, method),
        field(4, 0),
        field(4, 0),
        field(4, data.length),
        field(4, size),
        field(2, named.length),
        field(2, 0),
      )
    const head = concat(field(4, 0x04034b50), middle(localName), localName)
    bytes.push(head, data)
    directory.push(
      field(4, 0x02014b50),
      field(2, 20),
      middle(named),
      field(2, 0),
      field(2, 0),
      field(2, 0),
      field(4, 0),
      field(4, offset),
      named,
    )
    at += head.length + data.length
  }
  const all = concat(...directory)
  const end = concat(
    field(4, 0x06054b50),
    field(4, 0),
    field(2, count),
    field(2, count),
    field(4, all.length),
    field(4, at),
    field(2, comment.length),
    text(comment),
  )
  return concat(...bytes, all, end)
}
