/* Convolutions whose groups are single channels: assembly/depthwise. */
import type { Instance } from '../instance'
import { type Convolution, layoutOf } from './conv-image'

/** With more filters a channel, a product of them with the channel's windows is faster. */
const MOST_FILTERS = 2

export const isDepthwise = ({ weight, images, geometry, outChannels }: Convolution): boolean =>
  weight.shape[1] === 1 && geometry.groups === images.channels && outChannels <= MOST_FILTERS * images.channels

/** Whether assembly/depthwise/three.ts computes it. */
const isThree = ({ kernelHeight, kernelWidth, geometry: { stride, padding, dilation } }: Convolution): boolean =>
  kernelHeight === 3 &&
  kernelWidth === 3 &&
  stride[0] === stride[1] &&
  stride[0]! <= 2 &&
  padding[1]! <= 2 &&
  dilation.every((step) => step === 1)

export function convolveDepthwise(wasm: Instance, conv: Convolution): void {
  const { images, weight, init, geometry, kernelHeight, kernelWidth, outChannels } = conv
  const { address, count, imageStride, channels, channelStride, height, rowStride, width, columnStride } = images
  const { exports } = wasm
  const [strideY, dilationY] = [geometry.stride[0]!, geometry.dilation[0]!]
  const size = kernelHeight * kernelWidth
  const filters = wasm.input(weight)
  const multiplier = outChannels / channels
  const source = [address, count, imageStride, channels, channelStride, height, rowStride, width, columnStride] as const
  const { outHeight, outWidth, out, activation } = conv
  const target = [init.address, init.row, out, outHeight, outWidth, activation] as const
  const parts = Math.min(count * channels, wasm.parts((count * outChannels * outHeight * outWidth * size) / 4))
  if (isThree(conv)) {
    const [top, left] = geometry.padding as [number, number]
    const workBytes = exports.depthwiseThreeWorkspace(outWidth, strideY, columnStride === 4 ? 0 : height * width * 4)
    const work = wasm.scratch(workBytes * wasm.threads)
    const kernel = [top, left, strideY, filters, multiplier] as const
    wasm.parallel('depthwiseThree', parts, ...source, ...kernel, ...target, work, workBytes)
    return
  }
  const { rows, top, left, phases, pitch } = layoutOf(conv)
  const taps = wasm.scratch(size * 4, 'taps')
  const row = phases * pitch * 4
  exports.layConvTaps(taps, 1, 0, kernelHeight, dilationY * row, kernelWidth, geometry.dilation[1]!, phases, pitch)
  const workBytes = exports.depthwiseWorkspace(rows, phases, pitch)
  const work = wasm.scratch(workBytes * wasm.threads)
  const kernel = [rows, top, left, phases, pitch, filters, size, taps, strideY, multiplier] as const
  wasm.parallel('depthwise', parts, ...source, ...kernel, ...target, work, workBytes)
}
