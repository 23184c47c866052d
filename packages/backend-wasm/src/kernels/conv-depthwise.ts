/* Convolutions whose groups are single channels: assembly/depthwise.ts. */
import type { Instance } from '../instance'
import { type Convolution, layoutOf } from './conv-image'

/** With more filters a channel, a product of them with the channel's windows is faster. */
const MOST_FILTERS = 2

export const isDepthwise = ({ weight, images, geometry, outChannels }: Convolution): boolean =>
  weight.shape[1] === 1 && geometry.groups === images.channels && outChannels <= MOST_FILTERS * images.channels

export function convolveDepthwise(wasm: Instance, conv: Convolution): void {
  const { images, weight, init, geometry, kernelHeight, kernelWidth, outChannels, outHeight, outWidth, out } = conv
  const { address, count, imageStride, channels, channelStride, height, rowStride, width, columnStride } = images
  const layout = layoutOf(conv)
  const { rows, top, left, phases, pitch } = layout
  const { exports } = wasm
  const [strideY, dilationY] = [geometry.stride[0]!, geometry.dilation[0]!]
  const size = kernelHeight * kernelWidth
  const taps = wasm.scratch(size * 4, 'taps')
  const row = phases * pitch * 4
  exports.layConvTaps(taps, 1, 0, kernelHeight, dilationY * row, kernelWidth, geometry.dilation[1]!, phases, pitch)
  const workBytes = exports.depthwiseWorkspace(rows, phases, pitch)
  const work = wasm.scratch(workBytes * wasm.threads)
  const source = [address, count, imageStride, channels, channelStride, height, rowStride, width, columnStride] as const
  const kernel = [
    wasm.input(weight),
    kernelHeight,
    kernelWidth,
    taps,
    strideY,
    dilationY,
    outChannels / channels,
  ] as const
  const target = [init.address, init.row, out, outHeight, outWidth] as const
  const parts = Math.min(count * channels, wasm.parts((count * outChannels * outHeight * outWidth * size) / 4))
  wasm.parallel('depthwise', parts, ...source, rows, top, left, phases, pitch, ...kernel, ...target, work, workBytes)
}
