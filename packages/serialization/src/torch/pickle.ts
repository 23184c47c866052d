/*
 * The instructions of a pickle of protocol 2, as strings with one character for each byte. There is nothing among them that
 * PyTorch's `weights_only=True` would refuse.
 */
import { utf8 } from '../bytes'
import { bytesOf } from '../dtypes'
import { refuse } from '../errors'
import type { TensorRef } from '../records'
import { storageName } from './globals'
import { MAX_DEPTH } from './plain'

const TRUE = '\x88'
const FALSE = '\x89'
const EMPTY_ORDERED_DICT = 'ccollections\nOrderedDict\n)R'

const tuple = (items: string): string => `(${items}t`

/** The lowest bytes of an integer, least first. */
function little(value: bigint, size: number): string {
  let text = ''
  for (let rest = value; text.length < size; rest >>= 8n) text += String.fromCharCode(Number(rest & 255n))
  return text
}

function string(value: string): string {
  const bytes = utf8(value)
  let text = `X${little(BigInt(bytes.length), 4)}`
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

/** A whole number becomes an int, any other a float, which is big-endian. */
function number(value: number): string {
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return int(BigInt(value))
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  return `G${little(view.getBigUint64(0, true), 8)}`
}

/** Two's complement in as many bytes as it takes, which are at least four. */
function int(value: bigint): string {
  let size = 4
  while (BigInt.asIntN(size * 8, value) !== value) if (++size > 255) refuse(`has an integer of ${size} bytes`)
  return (size < 5 ? 'J' : `\x8a${String.fromCharCode(size)}`) + little(value, size)
}

/** Stores what is written again and again once: a function that gives the instructions, or how to recall their result. */
function memory(): (instructions: string) => string {
  const indices = new Map<string, string>()
  return (instructions) => {
    const known = indices.get(instructions)
    const index = known ?? String.fromCharCode(indices.size)
    indices.set(instructions, index)
    return known ? `h${index}` : `${instructions}q${index}`
  }
}

/** A storage to be written. Its bytes are asked for once, when their turn has come. */
export interface Writable {
  readonly byteLength: number
  read(): Uint8Array | Promise<Uint8Array>
}

/** What is written: how to find the tensor that a value stands for, and what a tensor's storage writes. */
export interface Source<S> {
  tensor(value: unknown): TensorRef<S> | undefined
  storage(storage: S): Writable
}

export type Stored = readonly [key: string, storage: Writable]

/** The values as a pickle. Fills `storages` with the storages it names, in order, and their keys. */
export function writePickle<S>(root: unknown, source: Source<S>, storages: Map<S, Stored>): Uint8Array {
  const open = new Set<unknown>()
  const once = memory()

  const write = (value: unknown, place: string): string => {
    const tensor = source.tensor(value)
    if (tensor) return writeTensor(tensor, place)
    if (value === null || value === undefined) return 'N'
    if (typeof value === 'boolean') return value ? TRUE : FALSE
    if (typeof value === 'number') return number(value)
    if (typeof value === 'bigint') return int(value)
    return typeof value === 'string' ? string(value) : writeObject(value, place)
  }

  const writeTensor = ({ dtype, shape, strides, offset, storage }: TensorRef<S>, place: string): string => {
    const type =
      storageName(dtype) ?? refuse(`${place} is ${dtype}, which .pt files do not hold: save it as safetensors`)
    const stored = storages.get(storage) ?? ([String(storages.size), source.storage(storage)] as const)
    storages.set(storage, stored)
    const [key, { byteLength }] = stored
    const counts = (values: readonly number[]): string => tuple(values.map(number).join(''))
    const id =
      once(string('storage')) +
      once(`ctorch\n${type}\n`) +
      string(key) +
      once(string('cpu')) +
      number(byteLength / bytesOf(dtype))
    // Not to be trained, and without hooks.
    const view = number(offset) + counts(shape) + counts(strides) + FALSE + EMPTY_ORDERED_DICT
    return `${once('ctorch._utils\n_rebuild_tensor_v2\n')}${tuple(`${tuple(id)}Q${view}`)}R`
  }

  const writeObject = (value: object, place: string): string => {
    const isList = Array.isArray(value)
    if (
      !isList &&
      (typeof value !== 'object' || (Object.getPrototypeOf(value) ?? Object.prototype) !== Object.prototype)
    )
      refuse(`${place} is a ${value.constructor.name}, neither tensor nor plain data`)
    if (open.has(value) || open.size > MAX_DEPTH) refuse(`${place.slice(0, 99)} contains itself or is nested too deep`)
    open.add(value)
    const entries = Object.entries(value)
    const items = entries.map(([key, item]) => (isList ? '' : string(key)) + write(item, `${place}['${key}']`)).join('')
    open.delete(value)
    if (isList) return `](${items}e`
    return `${entries.every(([, item]) => source.tensor(item)) ? EMPTY_ORDERED_DICT : '}'}(${items}u`
  }

  return Uint8Array.from(`\x80\x02${write(root, 'checkpoint')}.`, (character) => character.charCodeAt(0))
}
