/*
 * Convolution as a matrix product: out[O, oh·ow] = W[O, K]·patches[K, oh·ow] with K = C·kh·kw. The patches are packed from
 * the image straight into gemm's panels, block by block, so that the workspace stays the same for an image of any size.
 * Depthwise convolutions (one channel in, one out) have no product to speak of and are summed directly.
 */
import type { ConvGeometry, View } from '../device'
import { gemm, KC, PANEL_COLUMNS, type Packer, packRows } from './gemm'

interface Image {
  readonly array: Float32Array | Float64Array
  readonly offset: number
  readonly channelStride: number
  readonly rowStride: number
  readonly columnStride: number
  readonly height: number
  readonly width: number
}

interface Taps {
  readonly kernelHeight: number
  readonly kernelWidth: number
  readonly outWidth: number
}

/** out = x ∗ weight + bias. x: [N, C, H, W], weight: [O, C/groups, kh, kw]; out is contiguous and zeroed. */
export function conv2d(x: View, weight: View, bias: View | null, geometry: ConvGeometry, out: View): void {
  const [batch, , height, width] = x.shape as [number, number, number, number]
  const [outChannels, depth, kernelHeight, kernelWidth] = weight.shape as [number, number, number, number]
  const [, , outHeight, outWidth] = out.shape as [number, number, number, number]
  const { groups } = geometry
  const pixels = outHeight * outWidth
  const rows = outChannels / groups
  const to = out.array as Float32Array
  const taps: Taps = { kernelHeight, kernelWidth, outWidth }
  if (bias) layBias(bias, batch, outChannels, pixels, to, out.offset)
  for (let n = 0; n < batch; n++)
    for (let group = 0; group < groups; group++) {
      const image: Image = {
        array: x.array as Float32Array,
        offset: x.offset + n * x.strides[0]! + group * depth * x.strides[1]!,
        channelStride: x.strides[1]!,
        rowStride: x.strides[2]!,
        columnStride: x.strides[3]!,
        height,
        width,
      }
      const at = out.offset + (n * outChannels + group * rows) * pixels
      const weightAt = weight.offset + group * rows * weight.strides[0]!
      if (depth === 1 && rows === 1) depthwise(image, weight, weightAt, geometry, taps, outHeight, to, at)
      else {
        const filters = { array: weight.array, offset: weightAt, rowStride: weight.strides[0]!, columnStride: 1 }
        gemm(
          rows,
          pixels,
          depth * kernelHeight * kernelWidth,
          packRows(filters),
          packPatches(image, geometry, taps),
          to,
          at,
          pixels,
        )
      }
    }
}

function layBias(bias: View, batch: number, channels: number, pixels: number, out: Float32Array, offset: number): void {
  const values = bias.array as Float32Array
  for (let n = 0; n < batch; n++)
    for (let channel = 0; channel < channels; channel++) {
      const at = offset + (n * channels + channel) * pixels
      out.fill(values[bias.offset + channel * bias.strides[0]!]!, at, at + pixels)
    }
}

/** Where each tap of a block of depths lies, as seen from a window's corner: in the image's memory, in rows, in columns. */
const tapOffset = /* @__PURE__ */ new Int32Array(KC)
const tapY = /* @__PURE__ */ new Int32Array(KC)
const tapX = /* @__PURE__ */ new Int32Array(KC)

function layTaps(image: Image, dilation: readonly number[], taps: Taps, depth: number, depths: number): void {
  const { kernelHeight, kernelWidth } = taps
  const perChannel = kernelHeight * kernelWidth
  for (let k = 0; k < depths; k++) {
    const channel = Math.floor((depth + k) / perChannel)
    const tap = depth + k - channel * perChannel
    const row = Math.floor(tap / kernelWidth)
    const y = row * dilation[0]!
    const x = (tap - row * kernelWidth) * dilation[1]!
    tapY[k] = y
    tapX[k] = x
    tapOffset[k] = channel * image.channelStride + y * image.rowStride + x * image.columnStride
  }
}

/**
 * Packs columns of the patch matrix: column = output pixel, depth = (channel, tap row, tap column). Windows that lie inside the
 * image are copied four at a time by the taps' offsets; those that reach into the padding ask at each tap.
 */
