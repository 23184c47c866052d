import { checkOptions } from '@torchlet/tensor-core/fused'
import { ArgumentError, type Device, type DType } from '@torchlet/tensor-core/ops'
import { checkWhole } from '../arguments'
import { COLUMNS } from './format'

type Snake<S extends string> = S extends `${infer A}${infer B}`
  ? `${A extends Uppercase<A> ? `_${Lowercase<A>}` : A}${Snake<B>}`
  : S

/** The columns that a summary can have, by torchinfo's names in camelCase. */
export type SummaryColumn = keyof typeof COLUMNS
const SETTINGS = ['depth', 'varNames', 'asciiOnly', 'hideRecursiveLayers'] as const
/** How a summary's rows name their layers: torchinfo's row settings in camelCase. */
export type RowSetting = (typeof SETTINGS)[number]

/** What `summary` takes beside the module. */
export interface SummaryOptions {
  /** The input's shape, batch included, or the shapes of several inputs. */
  inputSize?: readonly number[] | readonly (readonly number[])[]
  /** The argument itself, or the list of arguments, instead of `inputSize`. On meta only their shapes and dtypes count. */
  inputs?: unknown
  /** Rows below this depth are not shown. Default 3. */
  depth?: number
  /** Default outputSize and numParams (without inputs numParams alone). torchinfo's spelling, output_size, is understood too. */
  columns?: readonly (SummaryColumn | Snake<SummaryColumn>)[]
  /** Characters of each column. Default 25. */
  colWidth?: number
  /** What a row shows: depth, varNames, asciiOnly, hideRecursiveLayers. Default depth. */
  rowSettings?: readonly (RowSetting | Snake<RowSetting>)[]
  /** Where the network is run. Default meta, which computes shapes only: nothing is moved, and no values are needed. */
  device?: Device
  /** The inputs' dtypes, in order, with `inputSize`. Default float32. */
  dtypes?: readonly DType[]
  /** The mode in which it is run; afterwards every module has its own again. Default 'same': as it is. */
  mode?: 'train' | 'eval' | 'same'
  /** The axis of the batch: `inputSize` is given without it, and it is run and shown with a batch of 1. */
  batchDim?: number
  /** 2 shows every parameter under its layer. Default 1. */
  verbose?: 1 | 2
}

/** How the text looks. */
export interface Look {
  readonly columns: readonly SummaryColumn[]
  readonly colWidth: number
  readonly depth: number
  readonly verbose: number
  readonly has: (setting: RowSetting) => boolean
}

const OPTIONS = 'inputSize inputs depth columns colWidth rowSettings device dtypes mode batchDim verbose'.split(' ')

const camel = (name: string): string => String(name).replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())

function known<T extends string>(names: readonly string[], all: readonly T[], what: string): T[] {
  return names.map((name) => {
    const found = all.find((one) => one === camel(name))
    if (found === undefined) throw new ArgumentError(`summary: no ${what} '${name}'; there are ${all.join(', ')}`)
    return found
  })
}

/** Checks every option; says how the text looks. */
export function lookOf(options: SummaryOptions): Look {
  checkOptions(options, OPTIONS, 'summary')
  const { inputSize, inputs, depth = 3, colWidth = 25, rowSettings = ['depth'], verbose = 1, mode, batchDim } = options
  checkWhole(depth, 0, 'summary: depth')
  checkWhole(colWidth, 1, 'summary: colWidth')
  if (batchDim !== undefined) checkWhole(batchDim, 0, 'summary: batchDim')
  if (mode !== undefined) known([mode], ['train', 'eval', 'same'], 'mode')
  if (verbose !== 1 && verbose !== 2) throw new ArgumentError(`summary: verbose is 1 or 2, got ${verbose}`)
  if (inputSize !== undefined && inputs !== undefined) throw new ArgumentError('summary: inputSize or inputs, not both')
  const runs = inputSize !== undefined || inputs !== undefined
  const all = Object.keys(COLUMNS) as SummaryColumn[]
  const columns = known(options.columns ?? (runs ? ['outputSize', 'numParams'] : ['numParams']), all, 'column')
  const needing = columns.filter((name) => /putSize|multAdds/.test(name))
  if (!runs && needing.length > 0)
    throw new ArgumentError(`summary: the columns ${needing.join(', ')} need inputSize or inputs`)
  const settings = known(rowSettings, SETTINGS, 'row setting')
  return { columns, colWidth, depth, verbose, has: (setting) => settings.includes(setting) }
}
