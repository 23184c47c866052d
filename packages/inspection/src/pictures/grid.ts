import { checkOptions } from '@torchlet/tensor-core/fused'
import { ArgumentError, ShapeError, type Tensor } from '@torchlet/tensor-core/ops'
import { checkWhole } from '../arguments'
import { type Numbers, numbersOf } from '../numbers'
import { type Colormap, colormap, isDiverging } from './colormaps'
import { blank, enlarged, type Picture, paste } from './picture'
import { checkRange, type Range, rangeOf } from './range'
import { paint } from './to-image'

export interface GridOptions {
  /** Tiles in a row. */
  columns?: number
  /** Pixels between and around tiles, after scaling. Default 1. */
  padding?: number
  /** One range of values for all tiles ('shared'), each tile its own ('own'), or these two. Default 'shared'. */
  range?: 'shared' | 'own' | Range
  colormap?: Colormap
  /** Every element as a square of so many pixels. Default 1. */
  scale?: number
  /** Colour between tiles: [red, green, blue] or with alpha, 0 to 255. Default transparent. */
  background?: readonly number[]
}

export interface Tiles {
  readonly values: Numbers
  readonly count: number
  readonly height: number
  readonly width: number
  /** Tiles of three planes are red, green and blue. */
  readonly rgb: boolean
}

const NAMES = ['columns', 'padding', 'range', 'colormap', 'scale', 'background']

/** Equal tiles in rows. */
export function grid(tiles: Tiles, options: GridOptions, what: string, columns: number, map: Colormap): Picture {
  checkOptions(options, NAMES, what)
  const { padding = 1, range = 'shared', scale = 1, background = [0, 0, 0, 0] } = options
  const color = colormap(map)
  checkWhole(columns, 1, `${what}: columns`)
  checkWhole(padding, 0, `${what}: padding`)
  checkWhole(scale, 1, `${what}: scale`)
  if (typeof range === 'string' && range !== 'shared' && range !== 'own')
    throw new ArgumentError(`${what}: range is 'shared', 'own' or [low, high], got '${range}'`)
  if (typeof range !== 'string') checkRange(range, what)
  const { values, count, height, width, rgb } = tiles
  const size = height * width * (rgb ? 3 : 1)
  const rangeAt = ranges(values, size, range, !rgb && isDiverging(map))
  const across = Math.min(columns, count)
  const down = Math.ceil(count / across)
  const out = blank(
    across * (width * scale + padding) + padding,
    down * (height * scale + padding) + padding,
    background,
  )
  for (let i = 0; i < count; i++) {
    const tile = paint(values, i * size, [height, width], rgb ? 'rgb' : color, rangeAt(i))
    const [x, y] = [(i % across) * (width * scale + padding), Math.floor(i / across) * (height * scale + padding)]
    paste(out, enlarged(tile, scale), padding + x, padding + y)
  }
  return out
}

function ranges(
  values: Numbers,
  size: number,
  range: 'shared' | 'own' | Range,
  symmetric: boolean,
): (i: number) => Range {
  if (typeof range !== 'string') return () => range
  if (range === 'own')
    return (i) =>
      rangeOf(
        Array.from({ length: size }, (_, k) => values[i * size + k]!),
        symmetric,
      )
  const shared = rangeOf(values, symmetric)
  return () => shared
}

/**
 * The filters of a convolution, [out, in, h, w], as a grid. Filters of 3 channels are shown as red, green and blue unless a
 * colormap is named; otherwise every channel is a tile, and by default every output channel a row (one-channel filters
 * stand in rows of about a square). A matrix [out, in], a linear layer's weight, is one tile. Default colormap 'RdBu': red below zero, blue
 * above. Throws ShapeError for other shapes.
 */
export function filterGrid(weight: Tensor, options: GridOptions = {}): Picture {
  const values = numbersOf(weight, 'filterGrid')
  const [out, depth, height, width] = (weight.ndim === 2
    ? [1, 1, ...weight.shape]
    : weight.shape) as unknown as number[]
  if ((weight.ndim !== 4 && weight.ndim !== 2) || values.length === 0)
    throw new ShapeError(`filterGrid: expected a weight [out, in, h, w] or [out, in], got [${weight.shape.join(', ')}]`)
  const rgb = depth === 3 && options?.colormap === undefined
  const count = rgb ? out! : out! * depth!
  const tiles = { values, count, height: height!, width: width!, rgb }
  const inRow = rgb || depth === 1 ? Math.ceil(Math.sqrt(count)) : depth!
  return grid(tiles, options, 'filterGrid', options?.columns ?? inRow, options?.colormap ?? 'RdBu')
}

/**
 * The feature maps of one picture, [channels, h, w] or [1, channels, h, w], as a grid in rows of about a square.
 * Default colormap 'viridis'. Throws ShapeError for other shapes: choose from a batch with `x.at(0)`.
 */
export function featureGrid(x: Tensor, options: GridOptions = {}): Picture {
  const values = numbersOf(x, 'featureGrid')
  const [count, height, width] = x.shape.slice(-3) as [number, number, number]
  if (!(x.ndim === 3 || (x.ndim === 4 && x.shape[0] === 1)) || values.length === 0)
    throw new ShapeError(
      `featureGrid: expected [channels, h, w] or [1, channels, h, w], got [${x.shape.join(', ')}]${x.ndim === 4 ? ': choose from the batch with x.at(i)' : ''}`,
    )
  const columns = options?.columns ?? Math.ceil(Math.sqrt(count))
  return grid(
    { values, count, height, width, rgb: false },
    options,
    'featureGrid',
    columns,
    options?.colormap ?? 'viridis',
  )
}
