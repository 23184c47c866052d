/* Pointwise ops where numbers end: NaN, infinities, signed zeros, what is huge, what wraps around. The same on both devices. */
import { cpu, type Device, type DType, type Tensor, tensor } from '@torchlet/tensor-core'
import { expect, it } from 'vitest'
import { testDevice } from './device'

const gpu = await testDevice()

const { NaN: nan, POSITIVE_INFINITY: inf } = Number
const SIZES = [0, 1e-20, 1e-6, 0.1, 0.5, 0.999, 1, 1.5, 2, 2.5, 3, 7, 10, 30, 88, 104, 1000, 65504, 100003, 8388607.5]
const FLOATS = [...SIZES, 8388609, 16777217, 2147483648, 1e10, 1e20, 7.15e31, 3e38, inf].flatMap((v) => [v, -v])
const INTEGERS = [1, 2, 3, 5, 7, 31, 100, 127, 129, 255, 257, 32767, 32769, 46341, 1e6, 16777217, 2147483647]

const VALUES: Partial<Record<DType, number[]>> = {
  float32: [...FLOATS, nan],
  float16: [...FLOATS, 65519, 65520, nan],
  bfloat16: [...FLOATS, nan],
  int32: [...INTEGERS.flatMap((v) => [v, -v]), -2147483648],
  int16: [1, 2, 7, 100, 181, 32767].flatMap((v) => [v, -v]),
  int8: [1, 2, 3, 7, 11, 100, 127].flatMap((v) => [v, -v]),
  uint8: [1, 2, 3, 7, 15, 16, 100, 200, 255],
}

const OF_ALL: ((x: Tensor) => Tensor)[] = [
  (x) => x.abs(),
  (x) => x.neg(),
  (x) => x.sign(),
  (x) => x.square(),
  (x) => x.logicalNot(),
  (x) => x.exp(),
  (x) => x.expm1(),
  (x) => x.log(),
  (x) => x.log1p(),
  (x) => x.sqrt(),
  (x) => x.rsqrt(),
  (x) => x.reciprocal(),
  (x) => x.sin(),
  (x) => x.cos(),
  (x) => x.tan(),
  (x) => x.atan(),
  (x) => x.sinh(),
  (x) => x.asinh(),
  (x) => x.acosh(),
  (x) => x.tanh(),
  (x) => x.atanh(),
  (x) => x.sigmoid(),
  (x) => x.erf(),
  (x) => x.nanToNum(),
  (x) => x.add(300),
  (x) => x.clampMin(-4),
  (x) => x.clampMax(-1),
  (x) => x.eq(-1),
  (x) => x.gt(255),
  (x) => x.maximum(x.neg()),
]
const OF_PAIRS: ((x: Tensor, y: Tensor) => Tensor)[] = [
  (x, y) => x.add(y),
  (x, y) => x.mul(y),
  (x, y) => x.div(y),
  (x, y) => x.floorDivide(y),
  (x, y) => x.remainder(y),
  (x, y) => x.fmod(y),
  (x, y) => x.pow(y.abs()),
  (x, y) => x.minimum(y),
  (x, y) => x.lt(y),
]
const OF_FLOATS: ((x: Tensor, y: Tensor) => Tensor)[] = [
  (x) => x.round(),
  (x) => x.frac(),
  (x, y) => x.pow(y),
  (x, y) => x.atan2(y),
  (x, y) => x.hypot(y),
  (x, y) => x.copysign(y),
  (x, y) => x.nextafter(y),
  (x, y) => x.logaddexp(y),
  (x, y) => x.fmax(y),
]

/** Integers are the same, floats near; what is subnormal may count as 0. */
function expectClose(got: Tensor, want: Tensor, what: string): void {
  expect([got.dtype, [...got.shape]], what).toEqual([want.dtype, [...want.shape]])
  const [a, b] = [got.to('float64').data, want.to('float64').data]
  const near = { float32: 1e-4, float16: 2e-3, bfloat16: 1e-2 }[want.dtype as string] ?? 0
  const isSame = (x: number, y: number): boolean =>
    Object.is(x, y) || x === y || Math.abs(x - y) <= near * Math.abs(y) + (near && 1.2e-38)
  const apart = [...b.keys()].filter((i) => !isSame(Number(a[i]), Number(b[i])))
  expect(
    apart.map((i) => `${i}: ${a[i]}, not ${b[i]}`),
    what,
  ).toEqual([])
}

it.each(Object.entries(VALUES) as [DType, number[]][])('%s', async (dtype, values) => {
  const on = (device: Device): Tensor => tensor(values, { dtype }).to(device)
  const ops = [...OF_ALL, ...OF_PAIRS, ...(dtype.includes('float') ? OF_FLOATS : [])]
  const run = (op: (typeof ops)[number], x: Tensor): Tensor => op(x.unsqueeze(1), x)
  const [x, y] = [on(cpu), on(gpu)]
  const got = await Promise.all(ops.map((op) => run(op, y).cpu()))
  ops.forEach((op, i) => {
    expectClose(got[i]!, run(op, x), `${op}`)
  })
})
