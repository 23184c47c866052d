/*
 * Convolution by shape: each of the files conv-*.ts computes one kind. All work on the images where they lie or on padded copies of
 * them, with filters that were packed once.
 */
import type { MakeKernel } from '../instance'
import { applied, numberOf } from './activation'
import { convolveDepthwise, isDepthwise } from './conv-depthwise'
import { biasRows, type Convolution, imagesOf } from './conv-image'
import { convolvePointwise, isPointwise } from './conv-pointwise'
import { convolveTaps } from './conv-taps'
import { convolveWinograd, isWinograd } from './conv-winograd'
import { isContiguous, numelOf } from './layout'

export const conv2d: MakeKernel<'conv2d'> = (wasm) => (x, weight, bias, geometry, out, name) => {
  if (x.dtype !== 'float32' || !isContiguous(weight)) return false
  if (numelOf(x.shape) * numelOf(weight.shape) * numelOf(out.shape) === 0) return false
  const [outChannels, , kernelHeight, kernelWidth] = weight.shape as [number, number, number, number]
  const [, , outHeight, outWidth] = out.shape as [number, number, number, number]
  const images = imagesOf(wasm, x)
  const init = biasRows(wasm, bias)
  const conv: Convolution = {
    images,
    weight,
    init,
    geometry,
    kernelHeight,
    kernelWidth,
    outChannels,
    outHeight,
    outWidth,
    out: wasm.output(out),
    activation: numberOf(name),
  }
  if (isDepthwise(conv)) convolveDepthwise(wasm, conv)
  else if (isPointwise(conv)) convolvePointwise(wasm, conv)
  else if (isWinograd(conv)) convolveWinograd(wasm, conv)
  else convolveTaps(wasm, conv)
  return applied(conv.activation)
}
