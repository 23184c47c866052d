import { checkOptions } from '@torchlet/tensor-core/fused'
import { ShapeError, type Tensor } from '@torchlet/tensor-core/ops'
import { checkWhole } from '../arguments'
import { type Numbers, numbersOf } from '../numbers'
import { type Colormap, colormap, isDiverging } from './colormaps'
import { blank, enlarged, type Picture } from './picture'
import { checkRange, type Range, rangeOf } from './range'

export interface ImageOptions {
  /** How a number becomes a colour. Default 'viridis'. */
  colormap?: Colormap
  /** Which values get the first and the last colour. Default: the least and the greatest (for a diverging map as far on both sides of 0). */
  range?: Range
  /** Every element as a square of so many pixels. Default 1. */
  scale?: number
}

/** NaN and infinities show as this, which is in no colormap. */
const ODD = [255, 0, 255] as const

/** Part of a tensor's values as a picture of height × width; three planes one after the other are red, green and blue. */
export function paint(
  values: Numbers,
  from: number,
  [height, width]: readonly [number, number],
  color: ReturnType<typeof colormap> | 'rgb',
  [low, high]: Range,
): Picture {
  const plane = height * width
  const out = blank(width, height, ODD)
  // A constant picture is in the middle of its colormap; what is not finite stays so.
  const part = (value: number): number => {
    if (high > low) return (value - low) / (high - low)
    return Number.isFinite(value) ? 0.5 : value
  }
  for (let i = 0; i < plane; i++) {
    const parts =
      color === 'rgb' ? [0, 1, 2].map((c) => part(values[from + c * plane + i]!)) : [part(values[from + i]!)]
    if (!parts.every(Number.isFinite)) continue
    out.data.set(color === 'rgb' ? parts.map((p) => p * 255) : color(parts[0]!), i * 4)
  }
  return out
}

/**
 * A matrix as a picture, one pixel for each element: [H, W] or [1, H, W] through a colormap, [3, H, W] as red, green and blue.
 * NaN and infinities are magenta. Throws ShapeError for any other shape, ArgumentError for options that mean nothing.
 */
export function toImage(x: Tensor, options: ImageOptions = {}): Picture {
  checkOptions(options, ['colormap', 'range', 'scale'], 'toImage')
  const { colormap: map = 'viridis', scale = 1 } = options
  const color = colormap(map)
  checkWhole(scale, 1, 'toImage: scale')
  if (options.range !== undefined) checkRange(options.range, 'toImage')
  const values = numbersOf(x, 'toImage')
  const [height, width] = x.shape.slice(-2) as [number, number]
  const planes = x.ndim === 2 ? 1 : x.ndim === 3 ? x.shape[0]! : 0
  if ((planes !== 1 && planes !== 3) || height * width === 0)
    throw new ShapeError(`toImage: expected [H, W], [1, H, W] or [3, H, W], got [${x.shape.join(', ')}]`)
  const range = options.range ?? rangeOf(values, isDiverging(map))
  return enlarged(paint(values, 0, [height, width], planes === 3 ? 'rgb' : color, range), scale)
}
