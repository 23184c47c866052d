import { type Picture as PixelImage, stats, toImage } from '@torchlet/inspection'
import { select, type Tensor, unbind } from '@torchlet/tensor-core/ops'
import { ember, emberAndNight } from './colours'

/** A tensor as pictures. */
export interface Maps {
  readonly images: readonly PixelImage[]
  readonly shape: readonly number[]
  readonly min: number
  readonly max: number
}

export interface MapsOptions {
  /** One range of brightness for all maps, so that they may be compared, or each its own. Default 'shared'. */
  readonly range?: 'shared' | 'own'
}

/** [1, channels, h, w] as one picture a channel; [1, n] as a single line of n pixels. Black is zero. */
export function mapsOf(x: Tensor, { range = 'shared' }: MapsOptions = {}): Maps {
  const { min, max, shape } = stats(x)
  const shared = optionsFor(min, max)
  const paint = (map: Tensor): PixelImage => toImage(map, range === 'shared' ? shared : optionsOf(map))
  return { images: x.ndim === 4 ? unbind(select(x, 0, 0)).map(paint) : [paint(x)], shape, min, max }
}

function optionsOf(map: Tensor) {
  const { min, max } = stats(map)
  return optionsFor(min, max)
}

/** Colours for values from min to max: both kinds where some are below zero. Zero is black in either case. */
function optionsFor(min: number, max: number) {
  // A map of nothing but zeros, or of NaN, has no range.
  const most = Math.max(Math.abs(min), Math.abs(max)) || 1
  return min < 0
    ? { colormap: emberAndNight, range: [-most, most] as const }
    : { colormap: ember, range: [0, most] as const }
}
