import { checkOptions } from '@torchlet/tensor-core/fused'
import type { Tensor } from '@torchlet/tensor-core/ops'
import { checkWhole } from '../arguments'
import { stats } from '../stats'
import { short, thousands } from '../text/units'
import { drawing, element, escape } from './markup'

export interface HistogramSvgOptions {
  /** Bins of equal width. Default 40. */
  bins?: number
  /** From where to where. Default: from the least to the greatest finite value. */
  range?: readonly [number, number]
  /** Pixels. Default 320 × 160. */
  width?: number
  height?: number
  /** Above the bars, and what a screen reader says. Default: dtype and shape. */
  title?: string
  /** Of the bars. Default '#4c78a8'. */
  color?: string
}

/** Room for the title above and the edges' numbers below. */
const [ABOVE, BELOW, SIDE] = [22, 18, 6]

/** The values of a tensor as bars: an SVG text. What is not finite is counted in the title. Throws as `stats` does. */
export function histogramSvg(x: Tensor, options: HistogramSvgOptions = {}): string {
  checkOptions(options, ['bins', 'range', 'width', 'height', 'title', 'color'], 'histogramSvg')
  const { bins = 40, range, width = 320, height = 160, color = '#4c78a8' } = options
  checkWhole(width, 40, 'histogramSvg: width')
  checkWhole(height, 60, 'histogramSvg: height')
  const found = stats(x, range ? { bins, range } : { bins })
  const { counts, edges } = found.histogram
  const most = Math.max(1, ...counts)
  const [wide, high] = [(width - 2 * SIDE) / bins, height - ABOVE - BELOW]
  const floor = height - BELOW
  const bars = counts.map((count, i) => {
    const size = (count / most) * high
    const place = {
      x: SIDE + i * wide,
      y: floor - size,
      width: Math.max(wide - 1, wide * 0.8),
      height: size,
      fill: color,
    }
    return element(
      'rect',
      place,
      element('title', {}, `${short(edges[i]!)} … ${short(edges[i + 1]!)}: ${thousands(count)}`),
    )
  })
  const odd = found.nan + found.inf > 0 ? `, ${thousands(found.nan)} NaN, ${thousands(found.inf)} infinite` : ''
  const title = (options.title ?? `${found.dtype} [${found.shape.join(', ')}]`) + odd
  const text = (at: number, y: number, anchor: string, content: string): string =>
    element('text', { x: at, y, 'text-anchor': anchor }, escape(content))
  return drawing(width, height, title, [
    text(SIDE, 14, 'start', title),
    ...bars,
    element('path', { d: `M${SIDE} ${floor}.5H${width - SIDE}`, stroke: 'currentColor', opacity: 0.5 }),
    text(SIDE, height - 5, 'start', short(edges[0]!)),
    text(width - SIDE, height - 5, 'end', short(edges.at(-1)!)),
    ...zeroMark(edges[0]!, edges.at(-1)!, width, height),
  ])
}

/** Where zero is, if it is between the ends and not next to one. */
function zeroMark(low: number, high: number, width: number, height: number): string[] {
  const part = -low / (high - low)
  if (!(part > 0.15 && part < 0.85)) return []
  const x = SIDE + part * (width - 2 * SIDE)
  return [element('text', { x, y: height - 5, 'text-anchor': 'middle' }, '0')]
}
