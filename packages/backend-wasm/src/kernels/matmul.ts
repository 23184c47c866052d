import type { MakeKernel } from '../instance'
import { numelOf } from './layout'
import { matricesOf, multiply, multiplyVector, noInit } from './product'

/** out[b] = x[b]·y[b], of any strides. A single row or column is a matrix times a vector. */
export const matmul: MakeKernel<'matmul'> = (wasm) => (x, y, out) => {
  if (x.dtype !== 'float32') return false
  const [batches, m, k] = x.shape as [number, number, number]
  const n = y.shape[2]!
  if (k === 0 || numelOf(out.shape) === 0) return false
  const a = matricesOf(wasm.input(x), x)
  const b = matricesOf(wasm.input(y), y)
  const to = wasm.output(out)
  if (m !== 1 && n !== 1) return multiply(wasm, { batches, m, n, k }, a, b, noInit(wasm), to)
  for (let i = 0; i < batches; i++) {
    const left = a.address + i * a.batch
    const right = b.address + i * b.batch
    if (m === 1) {
      const columns = { address: right, lane: b.column, step: b.row }
      multiplyVector(wasm, n, k, columns, { address: left, step: a.column }, null, to + i * n * 4)
    } else {
      const rows = { address: left, lane: a.row, step: a.column }
      multiplyVector(wasm, m, k, rows, { address: right, step: b.row }, null, to + i * m * 4)
    }
  }
}
