import type { MakeKernel } from '../instance'
import { applied, numberOf } from './activation'
import { contiguousVector, packedColumns } from './packing'
import { multiply, multiplyVector, noInit } from './product'

/** out = activation(x Wᵀ + b). The weight is packed once, for all batches to come; a single row needs no packing. */
export const linear: MakeKernel<'linear'> = (wasm) => (x, weight, bias, out, name) => {
  if (x.dtype !== 'float32') return false
  const [rows, k] = x.shape as [number, number]
  const n = weight.shape[0]!
  if (rows * k * n === 0) return false
  const from = wasm.input(x)
  const begin = bias && contiguousVector(wasm, bias)
  const activation = numberOf(name)
  if (rows === 1) {
    const [lane, step] = weight.strides as [number, number]
    const matrix = { address: wasm.input(weight), lane: lane * 4, step: step * 4 }
    const row = { address: from, step: x.strides[1]! * 4 }
    multiplyVector(wasm, n, k, matrix, row, begin, wasm.output(out), activation)
    return applied(activation)
  }
  const a = { address: from, batch: 0, row: x.strides[0]! * 4, column: x.strides[1]! * 4 }
  const b = { address: packedColumns(wasm, weight), batch: 0, row: 0, column: 0, packed: true }
  const init = begin === null ? noInit(wasm) : { address: begin, row: 0, panel: 32 }
  multiply(wasm, { batches: 1, m: rows, n, k }, a, b, init, wasm.output(out), activation)
  return applied(activation)
}
