import type { OpenCheckpoint, TensorInfo } from '@torchlet/serialization'
import { isDType } from '@torchlet/tensor-core/ops'
import { compareStates, printComparison, type StateRow } from '../compare/states'

/** A row that is told without reading values; undefined where they have to be compared. */
function fromNames(name: string, a: TensorInfo | undefined, b: TensorInfo | undefined): StateRow | undefined {
  const row = {
    name,
    shapes: [a?.shape ?? null, b?.shape ?? null] as const,
    dtypes: [a?.dtype ?? null, b?.dtype ?? null] as const,
  }
  if (!a || !b) return { ...row, status: a ? 'missing' : 'unexpected' }
  if (String(a.shape) !== String(b.shape)) return { ...row, status: 'shape' }
  // Values of a dtype in which torchlet does not compute are compared as bytes.
  return isDType(a.dtype) && isDType(b.dtype) ? undefined : { ...row, status: 'different' }
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i])

/** Two files tensor by tensor, each read and let go before the next. */
export async function compareFiles(
  a: OpenCheckpoint,
  b: OpenCheckpoint,
  keep: (name: string) => boolean,
  columns: number | undefined,
): Promise<{ data: unknown; text: string }> {
  const names = [...new Set([...Object.keys(a.tensors), ...Object.keys(b.tensors)])].filter(keep)
  const rows: StateRow[] = []
  for (const name of names) {
    const row = fromNames(name, a.tensors[name], b.tensors[name])
    if (row === undefined) rows.push(await fromValues(name, a, b))
    else if (row.status === 'different' && row.dtypes[0] === row.dtypes[1])
      rows.push(sameBytes(await a.bytes(name), await b.bytes(name)) ? { ...row, status: 'equal' } : row)
    else rows.push(row)
  }
  const same = rows.every(({ status }) => status === 'equal' || status === 'close')
  return { data: { files: [a.name, b.name], same, tensors: rows }, text: printComparison(rows, columns) }
}

async function fromValues(name: string, a: OpenCheckpoint, b: OpenCheckpoint): Promise<StateRow> {
  const [x, y] = [await a.get(name), await b.get(name)]
  return compareStates({ [name]: x }, { [name]: y }).rows[0]!
}
