/* Identities that hold for every tensor, tried on random ones. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cat, type DType, stack, type Tensor, tensor, zeros } from '../src/index'

const shapes = (least: number, most: number) =>
  fc.array(fc.integer({ min: 0, max: 4 }), { minLength: least, maxLength: most })

/** Floats that add and multiply exactly, so that equal means equal. */
const element = fc.integer({ min: -64, max: 64 }).map((value) => value / 4)

const ofShape = (shape: readonly number[]): fc.Arbitrary<Tensor> => {
  const numel = shape.reduce((product, size) => product * size, 1)
  return fc
    .array(element, { minLength: numel, maxLength: numel })
    .map((values) => (numel === 0 ? zeros(shape) : tensor(values).reshape(shape)))
}

const tensors = (least = 0, most = 4): fc.Arbitrary<Tensor> => shapes(least, most).chain(ofShape)

/** A tensor and an order of its axes. */
const permuted = tensors(1).chain((x) =>
  fc.tuple(fc.constant(x), fc.shuffledSubarray([...x.shape.keys()], { minLength: x.ndim, maxLength: x.ndim })),
)

const same = (a: Tensor, b: Tensor): void => {
  expect([...a.shape]).toEqual([...b.shape])
  expect(a.toArray()).toEqual(b.toArray())
}

const holds = <T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void): void =>
  fc.assert(fc.property(arbitrary, property), { seed: 42, numRuns: 200 })

describe('views against copies', () => {
  it('an op gives the same on a view as on its contiguous copy', () =>
    holds(permuted, ([x, order]) => {
      const view = x.permute(order)
      const copy = view.clone()
      expect(copy.isContiguous()).toBe(true)
      same(view.add(1).mul(view), copy.add(1).mul(copy))
      same(view.sum(0), copy.sum(0))
      same(view.reshape([-1]), copy.reshape([-1]))
      same(view.to('int32'), copy.to('int32'))
    }))

  it('permuting there and back is nothing', () =>
    holds(permuted, ([x, order]) => same(x.permute(order).permute(order.map((_, axis) => order.indexOf(axis))), x)))

  it('writing through a view is writing the element', () =>
    holds(permuted, ([x, order]) => {
      const base = x.clone()
      base.permute(order).mul_(2)
      same(base, x.mul(2))
    }))

  it('flattening and reshaping back is nothing', () =>
    holds(tensors(), (x) => same(x.flatten().reshape([...x.shape]), x)))
})

describe('slices against JavaScript', () => {
  const bound = fc.option(fc.integer({ min: -6, max: 6 }), { nil: undefined })
  it('at(start:stop:step) is what Python gives', () =>
    holds(
      fc.tuple(fc.array(element, { maxLength: 5, minLength: 1 }), bound, bound, fc.integer({ min: 1, max: 3 })),
      ([values, start, stop, step]) => {
        const expected = values.slice(start, stop).filter((_, i) => i % step === 0)
        expect(
          tensor(values)
            .at(`${start ?? ''}:${stop ?? ''}:${step}`)
            .toArray(),
        ).toEqual(expected)
      },
    ))
})

describe('joining and parting', () => {
  it('cat undoes split', () =>
    holds(fc.tuple(tensors(1), fc.integer({ min: 1, max: 3 })), ([x, size]) => {
      for (let dim = 0; dim < x.ndim; dim++) same(cat(x.split(size, dim), dim), x)
    }))

  it('unbind undoes stack', () =>
    holds(tensors(0, 3), (x) => {
      for (let dim = 0; dim <= x.ndim; dim++)
        for (const part of stack([x, x.add(1)], dim)
          .unbind(dim)
          .slice(0, 1))
          same(part, x)
    }))
})

describe('products against loops', () => {
  const sizes = fc.tuple(...[0, 1, 2].map(() => fc.integer({ min: 0, max: 9 })))
  const pairs = sizes.chain(([m, k, n]) => fc.tuple(ofShape([m!, k!]), ofShape([k!, n!])))
  it('matmul is Σ aᵢₖ·bₖⱼ', () =>
    holds(pairs, ([a, b]) => {
      const [x, y] = [a.toArray() as number[][], b.toArray() as number[][]]
      const [m, k] = [...a.shape] as [number, number]
      const expected = Array.from({ length: m }, (_, i) =>
        Array.from({ length: b.shape[1]! }, (_, j) =>
          Array.from({ length: k }, (_, d) => x[i]![d]! * y[d]![j]!).reduce((sum, term) => sum + term, 0),
        ),
      )
      expect(a.matmul(b).toArray()).toEqual(expected)
      same(b.T.matmul(a.T), a.matmul(b).T)
    }))
})

describe('order', () => {
  it('sort gives an ordered permutation, and its indices say where it came from', () =>
    holds(fc.array(element, { minLength: 1, maxLength: 40 }), (list) => {
      const { values, indices } = tensor(list).sort()
      expect(values.toArray()).toEqual(list.toSorted((a, b) => a - b))
      expect((indices.toArray() as number[]).map((i) => list[i])).toEqual(values.toArray())
    }))

  it('max and argmax agree', () =>
    holds(
      tensors(1, 3).filter((x) => x.numel() > 0),
      (x) => {
        const { values, indices } = x.max(-1)
        same(values, x.amax(-1))
        same(x.takeAlongDim(indices.unsqueeze(-1), -1).squeeze(-1), values)
      },
    ))
})

describe('dtypes', () => {
  const KINDS: DType[] = ['float64', 'float32', 'int64', 'int32', 'int16']
  it('a cast to a wider type and back is nothing', () =>
    holds(
      fc.tuple(
        fc.array(fc.integer({ min: -(2 ** 15), max: 2 ** 15 - 1 }), { minLength: 1 }),
        fc.constantFrom(...KINDS),
      ),
      ([list, dtype]) => {
        const x = tensor(list, { dtype: 'int16' })
        same(x.to(dtype).to('int16'), x)
      },
    ))

  it('every half reads back as it was written', () =>
    holds(
      fc.tuple(fc.integer({ min: 0, max: 0xffff }), fc.constantFrom<DType>('float16', 'bfloat16')),
      ([bits, dtype]) => {
        const x = zeros([1], { dtype })
        x.data[0] = bits
        const back = x.float().to(dtype)
        expect(Number.isNaN(x.item()) ? Number.isNaN(back.item()) : back.data[0] === bits).toBe(true)
      },
    ))
})
