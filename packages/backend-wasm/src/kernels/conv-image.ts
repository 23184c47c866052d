/* What all convolutions ask of their operands: where the image lies, its padded copy, the packed filters, the bias. */
import type { ConvGeometry, View } from '@torchlet/tensor-core/ops'
import type { Instance } from '../instance'
import { keyOf, packedRowsBytes } from './packing'
import { type Init, noInit } from './product'

/** A batch of images, or some of their channels: strides in bytes. */
export interface Images {
  readonly address: number
  readonly count: number
  readonly imageStride: number
  readonly channels: number
  readonly channelStride: number
  readonly height: number
  readonly rowStride: number
  readonly width: number
  readonly columnStride: number
}

export interface Convolution {
  readonly images: Images
  readonly weight: View
  readonly init: Init
  readonly geometry: ConvGeometry
  readonly kernelHeight: number
  readonly kernelWidth: number
  readonly outChannels: number
  readonly outHeight: number
  readonly outWidth: number
  readonly out: number
  /** By number: activation.ts. */
  readonly activation: number
}

export function imagesOf(wasm: Instance, x: View): Images {
  const [count, channels, height, width] = x.shape as [number, number, number, number]
  const { strides } = x
  return {
    address: wasm.input(x),
    count,
    imageStride: strides[0]! * 4,
    channels,
    channelStride: strides[1]! * 4,
    height,
    rowStride: strides[2]! * 4,
    width,
    columnStride: strides[3]! * 4,
  }
}

/** The images from `first` on. */
export const imagesFrom = (images: Images, first: number, count: number): Images => ({
  ...images,
  address: images.address + first * images.imageStride,
  count,
})

/** Rows of a product that begin with the bias of their channel, or with zeros. */
export function biasRows(wasm: Instance, bias: View | null): Init {
  if (!bias) return noInit(wasm)
  const channels = bias.shape[0]!
  const address = wasm.scratch(channels * 32, 'bias')
  wasm.exports.spreadBias(wasm.input(bias), bias.strides[0]! * 4, channels, address)
  return { address, row: 32, panel: 0 }
}

/** The filters of each group as rows of a product, packed and remembered: where the first group's are, and bytes to the next. */
export function packedFilters(wasm: Instance, weight: View, groups: number): { address: number; group: number } {
  const rows = weight.shape[0]! / groups
  const depth = weight.shape[1]! * weight.shape[2]! * weight.shape[3]!
  const group = packedRowsBytes(wasm, 1, rows, depth)
  const from = wasm.input(weight)
  const address = wasm.remember(weight, keyOf(weight, 'filters', groups), groups * group, (to) => {
    for (let g = 0; g < groups; g++)
      wasm.exports.packA(from + g * rows * depth * 4, depth * 4, 4, rows, depth, to + g * group)
  })
  return { address, group }
}

/** How padded planes are laid out: see assembly/pad.ts. */
export interface Layout {
  readonly rows: number
  readonly top: number
  readonly left: number
  readonly phases: number
  readonly pitch: number
}

/** What of a convolution or a pool says where its windows lie. */
interface Windows extends Pick<Convolution, 'kernelHeight' | 'kernelWidth' | 'outHeight' | 'outWidth'> {
  readonly geometry: Omit<ConvGeometry, 'groups'>
}

/** The layout of images with the padding of their windows, dealt out by their steps. */
export function layoutOf({ geometry, kernelHeight, kernelWidth, outHeight, outWidth }: Windows): Layout {
  const { stride, padding, dilation } = geometry
  const phases = stride[1]!
  return {
    rows: (outHeight - 1) * stride[0]! + (kernelHeight - 1) * dilation[0]! + 1,
    top: padding[0]!,
    left: padding[1]!,
    phases,
    pitch: outWidth + Math.floor(((kernelWidth - 1) * dilation[1]!) / phases),
  }
}

const LINE = 64

/** Bytes of a padded plane: an odd number of lines, so that the same place of all channels does not fall on the same lines of the cache. */
export const planeBytesOf = ({ rows, phases, pitch }: Layout): number =>
  (Math.ceil((rows * phases * pitch * 4) / LINE) | 1) * LINE

/** Copies all planes of the images with their padding. */
export function padImages(wasm: Instance, images: Images, layout: Layout, to: number): void {
  const { address, count, imageStride, channels, channelStride, height, rowStride, width, columnStride } = images
  const { rows, top, left, phases, pitch } = layout
  const planes = [address, count, imageStride, channels, channelStride, height, rowStride, width, columnStride] as const
  const parts = wasm.parts((count * channels * rows * phases * pitch) / 4)
  wasm.parallel('padPlanes', parts, ...planes, to, planeBytesOf(layout), rows, top, left, phases, pitch)
}
