/* Convolutions with kernels of one pixel: matrix products of the filters with the images as they lie. */
import type { Instance } from '../instance'
import { type Convolution, imagesFrom, packedFilters, padImages, planeBytesOf } from './conv-image'
import { convolveTaps } from './conv-taps'
import { multiply } from './product'

/** Channels up to which the pixels of a tile lie in few enough lines of the cache to be read where they are. */
const MOST_UNPACKED = 256

/** Whether it is one: no padding, one group. */
export const isPointwise = ({ kernelHeight, kernelWidth, geometry }: Convolution): boolean =>
  kernelHeight === 1 && kernelWidth === 1 && geometry.groups === 1 && geometry.padding.every((size) => size === 0)

export function convolvePointwise(wasm: Instance, conv: Convolution): void {
  const { images, weight, init, geometry, outChannels: m, outHeight, outWidth, out, activation } = conv
  const { count, channels: k, channelStride, imageStride, rowStride, columnStride, width, address } = images
  const n = outHeight * outWidth
  const filters = { address: packedFilters(wasm, weight, 1).address, batch: 0, row: 0, column: 0, packed: true }
  const whole = geometry.stride.every((step) => step === 1) && rowStride === width * columnStride
  if (whole && columnStride === 4 && k <= MOST_UNPACKED) {
    // One long row of pixels.
    const row = { ...images, height: 1, width: n, rowStride: n * 4 }
    convolveTaps(wasm, { ...conv, images: row, outHeight: 1, outWidth: n })
    return
  }
  if (whole) {
    const columns = { address, batch: imageStride, row: channelStride, column: columnStride }
    multiply(wasm, { batches: count, m, n, k }, filters, columns, init, out, activation)
    return
  }
  // The pixels that windows meet, without the others: an image of its own.
  const step = { rowStride: rowStride * geometry.stride[0]!, columnStride: columnStride * geometry.stride[1]! }
  const layout = { rows: outHeight, top: 0, left: 0, phases: 1, pitch: outWidth }
  const planeBytes = planeBytesOf(layout)
  const pixels = wasm.scratch(planeBytes * k, 'image')
  for (let i = 0; i < count; i++) {
    padImages(wasm, { ...imagesFrom(images, i, 1), ...step, height: outHeight, width: outWidth }, layout, pixels)
    const columns = { address: pixels, batch: 0, row: planeBytes, column: 4 }
    multiply(wasm, { batches: 1, m, n, k }, filters, columns, init, out + i * m * n * 4, activation)
  }
}
