import type { ConvGeometry } from '../device'
import { tryKernel } from '../dispatch'
import { conv2d as hostConv2d } from '../host/conv2d'
import type { Tensor } from '../tensor'
import { allocate } from './allocate'
import { add } from './arithmetic'
import { type Convolve, convolution } from './convolution'
import { cat } from './join'
import { matmul } from './matmul'
import { narrow, permute, reshape } from './views'
import { padded, windowCount, windows } from './windows'

/** Convolution out of primitives: windows as a view, one matrix product a group. x is padded already. */
export function conv2dComposed(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  { stride, padding, dilation, groups }: ConvGeometry,
): Tensor {
  const [outChannels, depth, kernelHeight, kernelWidth] = weight.shape as unknown as [number, number, number, number]
  const kernel = [kernelHeight, kernelWidth]
  const image = padded(x, padding, 0)
  const counts = kernel.map((size, axis) =>
    windowCount(image.shape[axis + 2]!, size, stride[axis]!, 0, dilation[axis]!),
  )
  const [batch, outHeight, outWidth] = [x.shape[0]!, counts[0]!, counts[1]!]
  const rows = outChannels / groups
  const parts = Array.from({ length: groups }, (_, group) => {
    const channels = windows(narrow(image, 1, group * depth, depth), kernel, stride, dilation, counts)
    // [N, C, oh, ow, kh, kw] → [N, C·kh·kw, oh·ow]
    const patches = reshape(permute(channels, [0, 1, 4, 5, 2, 3]), [
      batch,
      depth * kernelHeight * kernelWidth,
      outHeight * outWidth,
    ])
    const filters = reshape(narrow(weight, 0, group * rows, rows), [rows, depth * kernelHeight * kernelWidth])
    return reshape(matmul(filters, patches), [batch, rows, outHeight, outWidth])
  })
  const out = parts.length === 1 ? parts[0]! : cat(parts, 1)
  return bias ? add(out, reshape(bias, [outChannels, 1, 1])) : out
}

/** Convolution of images: the device's kernel, or its composition. */
export const convolveImages: Convolve = (x, weight, bias, geometry, epilogue) => {
  const { stride, padding, dilation } = geometry
  const count = (axis: number): number =>
    windowCount(x.shape[axis + 2]!, weight.shape[axis + 2]!, stride[axis]!, padding[axis]!, dilation[axis]!)
  const out = allocate([x.shape[0]!, weight.shape[0]!, count(0), count(1)], x.dtype, x.device)
  const done = tryKernel('conv2d', hostConv2d, out, [x, weight, bias, geometry, out, epilogue?.asked], epilogue)
  return done ? out : conv2dComposed(x, weight, bias, geometry)
}

/**
 * Cross-correlation: y[n, o, i, j] = b[o] + Σ w[o, c, p, q] · x[n, c, i·stride + p·dilation − padding, …].
 * x: [N, C, H, W] or [C, H, W], weight: [O, C/groups, kh, kw], bias: [O] → [N, O, oh, ow] with
 * oh = ⌊(H + 2·padding − dilation·(kh − 1) − 1) / stride⌋ + 1. With `activation`, that of y. Throws ShapeError, DTypeError, ArgumentError.
 */
export const conv2d = /* @__PURE__ */ convolution(2, convolveImages)
