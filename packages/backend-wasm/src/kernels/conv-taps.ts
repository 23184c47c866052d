/* Convolutions of any geometry, tap by tap: assembly/conv-taps.ts. */
import type { Instance } from '../instance'
import {
  type Convolution,
  type Images,
  imagesFrom,
  type Layout,
  layoutOf,
  packedFilters,
  padImages,
  planeBytesOf,
} from './conv-image'

/** Padded images that are held at a time, in bytes, where there are several. */
const HELD = 4 << 20
/** How far a tile may read beyond the last column. */
const SLACK = 64

/** Where windows lie: bytes to the next image, channel, row of windows, and row of taps. */
interface Windows {
  readonly corner: number
  readonly imageBytes: number
  readonly planeBytes: number
  readonly windowRow: number
  readonly tapRow: number
  readonly phases: number
  readonly pitch: number
}

export function convolveTaps(wasm: Instance, conv: Convolution): void {
  const { images, outHeight, outWidth, outChannels, out } = conv
  const inPlace = windowsInPlace(conv)
  if (inPlace) {
    multiplyTaps(wasm, conv, inPlace, images.count, out)
    return
  }
  const layout = layoutOf(conv)
  const imageBytes = planeBytesOf(layout) * images.channels
  const atOnce = Math.max(1, Math.min(images.count, Math.floor(HELD / imageBytes)))
  for (let first = 0; first < images.count; first += atOnce) {
    const some = imagesFrom(images, first, Math.min(atOnce, images.count - first))
    const windows = padded(wasm, conv, some, layout)
    multiplyTaps(wasm, conv, windows, some.count, out + first * outChannels * outHeight * outWidth * 4)
  }
}

/** The windows of images that need no copy: no padding, and columns side by side. */
function windowsInPlace({ images, geometry }: Convolution): Windows | undefined {
  const { address, imageStride, channelStride, rowStride, columnStride } = images
  const [strideY, strideX] = geometry.stride as [number, number]
  if (geometry.padding[0] !== 0 || geometry.padding[1] !== 0 || strideX !== 1 || columnStride !== 4) return undefined
  return {
    corner: address,
    imageBytes: imageStride,
    planeBytes: channelStride,
    windowRow: strideY * rowStride,
    tapRow: geometry.dilation[0]! * rowStride,
    phases: 1,
    pitch: 0,
  }
}

function padded(wasm: Instance, { geometry }: Convolution, images: Images, layout: Layout): Windows {
  const planeBytes = planeBytesOf(layout)
  const imageBytes = planeBytes * images.channels
  const corner = wasm.scratch(imageBytes * images.count + SLACK, 'image')
  padImages(wasm, images, layout, corner)
  const { phases, pitch } = layout
  const row = phases * pitch * 4
  const [windowRow, tapRow] = [geometry.stride[0]! * row, geometry.dilation[0]! * row]
  return { corner, imageBytes, planeBytes, windowRow, tapRow, phases, pitch }
}

function multiplyTaps(wasm: Instance, conv: Convolution, windows: Windows, images: number, out: number): void {
  const { weight, init, geometry, kernelHeight, kernelWidth, outChannels, outHeight, outWidth, activation } = conv
  const { groups } = geometry
  const depth = weight.shape[1]!
  const [m, k] = [outChannels / groups, depth * kernelHeight * kernelWidth]
  const { corner, imageBytes, planeBytes, windowRow, tapRow, phases, pitch } = windows
  const taps = wasm.scratch(k * 4, 'taps')
  const { exports } = wasm
  exports.layConvTaps(taps, depth, planeBytes, kernelHeight, tapRow, kernelWidth, geometry.dilation[1]!, phases, pitch)
  const filters = packedFilters(wasm, weight, groups)
  const workBytes = exports.convTapsWorkspace()
  const work = wasm.scratch(workBytes * wasm.threads)
  // A tile computes eight products in the time of one load.
  const wanted = wasm.parts((images * m * k * outHeight * outWidth) / 8)
  const imageParts = Math.min(images, wanted)
  const rowParts = Math.min(outHeight, Math.ceil(wanted / imageParts))
  const filterParts = Math.min(Math.ceil(m / 48), Math.ceil(wanted / (imageParts * rowParts)))
  const parts = imageParts * rowParts * filterParts
  const plane = outHeight * outWidth * 4
  for (let g = 0; g < groups; g++)
    wasm.parallel(
      'convTaps',
      parts,
      rowParts,
      filterParts,
      images,
      filters.address + g * filters.group,
      m,
      k,
      corner + g * depth * planeBytes,
      imageBytes,
      windowRow,
      taps,
      init.address + g * m * init.row,
      init.row,
      out + g * m * plane,
      outChannels * plane,
      outHeight,
      outWidth,
      activation,
      work,
      workBytes,
    )
}
