/* Casts and copies, bit for bit as cpu makes them: every half number, float32 from everywhere, every layout. */
import { cpu, type DType, fromTypedArray, permute, type Tensor } from '@torchlet/tensor-core'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { devices } from './devices'

const halves = Uint16Array.from({ length: 65536 }, (_, i) => i)
/** Two hundred thousand numbers as dense as float32 is, and what lies in the middle between two halves. */
const floats = new Float32Array(Uint32Array.from({ length: 200_000 }, (_, i) => i * 21467).buffer)
const middles = Float32Array.from({ length: 4096 }, (_, i) => (2 ** -25 + i * 2 ** -24) * 2 ** ((i % 40) - 15))

const CASTS: readonly (readonly [
  from: DType,
  to: DType,
  values: Uint16Array | Float32Array | Uint8Array | Int32Array,
])[] = [
  ['float16', 'float32', halves],
  ['bfloat16', 'float32', halves],
  ['float32', 'float16', floats],
  ['float32', 'float16', middles],
  ['float32', 'bfloat16', floats],
  ['float32', 'bfloat16', middles],
  ['uint8', 'float32', Uint8Array.from(halves)],
  ['bool', 'float32', Uint8Array.of(0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1)],
  ['int32', 'float32', new Int32Array(floats.buffer)],
]

/** The bits, but every NaN the same: whose payload it keeps is each processor's own. */
const bitsOf = (x: Tensor): ArrayLike<number> => {
  const { data } = x
  if (x.dtype === 'float32') return Float32Array.from(data as Float32Array)
  const [exponent, fraction] = x.dtype === 'float16' ? [0x7c00, 0x3ff] : [0x7f80, 0x7f]
  return (data as Uint16Array).map((bits) => ((bits & exponent) === exponent && bits & fraction ? 0x7fff : bits))
}

/** The first place where two lists differ, with what stands there. */
function difference(ours: ArrayLike<number>, theirs: ArrayLike<number>): object | undefined {
  for (let i = 0; i < theirs.length; i++)
    if (!Object.is(ours[i], theirs[i])) return { i, ours: ours[i], theirs: theirs[i] }
  return ours.length === theirs.length ? undefined : { ours: ours.length, theirs: theirs.length }
}

describe.each(await devices())('%s', (_, device) => {
  afterAll(() => device.close())
  const kernel = vi.spyOn(device.kernels, 'copy')

  it.each(CASTS.map((one) => [...one] as const))('%s to %s', (from, to, values) => {
    // Lengths and places that are not multiples of four.
    for (const cut of [0, 1, 6]) {
      const x = fromTypedArray(values.slice(cut), [values.length - cut], { dtype: from, device: cpu })
      const got = x.to(device).to(to)
      expect(kernel.mock.results.at(-1)?.value).not.toBe(false)
      expect(difference(bitsOf(got.to(cpu)), bitsOf(x.to(to)))).toBe(undefined)
    }
  })

  const PERMUTATIONS = [
    [2, 1, 0],
    [0, 2, 1],
    [1, 0, 2],
    [2, 0, 1],
    [1, 2, 0],
  ]
  const SHAPES = [
    [3, 17, 21],
    [64, 5, 33],
    [1, 40, 41],
    [7, 1, 3],
  ]
  it.each(['float32', 'int64', 'float16', 'uint8', 'bool'] as const)('permuted %s', (dtype) => {
    for (const shape of SHAPES)
      for (const dims of PERMUTATIONS) {
        const x = fromTypedArray(floats.slice(70_000, 70_000 + shape[0]! * shape[1]! * shape[2]!), shape, {
          device: cpu,
        })
        const whole = x.to('uint8').to(dtype)
        const got = permute(whole.to(device), dims).contiguous()
        expect(got.to(cpu).data).toEqual(permute(whole, dims).contiguous().data)
        // Into a part of something larger, too.
        const part = got.at('1:')
        expect(part.contiguous().to(cpu).data).toEqual(permute(whole, dims).at('1:').contiguous().data)
      }
  })
})
