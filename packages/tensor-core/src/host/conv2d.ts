/*
 * Convolution as a matrix product, out[O, oh·ow] = W[O, K]·patches[K, oh·ow] with K = C·kh·kw, of which no patch is ever laid
 * down: gemm takes its columns from cells, and neighbouring outputs read neighbouring cells of the image. The image, a tile
 * of channels, rows and columns at a time, is copied into the cells with its padding, its columns sorted by their remainder
 * where the stride is not 1; a tap is then a distance. Bounded by gemm's multiply-adds: the copy costs a few parts in
 * O·kh·kw of them. Kernels that are too wide for the cells are taken apart into rows and taps. Depthwise convolutions
 * (one channel in, one out) have no product to speak of and are summed directly; dense ones of stride 1 save products where
 * that pays (see winograd.ts).
 */
import type { ConvGeometry, View } from '../device'
import { eachBlock, type Layer, layImage, layPanels, layTaps, tileOf } from './conv-tiles'
import { depthwise } from './depthwise'
import { type Floats, multiplyPanels } from './gemm'
import { pays, winograd } from './winograd'

/** out = x ∗ weight + bias. x: [N, C, H, W], weight: [O, C/groups, kh, kw], contiguous; out is contiguous and zeroed. */
export function conv2d(x: View, weight: View, bias: View | null, geometry: ConvGeometry, out: View): void {
  const { groups, stride, padding, dilation } = geometry
  const [batch, , height, width] = x.shape as [number, number, number, number]
  const [allChannels, channels, kernelHeight, kernelWidth] = weight.shape as [number, number, number, number]
  const [, , outHeight, outWidth] = out.shape as [number, number, number, number]
  const outChannels = allChannels / groups
  const pixels = outHeight * outWidth
  for (let group = 0; group < groups; group++) {
    const layer: Layer = {
      x: x.array as Floats,
      xAt: x.offset + group * channels * x.strides[1]!,
      xStrides: x.strides,
      weight: weight.array as Floats,
      weightAt: weight.offset + group * outChannels * weight.strides[0]!,
      weightStride: weight.strides[0]!,
      bias: (channel) =>
        bias ? (bias.array[bias.offset + (group * outChannels + channel) * bias.strides[0]!] as number) : 0,
      out: out.array as Floats,
      outAt: out.offset + group * outChannels * pixels,
      outStride: allChannels * pixels,
      batch,
      channels,
      height,
      width,
      outChannels,
      outHeight,
      outWidth,
      kernelHeight,
      kernelWidth,
      stride,
      padding,
      dilation,
    }
    if (pays(layer) && winograd(layer)) continue
    layBias(layer)
    if (channels === 1 && outChannels === 1) depthwise(layer)
    else convolve(isPointwise(layer) ? inOneRow(layer) : layer)
  }
}

function layBias({ batch, outChannels, outHeight, outWidth, out, outAt, outStride, bias }: Layer): void {
  const pixels = outHeight * outWidth
  for (let n = 0; n < batch; n++)
    for (let channel = 0, at = outAt + n * outStride; channel < outChannels; channel++, at += pixels)
      out.fill(bias(channel), at, at + pixels)
}

/** Whether each output is one pixel's, and the pixels lie evenly. */
const isPointwise = ({ kernelHeight, kernelWidth, stride, padding, xStrides, width }: Layer): boolean =>
  [kernelHeight, kernelWidth, ...stride].every((size) => size === 1) &&
  padding.every((size) => size === 0) &&
  xStrides[2] === xStrides[3]! * width

/** An image of one long row: no columns are left over at the end of each. */
const inOneRow = (layer: Layer): Layer => {
  const width = layer.width * layer.height
  return { ...layer, height: 1, width, outHeight: 1, outWidth: width }
}

function convolve(layer: Layer): void {
  const tile = tileOf(layer)
  if (!tile) {
    takeApart(layer)
    return
  }
  const { outHeight, outWidth, kernelHeight, kernelWidth, outChannels, outAt } = layer
  const size = tile.channels * tile.inRows * tile.lane * tile.remainders.length
  const taps = kernelHeight * kernelWidth
  const filters = { array: layer.weight, offset: layer.weightAt, rowStride: layer.weightStride, columnStride: 1 }
  eachBlock(layer, tile, size, (corners, channel, count) => {
    const panels = layPanels(layer, tile, corners, size)
    layTaps(layer, tile, count)
    corners.forEach((corner, i) => layImage(layer, tile, corner, channel, count, i * size))
    multiplyPanels(filters, outChannels, channel * taps, count * taps, panels, layer.out, outAt, outHeight * outWidth)
  })
}

/** A kernel too large for the cells: the sum of its rows over single channels, or of its taps. */
function takeApart(layer: Layer): void {
  const { channels, kernelHeight, kernelWidth, padding, dilation } = layer
  const width = kernelHeight > 1 ? kernelWidth : 1
  for (let channel = 0; channel < channels; channel++)
    for (let row = 0; row < kernelHeight; row++)
      for (let column = 0; column < kernelWidth; column += width)
        convolve({
          ...layer,
          channels: 1,
          kernelHeight: 1,
          kernelWidth: width,
          padding: [padding[0]! - row * dilation[0]!, padding[1]! - column * dilation[1]!],
          xAt: layer.xAt + channel * layer.xStrides[1]!,
          weightAt: layer.weightAt + (channel * kernelHeight + row) * kernelWidth + column,
        })
}
