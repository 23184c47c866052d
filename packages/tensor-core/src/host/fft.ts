/*
 * The discrete Fourier transform in float64: radix 2 where the length is a power of two, else as a convolution of such a
 * length (Bluestein). n log n steps for any n.
 */
import type { View } from '../device'
import { contiguousStrides } from '../shape'

/** Transforms real and imaginary parts in place. Exchanging the two, before and after, gives the inverse (less its 1/n). */
type Transform = (re: Float64Array, im: Float64Array) => void

const powerFrom = (n: number): number => 2 ** Math.ceil(Math.log2(n))

/** cos and sin of −2π/n · place(k). */
function turns(n: number, count: number, place: (k: number) => number): [Float64Array, Float64Array] {
  const angles = Float64Array.from({ length: count }, (_, k) => ((-2 * Math.PI) / n) * place(k))
  return [angles.map(Math.cos), angles.map(Math.sin)]
}

function radix2(n: number): Transform {
  const [cos, sin] = turns(n, n / 2, (k) => k)
  return (re, im) => {
    for (let i = 1, j = 0; i < n; i++) {
      // j counts as i does, with its bits in reverse.
      let bit = n >> 1
      for (; j & bit; bit >>= 1) j ^= bit
      j ^= bit
      if (i < j) {
        ;[re[i], re[j]] = [re[j]!, re[i]!]
        ;[im[i], im[j]] = [im[j]!, im[i]!]
      }
    }
    for (let half = 1; half < n; half *= 2) {
      const step = n / 2 / half
      for (let start = 0; start < n; start += 2 * half)
        for (let k = 0; k < half; k++) {
          const [a, b] = [start + k, start + k + half]
          const [c, s] = [cos[k * step]!, sin[k * step]!]
          const x = re[b]! * c - im[b]! * s
          const y = re[b]! * s + im[b]! * c
          re[b] = re[a]! - x
          im[b] = im[a]! - y
          re[a]! += x
          im[a]! += y
        }
    }
  }
}

function bluestein(n: number): Transform {
  const m = powerFrom(2 * n - 1)
  const inner = radix2(m)
  // −πk²/n, with k² taken modulo 2n: large angles would lose digits.
  const [chirpRe, chirpIm] = turns(2 * n, n, (k) => (k * k) % (2 * n))
  const [filterRe, filterIm] = [new Float64Array(m), new Float64Array(m)]
  for (let k = 0; k < n; k++) {
    filterRe[k] = filterRe[(m - k) % m] = chirpRe[k]!
    filterIm[k] = filterIm[(m - k) % m] = -chirpIm[k]!
  }
  inner(filterRe, filterIm)
  const [re, im] = [new Float64Array(m), new Float64Array(m)]
  return (xRe, xIm) => {
    re.fill(0)
    im.fill(0)
    for (let k = 0; k < n; k++) {
      const [c, s] = [chirpRe[k]!, chirpIm[k]!]
      re[k] = xRe[k]! * c - xIm[k]! * s
      im[k] = xRe[k]! * s + xIm[k]! * c
    }
    inner(re, im)
    for (let k = 0; k < m; k++) {
      const [x, y] = [re[k]!, im[k]!]
      re[k] = x * filterRe[k]! - y * filterIm[k]!
      im[k] = x * filterIm[k]! + y * filterRe[k]!
    }
    inner(im, re)
    for (let k = 0; k < n; k++) {
      const [c, s] = [chirpRe[k]!, chirpIm[k]!]
      xRe[k] = (re[k]! * c - im[k]! * s) / m
      xIm[k] = (re[k]! * s + im[k]! * c) / m
    }
  }
}

/** out[r, k] = scale · Σⱼ x[r, j]·exp(∓2πijk/n). x and out: [rows, n, 2]. */
export function fft(x: View, inverse: boolean, scale: number, out: View): void {
  const [rows, n] = x.shape as [number, number]
  const [from, to] = [x.array as Float64Array, out.array as Float64Array]
  const [rowStep, step, partStep] = x.strides as [number, number, number]
  const [outRow] = contiguousStrides(out.shape) as [number]
  const transform = n === powerFrom(n) ? radix2(n) : bluestein(n)
  const [re, im] = [new Float64Array(n), new Float64Array(n)]
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < n; k++) {
      const at = x.offset + row * rowStep + k * step
      re[k] = from[at]!
      im[k] = from[at + partStep]!
    }
    if (inverse) transform(im, re)
    else transform(re, im)
    for (let k = 0; k < n; k++) {
      const at = out.offset + row * outRow + 2 * k
      to[at] = re[k]! * scale
      to[at + 1] = im[k]! * scale
    }
  }
}