function packPatches(image: Image, { stride, padding, dilation }: ConvGeometry, taps: Taps): Packer {
  const { array, height, width, rowStride, columnStride } = image
  const { kernelHeight, kernelWidth, outWidth } = taps
  const lastTop = height - 1 - (kernelHeight - 1) * dilation[0]!
  const lastLeft = width - 1 - (kernelWidth - 1) * dilation[1]!
  const corner = new Int32Array(PANEL_COLUMNS)
  return (panels, from, count, depth, depths) => {
    layTaps(image, dilation, taps, depth, depths)
    for (let panel = 0; panel < count; panel += PANEL_COLUMNS) {
      const columns = Math.min(PANEL_COLUMNS, count - panel)
      const to = panel * depths
      let inside = columns === PANEL_COLUMNS
      for (let c = 0; c < columns; c++) {
        const pixel = from + panel + c
        const row = Math.floor(pixel / outWidth)
        const top = row * stride[0]! - padding[0]!
        const left = (pixel - row * outWidth) * stride[1]! - padding[1]!
        inside &&= top >= 0 && top <= lastTop && left >= 0 && left <= lastLeft
        corner[c] = image.offset + top * rowStride + left * columnStride
      }
      if (inside) {
        copyTaps(array, corner[0]!, corner[1]!, corner[2]!, corner[3]!, depths, panels, to)
        continue
      }
      for (let c = 0; c < PANEL_COLUMNS; c++) {
        const pixel = from + panel + c
        const row = Math.floor(pixel / outWidth)
        // A column past the last pixel is all zeros: its window lies nowhere.
        const top = c < columns ? row * stride[0]! - padding[0]! : Number.NEGATIVE_INFINITY
        const left = (pixel - row * outWidth) * stride[1]! - padding[1]!
        for (let k = 0; k < depths; k++) {
          const y = top + tapY[k]!
          const x = left + tapX[k]!
          panels[to + k * PANEL_COLUMNS + c] =
            y >= 0 && y < height && x >= 0 && x < width ? array[corner[c]! + tapOffset[k]!]! : 0
        }
      }
    }
  }
}

function copyTaps(
  array: Image['array'],
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  depths: number,
  panels: Float64Array,
  to: number,
): void {
  for (let k = 0; k < depths; k++) {
    const tap = tapOffset[k]!
    panels[to] = array[c0 + tap]!
    panels[to + 1] = array[c1 + tap]!
    panels[to + 2] = array[c2 + tap]!
    panels[to + 3] = array[c3 + tap]!
    to += PANEL_COLUMNS
  }
}

/** One filter over one channel: every tap adds a shifted copy of the image. */
function depthwise(
  image: Image,
  weight: View,
  weightAt: number,
  { stride, padding, dilation }: ConvGeometry,
  taps: Taps,
  outHeight: number,
  out: Float32Array,
  offset: number,
): void {
  const filter = weight.array as Float32Array
  const { kernelHeight, kernelWidth, outWidth } = taps
  const [strideY, strideX] = stride as [number, number]
  for (let tapRow = 0; tapRow < kernelHeight; tapRow++)
    for (let tapColumn = 0; tapColumn < kernelWidth; tapColumn++) {
      const tap = filter[weightAt + tapRow * weight.strides[2]! + tapColumn * weight.strides[3]!]!
      const shiftY = tapRow * dilation[0]! - padding[0]!
      const shiftX = tapColumn * dilation[1]! - padding[1]!
      // The output columns whose input lies inside the image.
      const first = Math.max(0, Math.ceil(-shiftX / strideX))
      const last = Math.min(outWidth - 1, Math.floor((image.width - 1 - shiftX) / strideX))
      for (let row = 0; row < outHeight; row++) {
        const y = row * strideY + shiftY
        if (y < 0 || y >= image.height) continue
        const from = image.offset + y * image.rowStride + shiftX * image.columnStride
        const step = strideX * image.columnStride
        const to = offset + row * outWidth
        for (let column = first; column <= last; column++) out[to + column]! += tap * image.array[from + column * step]!
      }
    }
}
