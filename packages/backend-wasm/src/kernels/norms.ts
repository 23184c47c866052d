import type { View } from '@torchlet/tensor-core/ops'
import type { Instance, MakeKernel } from '../instance'
import { applied, numberOf } from './activation'
import { copyInto } from './copy'
import { isContiguous } from './layout'

const addressOf = (wasm: Instance, vector: View | null): number => (vector ? wasm.input(vector) : 0)
const stepOf = (vector: View | null): number => (vector ? vector.strides[0]! * 4 : 0)

/** Weight and bias as vectors whose numbers lie one behind the other. */
const flat = (wasm: Instance, vector: View | null, region: string): number =>
  vector && !isContiguous(vector) ? copyInto(wasm, vector, region) : addressOf(wasm, vector)

export const layerNorm: MakeKernel<'layerNorm'> = (wasm) => (x, weight, bias, eps, out) => {
  if (x.dtype !== 'float32') return false
  const [rows, n] = x.shape as [number, number]
  const from = isContiguous(x) ? wasm.input(x) : copyInto(wasm, x, 'planes')
  const [scale, shift] = [flat(wasm, weight, 'weight'), flat(wasm, bias, 'bias')]
  wasm.parallel('layerNormRows', wasm.parts(rows * n * 3), rows, n, from, scale, shift, eps, wasm.output(out))
}

export const batchNorm: MakeKernel<'batchNorm'> = (wasm) => (x, mean, variance, weight, bias, eps, out, name) => {
  const [batch, channels, length] = x.shape as [number, number, number]
  // Planes of one number are what the host is good at.
  if (x.dtype !== 'float32' || length < 4 || x.strides[2] !== 1) return false
  const scales = wasm.scratch(channels * 4, 'scales')
  const factors = [wasm.input(variance), stepOf(variance), addressOf(wasm, weight), stepOf(weight)]
  wasm.exports.batchNormScales(channels, ...factors, eps, scales)
  const activation = numberOf(name)
  wasm.parallel(
    'batchNormPlanes',
    wasm.parts(batch * channels * length),
    ...[batch, channels, length, wasm.input(x), x.strides[0]! * 4, x.strides[1]! * 4],
    ...[wasm.input(mean), stepOf(mean), scales, addressOf(wasm, bias), stepOf(bias), wasm.output(out), activation],
  )
  return applied(activation)
}
