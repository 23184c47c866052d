/* Softmax and its logarithm along one dim: three passes over each line, sums in float64. */
import type { View } from '../device'
import { eachLine } from './lines'

type Floats = Float32Array | Float64Array
type Line = (x: Floats, i: number, step: number, out: Floats, o: number, outStep: number, n: number) => void

function along(x: View, dim: number, out: View, line: Line): void {
  const [from, to] = [x.array as Floats, out.array as Floats]
  const [step, outStep, n] = [x.strides[dim]!, out.strides[dim]!, x.shape[dim]!]
  eachLine(dim, [x, out], (i, o) => line(from, i, step, to, o, outStep, n))
}

function greatest(x: Floats, i: number, step: number, n: number): number {
  let max = -Infinity
  for (let k = 0; k < n; k++) if (x[i + k * step]! > max) max = x[i + k * step]!
  return max
}

function softmaxLine(x: Floats, i: number, step: number, out: Floats, o: number, outStep: number, n: number): void {
  // Subtract the max: exp overflows float32 above 88.
  const max = greatest(x, i, step, n)
  let sum = 0
  for (let k = 0; k < n; k++) sum += out[o + k * outStep] = Math.exp(x[i + k * step]! - max)
  const scale = 1 / sum
  for (let k = 0; k < n; k++) out[o + k * outStep]! *= scale
}

function logSoftmaxLine(x: Floats, i: number, step: number, out: Floats, o: number, outStep: number, n: number): void {
  const max = greatest(x, i, step, n)
  let sum = 0
  for (let k = 0; k < n; k++) sum += Math.exp(x[i + k * step]! - max)
  // Not max + log: beside a large max the logarithm would be lost.
  const rest = Math.log(sum)
  for (let k = 0; k < n; k++) out[o + k * outStep] = x[i + k * step]! - max - rest
}

export const softmax = (x: View, dim: number, out: View): void => along(x, dim, out, softmaxLine)
export const logSoftmax = (x: View, dim: number, out: View): void => along(x, dim, out, logSoftmaxLine)
