/* Reads the golden tables of nn: modules are built by class name, functionals and inits called by theirs. */
import { expectResult, readArgument, readOptions, type Table, type WireTensor } from '../../tensor-core/test/goldens'
import * as nn from '../src/index'

export { expectResult, isError, lacksKernel, readTable } from '../../tensor-core/test/goldens'

/** A module as a table writes it; it may stand among another one's arguments. */
export interface WireModule {
  readonly class: string
  readonly args: unknown[]
  readonly options: Record<string, unknown>
}

export interface ModuleCase extends WireModule {
  readonly name: string
  readonly seed: number
  readonly inputs?: unknown[]
  readonly forwardOptions?: Record<string, unknown>
  readonly repr: string
  readonly reprAfter?: string
  readonly stateExact?: boolean
  readonly stateDict: Record<string, WireTensor | null>
  readonly stateDictAfterTraining?: Record<string, WireTensor>
  readonly output?: unknown
  readonly trainOutput?: unknown
  readonly rtol?: number
  readonly atol?: number
}

export interface FunctionCase {
  readonly name: string
  readonly op: string
  readonly args: unknown[]
  readonly options: Record<string, unknown>
  readonly result: unknown
  readonly after?: Record<string, WireTensor>
  readonly rtol?: number
  readonly atol?: number
}

// biome-ignore lint/suspicious/noExplicitAny: any function or class of the library, by its name
type AnyFunction = (...args: any[]) => any
// biome-ignore lint/suspicious/noExplicitAny: the same
type AnyClass = new (...args: any[]) => nn.AnyModule

const isWireModule = (wire: unknown): wire is WireModule => typeof wire === 'object' && wire !== null && 'class' in wire

/** The classes that a module and the modules among its arguments need. */
export const classesOf = (wire: unknown): string[] =>
  typeof wire !== 'object' || wire === null
    ? []
    : [...(isWireModule(wire) ? [wire.class] : []), ...Object.values(wire).flatMap(classesOf)]

export const hasClass = (name: string): boolean => name in nn

function readPart(wire: unknown): unknown {
  if (isWireModule(wire)) return build(wire)
  if (Array.isArray(wire)) return wire.map(readPart)
  if (classesOf(wire).length > 0)
    return Object.fromEntries(Object.entries(wire as object).map(([name, part]) => [name, readPart(part)]))
  return readArgument(wire)
}

export function build(wire: WireModule): nn.AnyModule {
  const Class = (nn as unknown as Record<string, AnyClass>)[wire.class]!
  const options = Object.entries(wire.options).map(([name, part]) => [name, readPart(part)])
  return new Class(...wire.args.map(readPart), ...(options.length > 0 ? [Object.fromEntries(options)] : []))
}

/** Calls a module with fresh inputs. */
export function call(module: nn.AnyModule, row: ModuleCase): unknown {
  return module(...row.inputs!.map(readArgument), ...(row.forwardOptions ? [readOptions(row.forwardOptions)] : []))
}

/** Throws unless a module's state has these keys, in this order, and these values. */
export function expectState(module: nn.AnyModule, wire: ModuleCase['stateDict'], rtol: number, atol: number): void {
  const state = module.stateDict()
  const [ours, theirs] = [Object.keys(state), Object.keys(wire)]
  if (ours.join() !== theirs.join())
    throw new Error(`state has the keys ${ours.join(' ')}, expected ${theirs.join(' ')}`)
  // What a lazy module has yet to make is null.
  for (const [name, want] of Object.entries(wire)) if (want) expectResult(state[name], want, rtol, atol)
}

export const findFunction = (library: object, name: string): AnyFunction | undefined =>
  (library as Record<string, AnyFunction>)[name]

/** Asks a function's question; the arguments are given too, for what the call changes. */
export function ask(library: object, row: FunctionCase): { result: unknown; args: unknown[] } {
  const args = row.args.map(readArgument)
  const options = readOptions(row.options)
  const result = findFunction(library, row.op)!(...args, ...(Object.keys(options).length > 0 ? [options] : []))
  return { result, args }
}

export const closeness = (row: { rtol?: number; atol?: number }, table: Table<unknown>): [number, number] => [
  row.rtol ?? table.rtol,
  row.atol ?? table.atol,
]
