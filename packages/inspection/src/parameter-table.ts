import type { AnyModule } from '@torchlet/nn'
import type { DType } from '@torchlet/tensor-core/ops'
import { checkModule } from './arguments'
import { printable } from './text/printable'
import { textTable } from './text/table'
import { bytes, thousands } from './text/units'

/** A parameter in a `parameterTable`. */
export interface ParameterRow {
  /** Full name, as in `stateDict()`. */
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: DType
  /** How many numbers it holds. */
  readonly parameters: number
  readonly trainable: boolean
  readonly bytes: number
}

/** How many numbers the parameters hold. */
export interface ParameterCounts {
  readonly parameters: number
  readonly trainable: number
  readonly bytes: number
}

/** What `parameterTable` finds. Prints as a table. */
export interface ParameterTable {
  readonly rows: readonly ParameterRow[]
  readonly totals: ParameterCounts
  toString(): string
}

function rowsOf(module: AnyModule): ParameterRow[] {
  return Array.from(module.namedParameters(), ([name, parameter]) => ({
    name,
    shape: [...parameter.shape],
    dtype: parameter.dtype,
    parameters: parameter.numel(),
    trainable: parameter.requiresGrad,
    bytes: parameter.nbytes,
  }))
}

function sum(rows: readonly ParameterRow[]): ParameterCounts {
  const totals = { parameters: 0, trainable: 0, bytes: 0 }
  for (const row of rows) {
    totals.parameters += row.parameters
    if (row.trainable) totals.trainable += row.parameters
    totals.bytes += row.bytes
  }
  return totals
}

/** How many numbers a module's parameters hold, how many of them are trainable, and their bytes; shared ones count once. */
export function countParameters(module: AnyModule): ParameterCounts {
  checkModule(module, 'countParameters')
  return sum(rowsOf(module))
}

/**
 * Every parameter of a module: name, shape, dtype, count, whether it is trainable; and their totals. A shared one is listed
 * under its first name. `String(table)` and `console.log(table)` print it.
 */
export function parameterTable(module: AnyModule): ParameterTable {
  checkModule(module, 'parameterTable')
  const rows = rowsOf(module)
  const totals = sum(rows)
  return printable({ rows, totals }, () => print(rows, totals))
}

const print = (rows: readonly ParameterRow[], totals: ParameterCounts): string =>
  textTable(
    [
      { title: 'name', cell: (row) => row.name },
      { title: 'shape', cell: (row) => `[${row.shape.join(', ')}]` },
      { title: 'dtype', cell: (row) => row.dtype },
      { title: 'parameters', cell: (row) => thousands(row.parameters), right: true },
      { title: 'trainable', cell: (row) => (row.trainable ? 'yes' : 'no') },
    ],
    rows,
    {
      footer: [['total', '', bytes(totals.bytes), thousands(totals.parameters), thousands(totals.trainable)]],
    },
  )
