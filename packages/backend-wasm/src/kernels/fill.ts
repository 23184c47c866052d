import { itemSize, type MakeKernel } from '../instance'
import { isContiguous, numelOf } from './layout'

const stored = new Float32Array(1)
const bits = new Int32Array(stored.buffer)

export const fill: MakeKernel<'fill'> = (wasm) => (value, out) => {
  if (out.dtype !== 'float32' || !isContiguous(out)) return false
  const bytes = numelOf(out.shape) * itemSize(out)
  stored[0] = Number(value)
  wasm.parallel('fillPattern', wasm.parts(bytes / 16), wasm.output(out), bits[0]!, bits[0]!, bytes)
}
