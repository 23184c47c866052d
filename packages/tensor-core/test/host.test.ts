/* The host's kernels that compute in another order than they are defined in, against their definitions. */
import { describe, expect, it } from 'vitest'
import type { ConvGeometry } from '../src/device'
import { conv2d, maxPool2d } from '../src/fused'
import { flip, relu, type Tensor, tensor } from '../src/index'

/** The same numbers at each run, in ±1. */
function numbers(count: number): number[] {
  let state = 1
  return Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647
    return Math.fround(state / 1073741823.5 - 1)
  })
}
const valuesOf = (x: Tensor): number[] => Array.from(x.contiguous().data as Float32Array)
const of = (shape: readonly number[], values = numbers(shape.reduce((a, b) => a * b, 1))): Tensor =>
  tensor(values).reshape(shape)

/** Convolution as it is defined, in float64. */
function directly(x: Tensor, weight: Tensor, bias: Tensor | null, shape: readonly number[], geometry: ConvGeometry) {
  const [pixels, factors, shifts] = [valuesOf(x), valuesOf(weight), bias && valuesOf(bias)]
  const [, allChannels, height, width] = x.shape as unknown as [number, number, number, number]
  const [filters, channels, kernelHeight, kernelWidth] = weight.shape as unknown as [number, number, number, number]
  const [batch, , outHeight, outWidth] = shape as [number, number, number, number]
  const out: number[] = []
  for (let n = 0; n < batch; n++)
    for (let o = 0; o < filters; o++)
      for (let i = 0; i < outHeight; i++)
        for (let j = 0; j < outWidth; j++) {
          let sum = shifts ? shifts[o]! : 0
          const first = Math.floor(o / (filters / geometry.groups)) * channels
          for (let c = 0; c < channels; c++)
            for (let p = 0; p < kernelHeight; p++)
              for (let q = 0; q < kernelWidth; q++) {
                const [y, z] = [i + p - geometry.padding[0]!, j + q - geometry.padding[1]!]
                const inside = y >= 0 && y < height && z >= 0 && z < width
                const pixel = inside ? pixels[((n * allChannels + first + c) * height + y) * width + z]! : 0
                sum += pixel * factors[((o * channels + c) * kernelHeight + p) * kernelWidth + q]!
              }
          out.push(sum)
        }
  return out
}

/** Batch, channels, height, width; filters, kernel height, kernel width; padding above, padding beside; groups. */
const CONVOLUTIONS = [
  [1, 1, 28, 28, 6, 5, 5, 0, 0, 1],
  [3, 6, 12, 12, 12, 5, 5, 0, 0, 1],
  [2, 8, 13, 17, 9, 3, 3, 1, 1, 1],
  [1, 16, 9, 9, 5, 3, 3, 2, 0, 1],
  [2, 12, 11, 14, 8, 4, 4, 3, 3, 1],
  [1, 24, 10, 19, 16, 1, 3, 0, 0, 1],
  [1, 7, 25, 23, 7, 7, 3, 0, 2, 1],
  [2, 12, 10, 20, 18, 5, 5, 2, 2, 3],
  [1, 100, 8, 12, 6, 3, 3, 1, 1, 1],
  [1, 260, 3, 20, 4, 1, 5, 0, 2, 1],
  [40, 4, 12, 12, 10, 3, 3, 1, 1, 1],
  [1, 3, 6, 1200, 8, 3, 3, 1, 1, 1],
  [1, 2, 66, 1200, 4, 63, 3, 0, 0, 1],
  [0, 8, 12, 12, 8, 3, 3, 0, 0, 1],
  [2, 8, 12, 12, 0, 3, 3, 0, 0, 1],
  [1, 1, 5, 5, 1, 5, 5, 0, 0, 1],
]
const geometryOf = (padding = [0, 0], groups = 1): ConvGeometry => ({
  stride: [1, 1],
  padding,
  dilation: [1, 1],
  groups,
})

