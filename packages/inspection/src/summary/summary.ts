import type { AnyModule } from '@torchlet/nn'
import {
  ArgumentError,
  type Device,
  DeviceError,
  meta,
  type Tensor,
  tidy,
  to,
  withDevice,
  zeros,
} from '@torchlet/tensor-core/ops'
import { argumentsOf, checkModule } from '../arguments'
import { mapTensors, tensorsIn } from '../nested'
import { onDevice } from '../on-device'
import { printable } from '../text/printable'
import { cells, format, totalLines } from './format'
import type { Layer, Sizes } from './layer'
import { lookOf, type SummaryOptions } from './options'
import { calledRows, staticRows } from './rows'
import { type Totals, totalsOf } from './totals'

/** One call of a layer, or a container around some. */
export interface SummaryRow {
  readonly type: string
  /** The field's name in its parent. */
  readonly name: string
  readonly depth: number
  /** Which one of its depth, from 1 on. */
  readonly index: number
  /** Called before: its parameters count there. */
  readonly recursive: boolean
  readonly inputSize: Sizes
  readonly outputSize: Sizes
  readonly kernelSize?: Sizes | number | undefined
  readonly groups?: number | undefined
  /** Of the layer and all below it. */
  readonly params: number
  readonly trainable: number
  readonly multAdds: number
}

/** What `summary` finds. Prints as torchinfo's table. */
export interface Summary {
  readonly rows: readonly SummaryRow[]
  readonly totals: Totals
  /** The text that torchinfo prints. */
  toString(): string
  /** The same as an HTML table. */
  toHtml(): string
}

/** Python's object around a tensor's bytes, which torchinfo counts with them. */
const PYTHON_STORAGE = 56

function shapesOf(size: SummaryOptions['inputSize'], batchDim: number | undefined): number[][] {
  const shapes = (Array.isArray(size?.[0]) ? size : [size]) as number[][]
  const sizes = shapes.flat()
  if (sizes.length === 0 || sizes.some((length) => !Number.isSafeInteger(length) || length < 1))
    throw new ArgumentError(
      `summary: inputSize is a shape or a list of shapes of sizes from 1 on, got ${JSON.stringify(size)}`,
    )
  return batchDim === undefined ? shapes : shapes.map((shape) => shape.toSpliced(batchDim, 0, 1))
}

function inputsOf(options: SummaryOptions, device: Device): unknown[] | undefined {
  const { inputSize, inputs, dtypes = [], batchDim } = options
  if (inputs !== undefined) return argumentsOf(inputs, 'summary').map((arg) => mapTensors(arg, (x) => to(x, device)))
  if (inputSize === undefined) return undefined
  return shapesOf(inputSize, batchDim).map((shape, i) => zeros(shape, { device, dtype: dtypes[i] ?? 'float32' }))
}

/** Runs `fn` with all modules in one mode, and gives each its own back. */
function inMode(module: AnyModule, mode: string, fn: () => void): void {
  const own = Array.from(module.modules(), (one) => [one, one.training] as const)
  if (mode !== 'same') module.train(mode === 'train')
  try {
    fn()
  } finally {
    for (const [one, training] of own) one.training = training
  }
}

function run(module: AnyModule, args: unknown[], device: Device, options: SummaryOptions): Layer[] {
  try {
    return onDevice(module, device, () =>
      calledRows(
        module,
        () => inMode(module, options.mode ?? 'same', () => withDevice(device, () => tidy(() => void module(...args)))),
        options.batchDim,
      ),
    )
  } catch (cause) {
    if (device !== meta || !(cause instanceof DeviceError)) throw cause
    throw new DeviceError(
      `summary: the network needs values, which meta has not (${cause.message}): pass { device: cpu }`,
      { cause },
    )
  }
}

/**
 * A table of a network's layers in the order of their calls: shapes, parameters, multiply-adds, sizes; it prints what Python's
 * torchinfo prints. The network runs once on the meta device, which computes shapes only: its size does not matter, and its
 * tensors and modes are left as they are. Without `inputSize` or `inputs` it is not run. Throws ArgumentError for options
 * that mean nothing, and whatever the network throws at inputs that do not fit.
 */
export function summary(module: AnyModule, options: SummaryOptions = {}): Summary {
  checkModule(module, 'summary')
  const look = lookOf(options)
  const device = options.device ?? meta
  const args = inputsOf(options, device)
  const bytes = args && tensorsIn(args).reduce((sum, x: Tensor) => sum + x.storage.nbytes + PYTHON_STORAGE, 0)
  const layers = args ? run(module, args, device, options) : staticRows(module)
  const totals = totalsOf(layers, bytes)
  const text = (): string => format(layers, look, totals)
  const html = (): string => toHtml(cells(layers, look, totals.params), totalLines(totals))
  return printable({ rows: layers.map(rowOf), totals, toHtml: html }, text, html)
}

const rowOf = ({ module, parent, leaf, below, parameters, outputBytes, bytes, ...row }: Layer): SummaryRow => row

const escape = (text: string): string => text.replace(/[&<]/g, (sign) => `&#${sign.charCodeAt(0)};`)

function toHtml(rows: readonly string[][], totals: readonly string[][]): string {
  const lines = rows.map((row, i) => `<tr>${row.map((cell) => (i === 0 ? '<th>' : '<td>') + escape(cell)).join('')}`)
  const foot = totals.map((block) => `<tr><td colspan=9>${escape(block.join('\n'))}`)
  return `<table style="white-space:pre;text-align:left;font-family:monospace;border-spacing:1em 0">${[...lines, ...foot].join('\n')}</table>`
}
