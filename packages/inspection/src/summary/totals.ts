import type { Layer } from './layer'

/** The sums at a summary's foot. */
export interface Totals {
  readonly params: number
  readonly trainable: number
  /** Multiplications with parameters, as torchinfo estimates them. */
  readonly multAdds: number
  /** Bytes of the inputs as Python holds them; undefined where the network was not run. */
  readonly inputBytes: number | undefined
  /** Bytes of the results of layers with parameters, twice: for what a backward pass would add. */
  readonly outputBytes: number
  readonly paramBytes: number
}

export function totalsOf(rows: readonly Layer[], inputBytes: number | undefined): Totals {
  const [root] = rows
  const leaves = rows.filter(({ leaf }) => leaf)
  return {
    params: root?.params ?? 0,
    trainable: root?.trainable ?? 0,
    paramBytes: root?.bytes ?? 0,
    multAdds: leaves.reduce((sum, { multAdds }) => sum + multAdds, 0),
    outputBytes: leaves.reduce((sum, { params, outputBytes }) => sum + (params > 0 ? outputBytes * 2 : 0), 0),
    inputBytes,
  }
}