describe('convolution', () => {
  it.each(CONVOLUTIONS.map((row) => [row]))('of %j', (row) => {
    const [channels, filters, kernelHeight, kernelWidth] = [row[1]!, row[4]!, row[5]!, row[6]!]
    const geometry = geometryOf(row.slice(7, 9), row[9]!)
    const weight = of([filters, channels / geometry.groups, kernelHeight, kernelWidth])
    const bias = of([filters])
    const image = of(row.slice(0, 4))
    // As it is, without a bias, and lying in memory in another order.
    for (const [x, shift] of [
      [image, bias] as const,
      [image, null] as const,
      [image.transpose(2, 3).contiguous().transpose(2, 3), bias] as const,
    ]) {
      const y = conv2d(x, weight, shift, { padding: geometry.padding, groups: geometry.groups })
      const expected = directly(x, weight, shift, y.shape, geometry)
      const worst = valuesOf(y).reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0)
      expect(y.numel()).toBe(expected.length)
      expect(worst).toBeLessThan(2e-6)
    }
  })

  it.each([
    ['an image', Number.NaN],
    ['an image', Infinity],
    ['a weight', Number.NaN],
    ['a weight', -Infinity],
    ['a bias', Infinity],
  ])('%s with %d gives it to those that see it and no others', (where, value) => {
    const [x, weight, bias] = [of([2, 6, 12, 12]), of([8, 6, 3, 3]), of([8])]
    const target = { 'an image': x, 'a weight': weight, 'a bias': bias }[where]!
    target.data[Math.floor(target.numel() / 2)] = value
    const y = conv2d(x, weight, bias, { padding: 1 })
    const expected = directly(x, weight, bias, y.shape, geometryOf([1, 1]))
    const kind = (each: number) => (Number.isFinite(each) ? 'finite' : String(each))
    expect(valuesOf(y).map(kind)).toEqual(expected.map(kind))
    expect(new Set(expected.map(kind)).size).toBeGreaterThan(1)
  })

  it('of whole numbers is whole', () => {
    const whole = (shape: number[]) => of(shape).mul(4).round()
    const [x, weight] = [whole([1, 8, 14, 14]), whole([8, 8, 5, 5])]
    const y = conv2d(x, weight)
    expect(valuesOf(y)).toEqual(directly(x, weight, null, y.shape, geometryOf()))
  })
})

const inf = Infinity
const CORNERS = [0, -0, 0.1, -1, 1e-45, -1e-45, 3e38, -3e38, 1.2345e15, -1e30, inf, -inf, Number.NaN]

it('relu keeps all but negative numbers', () => {
  const words = new Int32Array([0x7fc00000, -0x400000, 0x7f800001, -0x7fffff, -1, -0x800000, -0x80000000])
  const x = tensor(new Float32Array(Array.from({ length: 12 }, () => CORNERS).flat()))
  // Signalling NaNs would become quiet ones on the way.
  new Int32Array(x.data.buffer).set(words, 1)
  const kept = (value: number): number => (value >= 0 || Number.isNaN(value) ? value : 0)
  for (const y of [x, x.narrow(0, 3, 100), x.reshape([-1, 2]).select(1, 1), x.reshape([2, -1]).transpose(0, 1)])
    expect(valuesOf(relu(y))).toEqual(valuesOf(y).map(kept))
})

it.each(['float32', 'float64'] as const)('pairs of pairs of %s have their greatest', (dtype) => {
  const windows = CORNERS.flatMap((a) =>
    CORNERS.flatMap((b) =>
      CORNERS.flatMap((c) => [
        [a, b, c, -1e30],
        [a, b, c, b],
      ]),
    ),
  )
  // Each window is two rows of two.
  const x = tensor(windows, { dtype }).reshape([windows.length, 1, 2, 2])
  for (const image of [x, flip(x, [2, 3])]) {
    // Of zeros with both signs, either.
    const unsigned = (y: Tensor) => valuesOf(y).map((value) => value + 0)
    const values = unsigned(image)
    const greatest = windows.map((_, i) =>
      values.slice(4 * i, 4 * i + 4).reduce((best, value) => (value > best || Number.isNaN(value) ? value : best)),
    )
    expect(unsigned(maxPool2d(image, 2))).toEqual(greatest)
  }
})
