/* Convolutions 3 × 3 with steps of one, by Winograd's minimal filtering: assembly/winograd.ts. */
import type { Instance } from '../instance'
import type { Convolution } from './conv-image'
import { keyOf } from './packing'

const PLACES = 36
const STEP = 4
/** Channels from which the products are worth the transforms. */
const LEAST_CHANNELS = 16
/** Bytes of a block's transformed tiles: half of a second cache. */
const BLOCK_BYTES = 1 << 19

export function isWinograd({ kernelHeight, kernelWidth, geometry, images, outChannels }: Convolution): boolean {
  const { stride, dilation, groups } = geometry
  const plain = stride.every((step) => step === 1) && dilation.every((step) => step === 1) && groups === 1
  return plain && kernelHeight === 3 && kernelWidth === 3 && Math.min(images.channels, outChannels) >= LEAST_CHANNELS
}

/** Filters, transformed in float64 and packed; remembered. */
function transformedFilters(wasm: Instance, { weight, outChannels, images: { channels } }: Convolution): number {
  const { exports } = wasm
  const from = wasm.input(weight)
  const bytes = exports.winogradFiltersBytes(outChannels, channels)
  return wasm.remember(weight, keyOf(weight, 'winograd'), bytes, (to) => {
    const work = wasm.scratch(exports.winogradPackWorkspace(channels), 'image')
    exports.winogradPack(from, outChannels, channels, to, work)
  })
}

/** How many rows of tiles make a block: as many as the cache holds, where panels of eight tiles are fullest. */
function rowsOfBlock(rows: number, columns: number, channels: number): number {
  const most = Math.max(1, Math.min(rows, Math.floor(BLOCK_BYTES / (PLACES * 4 * channels * columns))))
  const panels = (each: number) =>
    Math.floor(rows / each) * Math.ceil((each * columns) / 8) + Math.ceil(((rows % each) * columns) / 8)
  let best = most
  for (let each = most - 1; each >= 1 && each * 2 > most; each--) if (panels(each) < panels(best)) best = each
  return best
}

export function convolveWinograd(wasm: Instance, conv: Convolution): void {
  const { images, init, geometry, outChannels, outHeight, outWidth, out, activation } = conv
  const { address, count, imageStride, channels, channelStride, height, rowStride, width, columnStride } = images
  const { exports } = wasm
  const rowsOfImage = Math.ceil(outHeight / STEP)
  const columns = Math.ceil(outWidth / STEP)
  const filters = transformedFilters(wasm, conv)
  const rows = rowsOfImage * count
  const most = rowsOfBlock(rows, columns, channels)
  const tiles = wasm.scratch(PLACES * channels * exports.tilesBytes(most * columns, columns), 'image')
  const imagesWork = exports.winogradImagesWorkspace(columns)
  const productsWork = exports.winogradProductsWorkspace(most * columns, columns)
  const work = wasm.scratch(Math.max(imagesWork, productsWork) * wasm.threads)
  const source = [address, imageStride, channels, channelStride, height, rowStride, width, columnStride] as const
  const [top, left] = geometry.padding as [number, number]
  for (let first = 0; first < rows; first += most) {
    const some = Math.min(most, rows - first)
    const block = [first, some, rowsOfImage, columns] as const
    const imageParts = Math.min(channels, wasm.parts(PLACES * channels * some * columns))
    wasm.parallel('winogradImages', imageParts, ...source, top, left, ...block, tiles, work, imagesWork)
    const wanted = wasm.parts((PLACES * channels * outChannels * some * columns) / 8)
    const parts = Math.min(exports.winogradBlocks(outChannels), wanted)
    const target = [...block, out, outHeight, outWidth, activation] as const
    const products = [filters, outChannels, channels, tiles, init.address, init.row] as const
    wasm.parallel('winogradProducts', parts, ...products, ...target, work, productsWork)
  }
}
