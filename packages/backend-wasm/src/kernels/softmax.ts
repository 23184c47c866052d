import type { View } from '@torchlet/tensor-core/ops'
import type { Instance, MakeKernel } from '../instance'
import { copyInto } from './copy'
import { isContiguous } from './layout'

/** Steps of an exponential, for the number of parts. */
const WORK = 8

function run(wasm: Instance, isLog: 0 | 1, x: View, dim: number, out: View): false | undefined {
  if (x.dtype !== 'float32') return false
  // out is contiguous: so must x be, since they are walked together.
  const shape = { outer: 1, n: 1, inner: 1 }
  x.shape.forEach((size, axis) => {
    shape[axis < dim ? 'outer' : axis > dim ? 'inner' : 'n'] *= size
  })
  const from = isContiguous(x) ? wasm.input(x) : copyInto(wasm, x, 'planes')
  const { outer, n, inner } = shape
  const parts = wasm.parts(outer * n * inner * WORK)
  const to = wasm.output(out)
  if (inner > 1) wasm.parallel('softmaxColumns', parts, isLog, outer, n, inner, from, to)
  else wasm.parallel('softmaxRows', parts, isLog, outer, n, from, to)
  return undefined
}

export const softmax: MakeKernel<'softmax'> = (wasm) => (x, dim, out) => run(wasm, 0, x, dim, out)
export const logSoftmax: MakeKernel<'logSoftmax'> = (wasm) => (x, dim, out) => run(wasm, 1, x, dim, out)
