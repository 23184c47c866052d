import type { AvgPoolGeometry, View } from '../device'

/** Where a window begins and ends within the axis, and how many places it counts as. */
function spans(size: number, count: number, kernel: number, stride: number, padding: number, includePad: boolean) {
  return Array.from({ length: count }, (_, i) => {
    const start = i * stride - padding
    const end = Math.min(start + kernel, size + padding)
    const [first, last] = [Math.max(start, 0), Math.min(end, size)]
    return { first, last, places: includePad ? end - start : last - first }
  })
}

/** The mean of every window. x: [N, C, H, W]; out contiguous. Sums in float64. */
export function avgPool2d(x: View, geometry: AvgPoolGeometry, out: View): void {
  const { kernel, stride, padding, countIncludePad, divisor } = geometry
  const [batch, channels, height, width] = x.shape as [number, number, number, number]
  const [, , outHeight, outWidth] = out.shape as [number, number, number, number]
  const from = x.array as Float32Array
  const to = out.array as Float32Array
  const [rowStride, columnStride] = [x.strides[2]!, x.strides[3]!]
  const rows = spans(height, outHeight, kernel[0]!, stride[0]!, padding[0]!, countIncludePad)
  const columns = spans(width, outWidth, kernel[1]!, stride[1]!, padding[1]!, countIncludePad)
  let next = out.offset
  for (let n = 0; n < batch; n++)
    for (let channel = 0; channel < channels; channel++) {
      const plane = x.offset + n * x.strides[0]! + channel * x.strides[1]!
      for (const row of rows)
        for (const column of columns) {
          let sum = 0
          for (let y = row.first; y < row.last; y++) {
            const line = plane + y * rowStride
            for (let at = column.first; at < column.last; at++) sum += from[line + at * columnStride]!
          }
          to[next++] = sum / (divisor ?? row.places * column.places)
        }
    }
}
