/*
 * How a convolution lies in gemm's cells: a tile of channels, rows and columns of the image with its padding, row by row, its
 * columns sorted by their remainder where the stride is not 1. Neighbouring outputs then read neighbouring cells, and a tap
 * is a distance that is the same for all of them.
 */
import { CELLS, DEPTH, type Floats, PANELS, WIDTH, workspace } from './gemm'

/** One group of channels of all images, and where it lies. */
export interface Layer {
  readonly x: Floats
  readonly xAt: number
  readonly xStrides: readonly number[]
  readonly weight: Floats
  readonly weightAt: number
  /** From one output channel's filters to the next one's. */
  readonly weightStride: number
  /** Of an output channel. */
  readonly bias: (channel: number) => number
  readonly out: Floats
  readonly outAt: number
  /** From one image's outputs to the next one's. */
  readonly outStride: number
  readonly batch: number
  readonly channels: number
  readonly height: number
  readonly width: number
  readonly outChannels: number
  readonly outHeight: number
  readonly outWidth: number
  readonly kernelHeight: number
  readonly kernelWidth: number
  readonly stride: readonly number[]
  readonly padding: readonly number[]
  readonly dilation: readonly number[]
}

/** What lies in the cells at a time. */
export interface Tile {
  readonly channels: number
  /** Of outputs. */
  readonly rows: number
  readonly columns: number
  /** The remainders by the stride that columns with a tap have; those of one remainder make a lane of a row. */
  readonly remainders: readonly number[]
  readonly lane: number
  readonly inRows: number
}

/** The largest tile that fits: whole rows if some of them do, and at least a panel of columns. */
export function tileOf({
  channels,
  kernelHeight,
  kernelWidth,
  stride,
  dilation,
  outHeight,
  outWidth,
}: Layer): Tile | undefined {
  const taps = kernelHeight * kernelWidth
  if (taps > DEPTH) return undefined
  const together = Math.min(channels, Math.floor(DEPTH / taps))
  const room = Math.min(Math.floor(CELLS / together), PANELS)
  const [down, right] = stride as [number, number]
  const remainders = [...new Set(Array.from({ length: kernelWidth }, (_, q) => (q * dilation[1]!) % right))]
  const overlap = Math.floor(((kernelWidth - 1) * dilation[1]!) / right)
  const reach = (kernelHeight - 1) * dilation[0]! + 1
  for (const wanted of [4, 1]) {
    const atLeast = (Math.min(wanted, outHeight) - 1) * down + reach
    let columns = Math.floor(room / atLeast / remainders.length) - overlap
    columns = columns < outWidth ? columns - (columns % WIDTH) : outWidth
    if (columns < 1) continue
    const lane = columns + overlap
    const rows = Math.min(outHeight, Math.floor((Math.floor(room / lane / remainders.length) - reach) / down) + 1)
    return { channels: together, rows, columns, remainders, lane, inRows: (rows - 1) * down + reach }
  }
  return undefined
}

/** Cells that several tiles share at most: a quarter of a megabyte. */
const SHARED = 1 << 15

/** Calls `work` with as many tiles as fit together, of one image or of many, for each block of channels. */
export function eachBlock(
  { batch, channels, outHeight, outWidth }: Layer,
  tile: Tile,
  size: number,
  work: (corners: readonly number[][], channel: number, channels: number) => void,
): void {
  const corners: number[][] = []
  for (let n = 0; n < batch; n++)
    for (let row = 0; row < outHeight; row += tile.rows)
      for (let column = 0; column < outWidth; column += tile.columns) corners.push([n, row, column])
  const panels = tile.rows * Math.ceil(tile.columns / WIDTH)
  const together = Math.max(1, Math.min(Math.floor(SHARED / size), Math.floor(PANELS / panels)))
  for (let first = 0; first < corners.length; first += together)
    for (let channel = 0; channel < channels; channel += tile.channels)
      work(corners.slice(first, first + together), channel, Math.min(tile.channels, channels - channel))
}

/** Where the outputs of the tiles begin, three columns at a time: in the cells, and in out. */
export function layPanels(layer: Layer, tile: Tile, corners: readonly number[][], size: number): number {
  const { from, to, widths } = workspace()
  const { outHeight, outWidth, outStride, stride } = layer
  const step = stride[0]! * tile.lane * tile.remainders.length
  let panel = 0
  corners.forEach(([n, top, left], i) => {
    const bottom = Math.min(outHeight, top! + tile.rows)
    const right = Math.min(outWidth, left! + tile.columns)
    for (let row = top!; row < bottom; row++)
      for (let column = left!; column < right; column += WIDTH) {
        from[panel] = i * size + (row - top!) * step + column - left!
        to[panel] = n! * outStride + row * outWidth + column
        widths[panel++] = Math.min(WIDTH, right - column)
      }
  })
  return panel
}

/** How far each tap is from the first one. */
export function layTaps({ kernelHeight, kernelWidth, stride, dilation }: Layer, tile: Tile, channels: number): void {
  const { taps } = workspace()
  const { remainders, lane, inRows } = tile
  const pitch = lane * remainders.length
  let k = 0
  for (let channel = 0; channel < channels; channel++)
    for (let row = 0; row < kernelHeight; row++)
      for (let column = 0; column < kernelWidth; column++) {
        const x = column * dilation[1]!
        const remainder = remainders.indexOf(x % stride[1]!)
        taps[k++] = (channel * inRows + row * dilation[0]!) * pitch + remainder * lane + Math.floor(x / stride[1]!)
      }
}

/** Copies what a tile sees of its image into the cells, zeros where it sees padding. */
export function layImage(
  layer: Layer,
  tile: Tile,
  corner: readonly number[],
  channel: number,
  channels: number,
  to: number,
): void {
  const { cells } = workspace()
  const { x, xAt, xStrides, height, width, stride, padding } = layer
  const { remainders, lane, inRows } = tile
  const [perImage, perChannel, perRow, perColumn] = xStrides as [number, number, number, number]
  const [n, row, column] = corner as [number, number, number]
  const right = stride[1]!
  const step = right * perColumn
  const top = row * stride[0]! - padding[0]!
  for (let i = 0; i < remainders.length; i++) {
    const left = column * right - padding[1]! + remainders[i]!
    // The cells of a lane that see the image.
    const first = Math.min(lane, Math.max(0, Math.ceil(-left / right)))
    const last = Math.min(lane, Math.max(first, Math.floor((width - 1 - left) / right) + 1))
    const corner = xAt + n * perImage + channel * perChannel + (left + first * right) * perColumn
    for (let c = 0; c < channels; c++)
      for (let y = 0; y < inRows; y++) {
        let cell = to + ((c * inRows + y) * remainders.length + i) * lane
        const end = cell + lane
        const inside = top + y >= 0 && top + y < height
        const until = inside ? cell + last : cell
        let from = corner + c * perChannel + (top + y) * perRow
        for (const begin = inside ? cell + first : cell; cell < begin; cell++) cells[cell] = 0
        for (; cell < until; cell++, from += step) cells[cell] = x[from]!
        for (; cell < end; cell++) cells[cell] = 0
      }
  }
}
