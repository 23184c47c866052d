/* Pools over images: the greatest values and the means of windows. assembly/pool.ts. */
import type { OwnKernels, PoolGeometry, View } from '@torchlet/tensor-core/ops'
import type { Instance, MakeKernel } from '../instance'
import { type Images, imagesOf, layoutOf } from './conv-image'
import { numelOf } from './layout'

const GREATEST = 0
const MEAN = 1

type AvgPoolGeometry = Parameters<OwnKernels['avgPool2d']>[1]

/** How many places the windows along each axis count. */
interface Places {
  readonly rows: readonly number[]
  readonly columns: readonly number[]
}

/** No plane is copied: both axes step by two from pair to pair, and rows hold a vector of windows. */
const isPairs = ({ kernel, stride, padding, dilation }: PoolGeometry, { columnStride }: Images, out: View): boolean =>
  columnStride === 4 &&
  out.shape[3]! >= 4 &&
  kernel.every((size) => size === 2) &&
  stride.every((size) => size === 2) &&
  padding.every((size) => size === 0) &&
  dilation.every((size) => size === 1)

function planesOf({ address, count, imageStride, channels, channelStride }: Images) {
  return [address, count, imageStride, channels, channelStride] as const
}

function pool(wasm: Instance, kind: number, x: View, geometry: PoolGeometry, places: Places | null, out: View): void {
  const images = imagesOf(wasm, x)
  const { channels, count, height, rowStride, width, columnStride } = images
  const { kernel, stride, padding, dilation } = geometry
  const [, , outHeight, outWidth] = out.shape as [number, number, number, number]
  const [kernelHeight, kernelWidth] = kernel as [number, number]
  const size = kernelHeight * kernelWidth
  const parts = Math.min(count * channels, wasm.parts((numelOf(out.shape) * size) / 4))
  if (isPairs(geometry, images, out)) {
    const divisor = places ? places.rows[0]! * places.columns[0]! : 1
    wasm.parallel(
      'poolPairs',
      parts,
      images.address,
      count,
      images.imageStride,
      channels,
      images.channelStride,
      rowStride,
      kind,
      divisor,
      wasm.output(out),
      outHeight,
      outWidth,
    )
    return
  }
  const layout = layoutOf({ geometry: { stride, padding, dilation }, kernelHeight, kernelWidth, outHeight, outWidth })
  const { rows, top, left, phases, pitch } = layout
  const row = phases * pitch * 4
  const tables = wasm.scratch((size + outHeight + outWidth + 4) * 4, 'taps')
  const [rowPlaces, columnPlaces] = [tables + size * 4, tables + (size + outHeight) * 4]
  wasm.exports.layConvTaps(tables, 1, 0, kernelHeight, dilation[0]! * row, kernelWidth, dilation[1]!, phases, pitch)
  if (places) {
    wasm.f32(rowPlaces, outHeight).set(places.rows)
    wasm.f32(columnPlaces, outWidth).set(places.columns)
  }
  const workBytes = wasm.exports.depthwiseWorkspace(rows, phases, pitch)
  const work = wasm.scratch(workBytes * wasm.threads)
  const source = [...planesOf(images), height, rowStride, width, columnStride, rows, top, left, phases, pitch] as const
  const window = [kind, tables, size, stride[0]! * row, rowPlaces, columnPlaces] as const
  wasm.parallel('pool', parts, ...source, ...window, wasm.output(out), outHeight, outWidth, work, workBytes)
}

export const maxPool2d: MakeKernel<'maxPool2d'> = (wasm) => (x, geometry, out) => {
  if (x.dtype !== 'float32' || numelOf(out.shape) === 0) return false
  pool(wasm, GREATEST, x, geometry, null, out)
}

/** How many places of each window along an axis count: they end at the padding, or at the image. */
const placesOf = (size: number, count: number, axis: number, geometry: AvgPoolGeometry): number[] => {
  const { kernel, stride, padding, countIncludePad } = geometry
  const pad = padding[axis]!
  return Array.from({ length: count }, (_, i) => {
    const start = i * stride[axis]! - pad
    const end = Math.min(start + kernel[axis]!, size + pad)
    return countIncludePad ? end - start : Math.min(end, size) - Math.max(start, 0)
  })
}

export const avgPool2d: MakeKernel<'avgPool2d'> = (wasm) => (x, geometry, out) => {
  if (x.dtype !== 'float32' || numelOf(out.shape) === 0) return false
  const { kernel, padding, divisor } = geometry
  const [, , height, width] = x.shape as [number, number, number, number]
  const [, , outHeight, outWidth] = out.shape as [number, number, number, number]
  const images = imagesOf(wasm, x)
  const whole = kernel[0] === height && kernel[1] === width && padding.every((size) => size === 0)
  if (whole && images.columnStride === 4) {
    const parts = Math.min(images.count * images.channels, wasm.parts(numelOf(x.shape) / 4))
    const plane = [height, images.rowStride, width, divisor ?? height * width] as const
    wasm.parallel('planeMeans', parts, ...planesOf(images), ...plane, wasm.output(out))
    return
  }
  const places =
    divisor === null
      ? {
          rows: placesOf(height, outHeight, 0, geometry),
          columns: placesOf(width, outWidth, 1, geometry),
        }
      : { rows: new Array<number>(outHeight).fill(divisor), columns: new Array<number>(outWidth).fill(1) }
  pool(wasm, MEAN, x, { ...geometry, dilation: [1, 1] }, places, out)
}
