/* Convolutions over one and three axes, out of the one over two. */
import type { Tensor } from '../tensor'
import { contiguous, viewOf } from './allocate'
import { add } from './arithmetic'
import { convolveImages } from './conv2d'
import { type Convolve, convolution } from './convolution'
import { copy_ } from './in-place'
import { like, zeros } from './make'
import { narrow, permute, reshape, select, squeeze, unsqueeze } from './views'
import { windowCount } from './windows'

/** A line is an image of height 1. */
export const convolveLines: Convolve = (x, weight, bias, { stride, padding, dilation, groups }, epilogue) => {
  const geometry = { stride: [1, ...stride], padding: [0, ...padding], dilation: [1, ...dilation], groups }
  return squeeze(convolveImages(unsqueeze(x, 2), unsqueeze(weight, 2), bias, geometry, epilogue), 2)
}

/** Every `step`-th of `count` frames from `first` on, as a batch of images: [N·count, C, H, W]. */
function frames(x: Tensor, first: number, count: number, step: number): Tensor {
  const along = x.strides[2]!
  const picked = viewOf(x, x.shape.with(2, count), x.strides.with(2, along * step), x.offset + first * along)
  return reshape(permute(picked, [0, 2, 1, 3, 4]), [x.shape[0]! * count, x.shape[1]!, x.shape[3]!, x.shape[4]!])
}

/** A volume is a sum over the kernel's depth: each of its planes is convolved with the frames that it meets. */
export const convolveVolumes: Convolve = (x, weight, bias, { stride, padding, dilation, groups }) => {
  const [batch, , depth] = x.shape as unknown as [number, number, number]
  const [outChannels] = weight.shape as unknown as [number]
  const sizes = weight.shape
    .slice(2)
    .map((size, axis) => windowCount(x.shape[axis + 2]!, size, stride[axis]!, padding[axis]!, dilation[axis]!))
  const out = zeros([batch, outChannels, ...sizes], like(x))
  if (bias) copy_(out, reshape(bias, [outChannels, 1, 1, 1]))
  const plane = { stride: stride.slice(1), padding: padding.slice(1), dilation: dilation.slice(1), groups }
  for (let tap = 0; tap < weight.shape[2]!; tap++) {
    const shift = tap * dilation[0]! - padding[0]!
    // The output frames whose input frame is there.
    const first = Math.max(0, Math.ceil(-shift / stride[0]!))
    const count = Math.min(sizes[0]! - 1, Math.floor((depth - 1 - shift) / stride[0]!)) - first + 1
    if (count < 1) continue
    const images = frames(x, first * stride[0]! + shift, count, stride[0]!)
    const sum = convolveImages(images, contiguous(select(weight, 2, tap)), null, plane)
    const part = narrow(out, 2, first, count)
    copy_(part, add(part, permute(reshape(sum, [batch, count, outChannels, sizes[1]!, sizes[2]!]), [0, 2, 1, 3, 4])))
  }
  return out
}

/** Cross-correlation along one axis. x: [N, C, L] or [C, L], weight: [O, C/groups, k], bias: [O] → [N, O, l]. See `conv2d`. */
export const conv1d = /* @__PURE__ */ convolution(1, convolveLines)
/** Cross-correlation of volumes. x: [N, C, D, H, W] or [C, D, H, W], weight: [O, C/groups, kd, kh, kw], bias: [O]. See `conv2d`. */
export const conv3d = /* @__PURE__ */ convolution(3, convolveVolumes)
