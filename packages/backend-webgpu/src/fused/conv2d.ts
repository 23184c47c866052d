/*
 * Convolutions as products: filters times windows. Windows are read where they lie in the image (implicit GEMM); a row of the
 * product is an output channel, a column a pixel of the output, a matrix of the batch a group of channels.
 */
import type { ConvGeometry, View } from '@torchlet/tensor-core/ops'
import { numelOf } from '../layout'
import type { Gpu } from '../program'
import type { Product } from './operands'
import { runProduct } from './product'

/** x: [N, C, H, W], weight: [O, C/groups, kh, kw], contiguous, bias: [O]. */
export function conv2d(gpu: Gpu, x: View, weight: View, bias: View | null, geometry: ConvGeometry, out: View): void {
  runProduct(gpu, pointwise(x, weight, bias, geometry, out) ?? windowed(x, weight, bias, geometry, out))
}

type Pair = [number, number]
const SMALL_PLANE = 32

function windowed(x: View, weight: View, bias: View | null, geometry: ConvGeometry, out: View): Product {
  const { stride, padding, dilation, groups } = geometry
  const [images, channels, ...counts] = out.shape as [number, number, number, number]
  const [rows, depth, plane] = [channels / groups, weight.shape[1]!, numelOf(counts)]
  const kernel = weight.shape.slice(2) as Pair
  const [image, channel, row, column] = x.strides as [number, number, number, number]
  const length = depth * numelOf(kernel)
  return {
    op: 'conv2d',
    batches: groups,
    rows,
    columns: images * plane,
    depth,
    left: { view: weight, batch: rows * length, line: length, step: 1 },
    right: { view: x, batch: depth * channel, line: 0, step: channel },
    windows: {
      image,
      row,
      column,
      size: x.shape.slice(2) as Pair,
      kernel,
      stride: stride as Pair,
      padding: padding as Pair,
      dilation: dilation as Pair,
      counts: counts as Pair,
    },
    out: { view: out, batch: rows * plane, row: plane, column: channels * plane },
    bias: bias && { view: bias, along: 'rows', batch: rows },
  }
}

/** A convolution of single pixels, where an image's pixels lie evenly and are taken all: a product for each image, or group. */
function pointwise(x: View, weight: View, bias: View | null, geometry: ConvGeometry, out: View): Product | null {
  const { stride, padding, groups } = geometry
  const [images, channels, height, width] = out.shape as [number, number, number, number]
  const [image, channel, row, column] = x.strides as [number, number, number, number]
  const isPointwise =
    numelOf(weight.shape.slice(2)) === 1 && padding.every((size) => size === 0) && stride.every((step) => step === 1)
  if (!isPointwise || (height > 1 && row !== width * column) || (images > 1 && groups > 1)) return null
  const [rows, depth, plane] = [channels / groups, weight.shape[1]!, height * width]
  // Small images would each fill a part of a tile: side by side, as windows, they share it.
  if (images > 1 && plane < SMALL_PLANE) return null
  return {
    op: 'conv2d',
    batches: images * groups,
    rows,
    columns: plane,
    depth,
    left: { view: weight, batch: groups > 1 ? rows * depth : 0, line: depth, step: 1 },
    right: { view: x, batch: groups > 1 ? depth * channel : image, line: column, step: channel },
    windows: null,
    out: { view: out, batch: rows * plane, row: plane, column: 1 },
    bias: bias && { view: bias, along: 'rows', batch: groups > 1 ? rows : 0 },
  }
}
