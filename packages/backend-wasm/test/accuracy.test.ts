/* The curves stay within 2 ulp of the exact values in all of float32: subnormals, the largest numbers, NaN and ±Infinity. */
import { cpu, erf, exp, expm1, fromTypedArray, log, sigmoid, type Tensor, tanh } from '@torchlet/tensor-core'
import { afterAll, describe, expect, it } from 'vitest'
import { devices } from './devices'

/** Where something ends: the numbers, the subnormals, what exp overflows and underflows at. */
const ENDS = [
  ...[0, 1, Infinity, NaN, 1e-45, 1.1754943508222875e-38, 3.4028234663852886e38, 0.99999994, 1.0000001],
  ...[88.72283, 88.72284, 87.33654, 87.33655, 103.97207, 103.97208, 0.625, 10.6, 104],
]

/** Two million numbers, as dense as float32 is everywhere: those whose bits are multiples of a prime. And the ends. */
function numbers(): Float32Array<ArrayBuffer> {
  const STEP = 2039
  const ends = Float32Array.from(ENDS.flatMap((end) => [end, -end]))
  const count = Math.floor(2 ** 32 / STEP)
  const all = new Uint32Array(count + ends.length)
  for (let i = 0; i < count; i++) all[i] = i * STEP
  all.set(new Uint32Array(ends.buffer), count)
  return new Float32Array(all.buffer)
}

/** The distance of neighbouring float32 numbers around x. */
const ulp = (x: number): number => {
  const size = Math.abs(x)
  return size < 2 ** -126 ? 2 ** -149 : 2 ** (Math.floor(Math.log2(size)) - 23)
}

/** The greatest error in ulp, and what has it. NaN and infinities must be met exactly. */
function worst(got: Float32Array, exact: Float64Array): { error: number; x?: number; got?: number } {
  let found: ReturnType<typeof worst> = { error: 0 }
  for (let i = 0; i < x.length; i++) {
    const want = Math.fround(exact[i]!)
    if (Object.is(got[i], want)) continue
    const error = Number.isFinite(want) ? Math.abs(got[i]! - exact[i]!) / ulp(exact[i]!) : Infinity
    if (!(error <= found.error)) found = { error: error || Infinity, x: x[i]!, got: got[i]! }
  }
  return found
}

const CURVES: Record<string, (x: Tensor) => Tensor> = { exp, log, tanh, sigmoid, erf, expm1 }
const x = numbers()
const onCpu = fromTypedArray(Float64Array.from(x), [x.length], { device: cpu })
const exact = Object.fromEntries(Object.entries(CURVES).map(([name, f]) => [name, f(onCpu).data as Float64Array]))

describe.each((await devices()).filter(([, { threads }]) => threads === 1))('%s', (_, device) => {
  afterAll(() => device.close())
  const onDevice = fromTypedArray(x, [x.length], { device })

  it.each(Object.entries(CURVES))('%s', (name, f) => {
    const found = worst(f(onDevice).data as Float32Array, exact[name]!)
    expect(found.error, JSON.stringify(found)).toBeLessThanOrEqual(2)
    // Two million roundings cannot all be exact: the comparison is one.
    expect(found.error).toBeGreaterThan(0.4)
  })
})
