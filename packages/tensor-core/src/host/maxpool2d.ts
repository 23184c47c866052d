import type { PoolGeometry, View } from '../device'

interface Span {
  /** The first element of a window that lies inside the axis. */
  readonly first: number
  /** How many of its elements do. */
  readonly taps: number
}

/** Where the windows along one axis meet the image. */
function spansOf(
  size: number,
  count: number,
  { kernel, stride, padding, dilation }: PoolGeometry,
  axis: number,
): Span[] {
  const step = dilation[axis]!
  return Array.from({ length: count }, (_, i) => {
    const start = i * stride[axis]! - padding[axis]!
    const first = start < 0 ? start + Math.ceil(-start / step) * step : start
    const end = Math.min(start + (kernel[axis]! - 1) * step, size - 1)
    return { first, taps: Math.max(0, Math.floor((end - first) / step) + 1) }
  })
}

/** The greatest of four in the order of their places, NaN before all. */
function greatest(from: Float32Array, at: number, beside: number, under: number): number {
  let best = from[at]!
  for (const place of [at + beside, at + under, at + under + beside]) {
    const value = from[place]!
    if (value > best || value !== value) best = value
  }
  return best
}

/**
 * Pools by windows of 2×2 that lie inside the image: what most networks do, and too little work to loop over. Bounded by
 * mispredicted branches, if it asks which is greater. So max(a, b) = a − (d − |d|)/2 with d = a − b, whose errors are some 2⁻⁵³ of
 * the differences: less than what float32 keeps of the result, where that is not far smaller than they are. Where it is, or
 * something is not finite, and for float64, `greatest` asks. Of zeros with both signs it may be either.
 */
function poolPairs(x: View, [top, left]: readonly number[], [down, right]: readonly number[], out: View): void {
  const [batch, channels, outHeight, outWidth] = out.shape as [number, number, number, number]
  const from = x.array as Float32Array
  const to = out.array as Float32Array
  const [perImage, perChannel, perRow, perColumn] = x.strides as [number, number, number, number]
  const under = down! * perRow
  const beside = right! * perColumn
  const step = left! * perColumn
  const trust = from instanceof Float32Array ? 2 ** 20 : -1
  let next = out.offset
  for (let n = 0; n < batch; n++)
    for (let channel = 0; channel < channels; channel++)
      for (let row = 0; row < outHeight; row++) {
        let at = x.offset + n * perImage + channel * perChannel + row * top! * perRow
        for (let column = 0; column < outWidth; column++, at += step) {
          const a = from[at]!
          const c = from[at + under]!
          const upper = a - from[at + beside]!
          const lower = c - from[at + under + beside]!
          const width = Math.abs(upper)
          const height = Math.abs(lower)
          const e = a - 0.5 * (upper - width)
          const f = c - 0.5 * (lower - height)
          const between = Math.abs(e - f)
          const best = e - 0.5 * (e - f - between)
          const sure = width + height + between <= trust * Math.abs(best)
          to[next++] = sure ? best : greatest(from, at, beside, under)
        }
      }
}

/**
 * The largest value of every window; NaN where a window has one. x: [N, C, H, W]; out contiguous. Where windows meet the image is
 * found once for all planes: the loops over their elements ask nothing.
 */
export function maxPool2d(x: View, geometry: PoolGeometry, out: View): void {
  const [batch, channels, height, width] = x.shape as [number, number, number, number]
  const [, , outHeight, outWidth] = out.shape as [number, number, number, number]
  const { kernel, stride, padding, dilation } = geometry
  const inside = (size: number, count: number, axis: number): boolean =>
    kernel[axis] === 2 && padding[axis] === 0 && (count - 1) * stride[axis]! + dilation[axis]! < size
  if (inside(height, outHeight, 0) && inside(width, outWidth, 1)) {
    poolPairs(x, stride, dilation, out)
    return
  }
  const from = x.array as Float32Array
  const to = out.array as Float32Array
  const [rowStride, columnStride] = [x.strides[2]!, x.strides[3]!]
  const [down, right] = [geometry.dilation[0]! * rowStride, geometry.dilation[1]! * columnStride]
  const rows = spansOf(height, outHeight, geometry, 0)
  const columns = spansOf(width, outWidth, geometry, 1)
  const starts = Int32Array.from(columns, ({ first }) => first * columnStride)
  const lengths = Int32Array.from(columns, ({ taps }) => taps)
  let next = out.offset
  for (let n = 0; n < batch; n++)
    for (let channel = 0; channel < channels; channel++) {
      const plane = x.offset + n * x.strides[0]! + channel * x.strides[1]!
      for (let row = 0; row < outHeight; row++) {
        const { first, taps } = rows[row]!
        const top = plane + first * rowStride
        for (let column = 0; column < outWidth; column++) {
          const count = lengths[column]!
          let line = top + starts[column]!
          let best = -Infinity
          for (let i = 0; i < taps; i++, line += down)
            for (let j = 0, at = line; j < count; j++, at += right) {
              const value = from[at]!
              if (value > best || value !== value) best = value
            }
          to[next++] = best
        }
      }
    }
}
