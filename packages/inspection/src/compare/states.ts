import { type AnyModule, isModule } from '@torchlet/nn'
import { checkOptions, describe } from '@torchlet/tensor-core/fused'
import { ArgumentError, Tensor } from '@torchlet/tensor-core/ops'
import { numbersOf } from '../numbers'
import { indexOf } from '../stats'
import { printable } from '../text/printable'
import { textTable } from '../text/table'
import { short } from '../text/units'
import { difference, type Tolerance } from './difference'

/** Tensors by name, or a module that has them. */
export type State = Readonly<Record<string, Tensor>> | AnyModule

/** How two tensors of one name stand to each other; `close`: not equal, but within the tolerance. */
export type StateStatus = 'equal' | 'close' | 'different' | 'shape' | 'missing' | 'unexpected'

/** A name in a `compareStates`. */
export interface StateRow {
  readonly name: string
  /** `missing`: only the first state has it; `unexpected`: only the second; `shape`: their shapes differ. */
  readonly status: StateStatus
  readonly shapes: readonly [readonly number[] | null, readonly number[] | null]
  readonly dtypes: readonly [string | null, string | null]
  /** Largest and mean |a − b| and the index of the largest, where the shapes are the same. */
  readonly max?: number
  readonly mean?: number
  readonly at?: readonly number[] | null
}

/** What `compareStates` finds. Prints as a table. */
export interface StateComparison {
  /** By name, in the first state's order; what only the second has comes last. */
  readonly rows: readonly StateRow[]
  /** Whether every tensor is there twice, with the same shape, and equal or close. */
  readonly same: boolean
  readonly missing: readonly string[]
  readonly unexpected: readonly string[]
  readonly different: readonly string[]
  toString(): string
}

function stateOf(state: State, what: string): Readonly<Record<string, Tensor>> {
  if (isModule(state)) return state.stateDict()
  const odd =
    typeof state !== 'object' || state === null ? state : Object.values(state).find((x) => !(x instanceof Tensor))
  if (odd !== undefined)
    throw new ArgumentError(`compareStates: ${what} is a state_dict or a module, got ${describe(odd)}`)
  return state
}

function compare(name: string, a: Tensor | undefined, b: Tensor | undefined, tolerance: Tolerance): StateRow {
  const shapes = [a ? [...a.shape] : null, b ? [...b.shape] : null] as const
  const row = { name, shapes, dtypes: [a?.dtype ?? null, b?.dtype ?? null] as const }
  if (!a || !b) return { ...row, status: a ? 'missing' : 'unexpected' }
  if (String(shapes[0]) !== String(shapes[1])) return { ...row, status: 'shape' }
  const found = difference(numbersOf(a, 'compareStates'), numbersOf(b, 'compareStates'), tolerance)
  const status = found.max === 0 ? 'equal' : found.beyond === 0 ? 'close' : 'different'
  return { ...row, status, max: found.max, mean: found.mean, at: found.at < 0 ? null : indexOf(found.at, a.shape) }
}

/**
 * Two states (state_dicts, or modules) side by side: which tensors only one of them has, whose shapes differ, and how far
 * apart the others are at most. Dtypes are told, and values compared as numbers. Throws ArgumentError for what is no state.
 */
export function compareStates(a: State, b: State, options: Tolerance = {}): StateComparison {
  checkOptions(options, ['rtol', 'atol'], 'compareStates')
  const [first, second] = [stateOf(a, 'the first argument'), stateOf(b, 'the second argument')]
  const names = new Set([...Object.keys(first), ...Object.keys(second)])
  const rows = Array.from(names, (name) => compare(name, first[name], second[name], options))
  const named = (...statuses: StateStatus[]) =>
    rows.filter((row) => statuses.includes(row.status)).map(({ name }) => name)
  const result = {
    rows,
    same: rows.every(({ status }) => status === 'equal' || status === 'close'),
    missing: named('missing'),
    unexpected: named('unexpected'),
    different: named('different', 'shape'),
  }
  return printable(result, () => printComparison(rows))
}

const size = (shape: readonly number[] | null): string => (shape ? `[${shape.join(', ')}]` : '--')

/** Rows as a table, and what they come to; equal ones are only counted. */
export function printComparison(rows: readonly StateRow[], width?: number): string {
  const odd = rows.filter(({ status }) => status !== 'equal')
  const equal = rows.length - odd.length
  const count = `${equal} of ${rows.length} tensors are equal`
  if (odd.length === 0) return count
  const both = (a: string, b: string): string => (a === b ? a : `${a} ${b}`)
  const table = textTable<StateRow>(
    [
      { title: 'name', cell: ({ name }) => name },
      { title: 'status', cell: ({ status }) => status },
      { title: 'shape', cell: ({ shapes: [x, y] }) => both(size(x), size(y)), dispensable: 1 },
      { title: 'dtype', cell: ({ dtypes: [x, y] }) => both(x ?? '--', y ?? '--'), dispensable: 3 },
      { title: 'max', cell: ({ max }) => (max === undefined ? '' : short(max)), right: true },
      { title: 'at', cell: ({ at }) => (at ? size(at) : ''), dispensable: 2 },
    ],
    odd,
    width === undefined ? {} : { width },
  )
  return `${table}\n${count}`
}
