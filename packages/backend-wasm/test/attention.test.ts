/* Attention of many shapes against float64: few queries and many, keys beyond a block, causal or not, masks of any strides. */
import { manualSeed, randn, type Tensor, tril } from '@torchlet/tensor-core'
import { scaledDotProductAttention } from '@torchlet/tensor-core/fused'
import { afterAll, describe, expect, it } from 'vitest'
import { differenceFromFloat64 } from './against-float64'
import { devices } from './devices'

interface Shape {
  readonly batch: number[]
  readonly queries: number
  readonly keys: number
  readonly size: number
  readonly width: number
  readonly mask?: number[]
}

const SHAPES: readonly Shape[] = [
  { batch: [1, 1], queries: 1, keys: 1, size: 1, width: 1 },
  { batch: [2, 3], queries: 1, keys: 77, size: 16, width: 20 },
  { batch: [2, 3], queries: 2, keys: 77, size: 16, width: 20, mask: [3, 2, 77] },
  { batch: [2, 3], queries: 50, keys: 33, size: 13, width: 9 },
  { batch: [1, 2], queries: 131, keys: 500, size: 40, width: 40, mask: [131, 500] },
  { batch: [1, 1], queries: 9, keys: 900, size: 400, width: 3, mask: [1, 900] },
  { batch: [3, 1], queries: 60, keys: 20, size: 8, width: 8, mask: [3, 1, 60, 1] },
]

const TABLE = SHAPES.flatMap((shape) =>
  [false, true]
    .filter((causal) => !(causal && shape.mask))
    .map((causal) => [JSON.stringify(shape), causal, shape] as const),
)

describe.each(await devices())('attention on %s', (_, device) => {
  afterAll(() => device.close())

  it.each(TABLE)('%s, causal: %s', (_name, isCausal, { batch, queries, keys, size, width, mask }) => {
    manualSeed(1)
    const inputs = [
      randn([...batch, queries, size]),
      randn([...batch, keys, size]),
      randn([...batch, keys, width]),
      ...(mask ? [randn(mask)] : []),
    ]
    const attend = (q?: Tensor, k?: Tensor, v?: Tensor, attnMask: Tensor | null = null) =>
      scaledDotProductAttention(q!, k!, v!, { isCausal, attnMask })
    expect(differenceFromFloat64(device, attend, inputs)).toBeLessThan(3e-6)
  })

  it('a mask that hides some keys, and for one query all of them', () => {
    manualSeed(2)
    const [q, k, v] = [randn([1, 2, 20, 8]), randn([1, 2, 20, 8]), randn([1, 2, 20, 8])]
    const hidden = tril(randn([20, 20]).abs().add(1)).eq(0)
    const seen = hidden.logicalNot()
    seen.at(7).fill_(false)
    const y = scaledDotProductAttention(q.to(device), k.to(device), v.to(device), { attnMask: seen.to(device) })
    const expected = scaledDotProductAttention(q, k, v, { attnMask: seen })
    const [got, want] = [y.data as Float32Array, expected.data as Float32Array]
    expect(want.some(Number.isNaN)).toBe(true)
    got.forEach((value, i) => {
      if (Number.isNaN(want[i])) expect(value).toBeNaN()
      else expect(value).toBeCloseTo(want[i]!, 5)
    })
  })
})
