/* Reads the golden tables: what PyTorch answered, and how close an answer must come. The format is in goldens/README.md. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import * as torch from '../src/index'
import { asStrided, type DType, Tensor, tensor } from '../src/index'

export interface WireTensor {
  readonly dtype: DType
  readonly shape: number[]
  readonly values?: unknown[]
  readonly strides?: number[]
  readonly offset?: number
  readonly storage?: unknown[]
  readonly formula?: { scale: number; modulus: number; offset: number }
}

export interface Case {
  readonly name: string
  readonly op: string
  readonly args: unknown[]
  readonly options: Record<string, unknown>
  readonly result: unknown
  readonly rtol?: number
  readonly atol?: number
  /** Members of the result that are unique up to their sign. */
  readonly upToSign?: string[]
}

export interface Table<Row> {
  readonly rtol: number
  readonly atol: number
  readonly seed: number
  readonly cases: Row[]
}

export const readTable = <Row = Case>(name: string): Table<Row> =>
  JSON.parse(readFileSync(new URL(`../../../goldens/${name}.json`, import.meta.url), 'utf8'))

const isWireTensor = (value: unknown): value is WireTensor =>
  typeof value === 'object' && value !== null && 'dtype' in value && 'shape' in value

/** A number as JSON could not hold it. */
function number(value: unknown, dtype: DType): number | bigint | boolean {
  if (dtype === 'int64') return BigInt(value as string | number)
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value)
  return value as number | boolean
}

function flat(values: readonly unknown[], dtype: DType): Tensor {
  const list = values.map((value) => number(value, dtype))
  if (list.length === 0) return torch.zeros([0], { dtype })
  return tensor(list, { dtype })
}

function formulaValues({ shape, formula }: WireTensor): number[] {
  const { scale, modulus, offset } = formula!
  const numel = shape.reduce((product, size) => product * size, 1)
  return Array.from({ length: numel }, (_, i) => ((i * 7919) % modulus) * scale + offset)
}

export function readTensor(wire: WireTensor): Tensor {
  const { dtype, shape } = wire
  if (wire.formula) return tensor(formulaValues(wire), { dtype: 'float64' }).to(dtype).reshape(shape)
  if (wire.storage) return asStrided(flat(wire.storage, dtype), shape, wire.strides!, { storageOffset: wire.offset! })
  return flat(wire.values!, dtype).reshape(shape)
}

/** A question's argument as it is passed to an op. */
export function readArgument(wire: unknown): unknown {
  if (isWireTensor(wire)) return readTensor(wire)
  if (Array.isArray(wire)) return wire.map(readArgument)
  if (wire === 'NaN' || wire === 'Infinity' || wire === '-Infinity') return Number(wire)
  if (typeof wire === 'object' && wire !== null)
    return 'bigint' in wire ? BigInt((wire as { bigint: string }).bigint) : readOptions(wire as Record<string, unknown>)
  return wire
}

export const readOptions = (options: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [name, readArgument(value)]))

/** Values as plain numbers or bigints, half types read out. */
const valuesOf = (x: Tensor): ArrayLike<number | bigint> => (x.dtype === 'int64' ? x.data : x.to('float64').data)

function expectTensor(actual: unknown, wire: WireTensor, rtol: number, atol: number): void {
  expect(actual).toBeInstanceOf(Tensor)
  const ours = actual as Tensor
  expect({ dtype: ours.dtype, shape: [...ours.shape] }).toEqual({ dtype: wire.dtype, shape: wire.shape })
  const theirs = wire.values!
  const values = valuesOf(ours)
  const isExact = !wire.dtype.includes('float')
  // Written in the shortest text that reads back as the same float32.
  const round = wire.dtype === 'float64' || isExact ? (x: number) => x : Math.fround
  for (let i = 0; i < theirs.length; i++) {
    const want = number(theirs[i], wire.dtype)
    const got = values[i]!
    if (typeof want === 'bigint') expect(got, `element ${i}`).toBe(want)
    else expectClose(got as number, round(Number(want)), isExact ? 0 : rtol, isExact ? 0 : atol, i)
  }
}

function expectClose(got: number, want: number, rtol: number, atol: number, i: number): void {
  if (Object.is(got, want) || got === want) return
  if (!(Math.abs(got - want) <= atol + rtol * Math.abs(want))) expect(got, `element ${i}`).toBe(want)
}

/** Throws unless `actual` is what PyTorch answered. */
export function expectResult(actual: unknown, wire: unknown, rtol: number, atol: number): void {
  if (isWireTensor(wire)) {
    expectTensor(actual, wire, rtol, atol)
    return
  }
  if (Array.isArray(wire)) {
    // Where the question was asked in float32, a named tuple's answer came back without its names.
    const parts = Object.values(actual as object)
    expect(parts.length).toBe(wire.length)
    wire.forEach((part, i) => {
      expectResult(parts[i], part, rtol, atol)
    })
    return
  }
  if (typeof wire === 'object' && wire !== null) {
    for (const [name, part] of Object.entries(wire))
      expectResult((actual as Record<string, unknown>)[name], part, rtol, atol)
    return
  }
  const want = readArgument(wire)
  if (typeof want === 'number') expectClose(Number(actual), want, rtol, atol, 0)
  else expect(actual).toBe(want)
}

/** A result, ours or theirs, whose members of these names are replaced by their absolute values. */
export function withoutSigns(result: unknown, names: readonly string[] = []): unknown {
  if (names.length === 0) return result
  const signless = (part: unknown): unknown =>
    part instanceof Tensor
      ? part.abs()
      : { ...(part as WireTensor), values: (part as WireTensor).values!.map((v) => Math.abs(v as number)) }
  return Object.fromEntries(
    Object.entries(result as object).map(([name, part]) => [name, names.includes(name) ? signless(part) : part]),
  )
}

export const isError = (wire: unknown): wire is { error: string } =>
  typeof wire === 'object' && wire !== null && 'error' in wire

/** PyTorch refuses here for want of a kernel, not because the question has no meaning. */
export const lacksKernel = (result: unknown): boolean => isError(result) && result.error.includes('not implemented for')

// biome-ignore lint/suspicious/noExplicitAny: any op of the library, by its name
type AnyOp = (...args: any[]) => unknown

/** The op of this name: a method where the table means one, else a free function. */
export function findOp(name: string): AnyOp | undefined {
  // 'linalg.det' lies in a namespace.
  const free = name
    .split('.')
    .reduce((from: unknown, part) => (from as Record<string, unknown> | undefined)?.[part], torch)
  if (free) return free as AnyOp
  const descriptor = Object.getOwnPropertyDescriptor(Tensor.prototype, name)
  if (descriptor?.get) return (x: object) => descriptor.get!.call(x)
  return descriptor?.value && ((x: object, ...rest: unknown[]) => descriptor.value.apply(x, rest))
}

/** Asks torchlet a case's question. */
export function ask({ op, args, options }: Pick<Case, 'op' | 'args' | 'options'>): unknown {
  const all = args.map(readArgument)
  const given = readOptions(options)
  return findOp(op)!(...all, ...(Object.keys(given).length > 0 ? [given] : []))
}
