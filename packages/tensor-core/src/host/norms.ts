/* Normalization: sums in float64, each row or channel read twice. */
import type { View } from '../device'

type Floats = Float32Array | Float64Array
const floats = (x: View): Floats => x.array as Floats

/** A vector's values; `missing` where there is no vector. */
function values(x: View | null, n: number, missing: number): Float64Array {
  const out = new Float64Array(n).fill(missing)
  if (!x) return out
  const [from, step] = [floats(x), x.strides[0]!]
  for (let i = 0; i < n; i++) out[i] = from[x.offset + i * step]!
  return out
}

export function layerNorm(x: View, weight: View | null, bias: View | null, eps: number, out: View): void {
  const [rows, n] = x.shape as [number, number]
  const [from, to] = [floats(x), floats(out)]
  const [rowStride, step] = x.strides as [number, number]
  const scale = values(weight, n, 1)
  const shift = values(bias, n, 0)
  for (let row = 0; row < rows; row++) {
    const start = x.offset + row * rowStride
    let sum = 0
    for (let i = 0; i < n; i++) sum += from[start + i * step]!
    const mean = sum / n
    let squares = 0
    for (let i = 0; i < n; i++) squares += (from[start + i * step]! - mean) ** 2
    const factor = 1 / Math.sqrt(squares / n + eps)
    const at = out.offset + row * n
    for (let i = 0; i < n; i++) to[at + i] = (from[start + i * step]! - mean) * factor * scale[i]! + shift[i]!
  }
}

export function batchNorm(
  x: View,
  mean: View,
  variance: View,
  weight: View | null,
  bias: View | null,
  eps: number,
  out: View,
): void {
  const [batch, channels, length] = x.shape as [number, number, number]
  const [from, to] = [floats(x), floats(out)]
  const step = x.strides[2]!
  const centres = values(mean, channels, 0)
  const scales = values(weight, channels, 1)
  const shifts = values(bias, channels, 0)
  values(variance, channels, 1).forEach((value, c) => {
    scales[c]! /= Math.sqrt(value + eps)
  })
  let at = out.offset
  for (let n = 0; n < batch; n++)
    for (let c = 0; c < channels; c++) {
      const start = x.offset + n * x.strides[0]! + c * x.strides[1]!
      const [centre, scale, shift] = [centres[c]!, scales[c]!, shifts[c]!]
      for (let i = 0; i < length; i++) to[at++] = (from[start + i * step]! - centre) * scale + shift
    }
}
