/* A tensor as PyTorch prints it, character for character. */
import { type DType, isDType, isFloating, isHalf } from '../dtype'
import { halfReader } from '../half'
import type { Tensor } from '../tensor'
import { fixed, scientific } from './number'
import { type PrintOptions, printOptions } from './options'

type Value = number | bigint
type Format = (value: Value) => string

/** The values of a tensor with the shape that they are printed in. */
interface Values {
  readonly data: ArrayLike<Value>
  readonly shape: readonly number[]
  readonly dtype: DType
}

const PREFIX = 'tensor('

/** `tensor([...], dtype=…)`, with what PyTorch appends to it. */
export function formatTensor(x: Tensor): string {
  const options = printOptions()
  const suffixes = suffixesOf(x)
  const body = x.device.valueless || !isDType(x.dtype) ? '...' : bodyOf(x, options)
  return PREFIX + appendSuffixes(body, suffixes, options.linewidth)
}

function suffixesOf(x: Tensor): string[] {
  const suffixes: string[] = []
  if (x.device.name !== 'cpu') suffixes.push(`device='${x.device.name}'`)
  const isEmpty = x.numel() === 0 || x.device.valueless
  if (isEmpty && (x.ndim !== 1 || x.device.valueless))
    suffixes.push(`size=(${x.shape.join(', ')}${x.ndim === 1 ? ',' : ''})`)
  // An empty tensor shows nothing that tells its dtype, so int64 is said there too.
  const tells = isEmpty ? x.dtype === 'float32' : x.dtype === 'float32' || x.dtype === 'int64' || x.dtype === 'bool'
  if (!tells) suffixes.push(`dtype=torch.${x.dtype}`)
  if (x.requiresGrad) suffixes.push('requires_grad=True')
  return suffixes
}

/** Puts the suffixes behind the last line while they fit, and on a line of their own where they do not. */
function appendSuffixes(body: string, suffixes: readonly string[], linewidth: number): string {
  let text = body
  const whole = PREFIX + body
  // PyTorch counts one character more than the last line has; lines break where it breaks them.
  let column = whole.length - whole.lastIndexOf('\n') + 1
  for (const suffix of suffixes) {
    if (column + suffix.length + 2 > linewidth) {
      text += `,\n${' '.repeat(PREFIX.length)}${suffix}`
      column = PREFIX.length + suffix.length
    } else {
      text += `, ${suffix}`
      column += suffix.length + 2
    }
  }
  return `${text})`
}

function bodyOf(x: Tensor, options: PrintOptions): string {
  if (x.numel() === 0) return '[]'
  const raw = x.data as ArrayLike<Value>
  const read = halfReader(x.dtype)
  const data = isHalf(x.dtype) ? Float32Array.from(raw as Uint16Array, read) : raw
  const values: Values = { data, shape: x.shape, dtype: x.dtype }
  const summarize = x.numel() > options.threshold
  const format = formatterFor(values, summarize, options)
  return nested(values, format, summarize, options)
}

/** The positions along an axis that are printed: all of them, or the edges with -1 for what is left out. */
function shownPositions(size: number, summarize: boolean, { edgeitems }: PrintOptions): number[] {
  const all = Array.from({ length: size }, (_, i) => i)
  return summarize && size > 2 * edgeitems ? [...all.slice(0, edgeitems), -1, ...all.slice(size - edgeitems)] : all
}

/** Chooses one notation and one width for all values, as PyTorch does. */
function formatterFor(values: Values, summarize: boolean, options: PrintOptions): Format {
  const shown: Value[] = []
  nested(values, (value) => String(shown.push(value)), summarize, options)
  if (!isFloating(values.dtype)) {
    const text: Format = values.dtype === 'bool' ? (value) => (value ? 'True' : 'False') : String
    return padded(text, widthOf(text, shown))
  }
  const finite = (shown as number[]).filter((value) => value !== 0 && Number.isFinite(value))
  const { precision, sciMode } = options
  const scientificText: Format = (value) => scientific(value as number, precision)
  const whole = finite.every(Number.isInteger)
  const plainText: Format = whole
    ? (value) => fixed(value as number, 0) + (Number.isFinite(value as number) ? '.' : '')
    : (value) => fixed(value as number, precision)
  const magnitudes = finite.map(Math.abs)
  const largest = magnitudes.reduce((a, b) => Math.max(a, b), 0)
  const smallest = magnitudes.reduce((a, b) => Math.min(a, b), Infinity)
  const wide = largest / smallest > 1000 || largest > 1e8 || (!whole && smallest < 1e-4)
  const asked = sciMode === null || finite.length === 0 ? wide : sciMode
  // The width comes from the notation that the values call for, also where an option asks for another one.
  return padded(asked ? scientificText : plainText, widthOf(wide ? scientificText : plainText, finite))
}

const widthOf = (format: Format, values: readonly Value[]): number =>
  values.reduce<number>((width, value) => Math.max(width, format(value).length), 1)

function padded(format: Format, width: number): Format {
  const pad: Format & { width?: number } = (value) => format(value).padStart(width)
  pad.width = width
  return pad
}

/** Nested brackets, one line a row of the last axis, blank lines between the outer ones. */
function nested(
  { data, shape }: Values,
  format: Format & { width?: number },
  summarize: boolean,
  options: PrintOptions,
): string {
  const visit = (axis: number, start: number, indent: number): string => {
    const rest = shape.length - axis
    if (rest === 0) return format(data[start]!)
    const size = shape[axis]!
    const positions = shownPositions(size, summarize, options)
    const base = start * size
    if (rest === 1) {
      const items = positions.map((position) => (position < 0 ? ' ...' : format(data[base + position]!)))
      const perLine = Math.max(1, Math.floor((options.linewidth - indent) / ((format.width ?? 0) + 2)))
      const lines: string[] = []
      for (let i = 0; i < items.length; i += perLine) lines.push(items.slice(i, i + perLine).join(', '))
      return `[${lines.join(`,\n${' '.repeat(indent + 1)}`)}]`
    }
    const parts = positions.map((position) => (position < 0 ? '...' : visit(axis + 1, base + position, indent + 1)))
    return `[${parts.join(`,${'\n'.repeat(rest - 1)}${' '.repeat(indent + 1)}`)}]`
  }
  return visit(0, 0, PREFIX.length)
}
