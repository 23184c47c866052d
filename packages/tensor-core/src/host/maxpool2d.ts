import type { PoolGeometry, View } from '../device'

/** The largest value of every window; NaN where a window has one. x: [N, C, H, W]; out contiguous. */
export function maxPool2d(x: View, { kernel, stride, padding, dilation }: PoolGeometry, out: View): void {
  const [batch, channels, height, width] = x.shape as [number, number, number, number]
  const [, , outHeight, outWidth] = out.shape as [number, number, number, number]
  const from = x.array as Float32Array
  const to = out.array as Float32Array
  const [rowStride, columnStride] = [x.strides[2]!, x.strides[3]!]
  let next = out.offset
  for (let n = 0; n < batch; n++)
    for (let channel = 0; channel < channels; channel++) {
      const plane = x.offset + n * x.strides[0]! + channel * x.strides[1]!
      for (let row = 0; row < outHeight; row++) {
        const top = row * stride[0]! - padding[0]!
        for (let column = 0; column < outWidth; column++) {
          const left = column * stride[1]! - padding[1]!
          let best = -Infinity
          for (let tapRow = 0; tapRow < kernel[0]!; tapRow++) {
            const y = top + tapRow * dilation[0]!
            if (y < 0 || y >= height) continue
            for (let tapColumn = 0; tapColumn < kernel[1]!; tapColumn++) {
              const at = left + tapColumn * dilation[1]!
              if (at < 0 || at >= width) continue
              const value = from[plane + y * rowStride + at * columnStride]!
              if (value > best || value !== value) best = value
            }
          }
          to[next++] = best
        }
      }
    }
}
