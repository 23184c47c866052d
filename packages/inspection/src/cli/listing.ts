import type { OpenCheckpoint, TensorInfo } from '@torchlet/serialization'
import { isDType } from '@torchlet/tensor-core/ops'
import { type Stats, stats } from '../stats'
import { type Column, textTable } from '../text/table'
import { bytes, short, thousands } from '../text/units'
import type { Style } from './style'

export interface Entry extends TensorInfo {
  readonly name: string
  readonly elements: number
  readonly bytes: number
  readonly stats?: Omit<Stats, 'toString'>
}

/** Bytes of a dtype's elements: its name says how many bits one has, also where torchlet does not compute in it. */
function bytesOf(dtype: string, elements: number): number {
  const bits = Number(/\d+/.exec(dtype)?.[0] ?? 8)
  return Math.ceil((elements * bits) / 8)
}

/** What the option `--filter` keeps. */
export function filterOf(filter: string | undefined): (name: string) => boolean {
  if (filter === undefined) return () => true
  if (!filter.includes('*')) return (name) => name.includes(filter)
  const escaped = filter.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = new RegExp(`^${escaped.join('.*')}$`)
  return (name) => pattern.test(name)
}

/** The tensors of an opened file; their values are read, one after the other, only `withStats`. */
export async function entriesOf(
  file: OpenCheckpoint,
  keep: (name: string) => boolean,
  withStats: boolean,
): Promise<Entry[]> {
  const entries: Entry[] = []
  for (const [name, { dtype, shape }] of Object.entries(file.tensors)) {
    if (!keep(name)) continue
    const elements = shape.reduce((product, size) => product * size, 1)
    const entry = { name, dtype, shape, elements, bytes: bytesOf(dtype, elements) }
    entries.push(withStats && isDType(dtype) ? { ...entry, stats: stats(await file.get(name)) } : entry)
  }
  return entries
}

const columns: readonly Column<Entry>[] = [
  { title: 'name', cell: ({ name }) => name },
  { title: 'shape', cell: ({ shape }) => `[${shape.join(', ')}]`, dispensable: 3 },
  { title: 'dtype', cell: ({ dtype }) => dtype, dispensable: 6 },
  { title: 'elements', cell: ({ elements }) => thousands(elements), right: true, dispensable: 7 },
  { title: 'size', cell: ({ bytes: count }) => bytes(count), right: true, dispensable: 5 },
]

const number = (
  title: string,
  dispensable: number,
  value: (found: Omit<Stats, 'toString'>) => number,
): Column<Entry> => ({
  title,
  dispensable,
  // A dtype in which torchlet does not compute has no numbers.
  cell: ({ stats: found }) => (found ? short(value(found)) : '--'),
  right: true,
})

const statColumns: readonly Column<Entry>[] = [
  number('min', 1, (found) => found.min),
  number('max', 1, (found) => found.max),
  number('mean', 2, (found) => found.mean),
  number('std', 4, (found) => found.std),
  number('zeros', 4, (found) => found.zeros),
  { title: 'nan/inf', cell: ({ stats: found }) => oddValues(found), right: true },
]

function oddValues(found: Omit<Stats, 'toString'> | undefined): string {
  if (!found) return '--'
  return found.firstNonFinite ? `${found.nan}/${found.inf} at [${found.firstNonFinite.join(', ')}]` : ''
}

/** A file's tensors as a table under its name, no wider than the terminal where that can be. */
export function printListing(
  file: OpenCheckpoint,
  entries: readonly Entry[],
  withStats: boolean,
  width: number | undefined,
  style: Style,
): string {
  const elements = entries.reduce((sum, entry) => sum + entry.elements, 0)
  const size = entries.reduce((sum, entry) => sum + entry.bytes, 0)
  const shown = withStats ? [...columns, ...statColumns] : columns
  const footer = [[`${entries.length} tensors`, '', '', thousands(elements), bytes(size)]]
  const table = textTable(shown, entries, { footer, ...(width !== undefined && { width }) })
  const metadata = Object.entries(file.metadata).map(([key, value]) => style.dim(`${key}: ${value}`))
  return [style.bold(`${file.name} (${file.format})`), ...metadata, table].join('\n')
}
