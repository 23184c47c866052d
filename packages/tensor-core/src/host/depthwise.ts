import type { Layer } from './conv-tiles'

/** Convolution of one channel with one filter: every tap adds a shifted copy of the image. */
export function depthwise(layer: Layer): void {
  const { batch, x, weight, out, kernelHeight, kernelWidth, height, width, outHeight, outWidth } = layer
  const { stride, padding, dilation } = layer
  const [perImage, , perRow, perColumn] = layer.xStrides as [number, number, number, number]
  const [down, right] = stride as [number, number]
  for (let n = 0; n < batch; n++)
    for (let tap = 0; tap < kernelHeight * kernelWidth; tap++) {
      const factor = weight[layer.weightAt + tap]!
      const tapRow = Math.floor(tap / kernelWidth)
      const shiftY = tapRow * dilation[0]! - padding[0]!
      const shiftX = (tap - tapRow * kernelWidth) * dilation[1]! - padding[1]!
      // The output columns whose input lies inside the image.
      const first = Math.max(0, Math.ceil(-shiftX / right))
      const last = Math.min(outWidth - 1, Math.floor((width - 1 - shiftX) / right))
      for (let row = 0; row < outHeight; row++) {
        const y = row * down + shiftY
        if (y < 0 || y >= height) continue
        const from = layer.xAt + n * perImage + y * perRow + shiftX * perColumn
        const step = right * perColumn
        const to = layer.outAt + n * layer.outStride + row * outWidth
        for (let column = first; column <= last; column++) out[to + column]! += factor * x[from + column * step]!
      }
    }
}
