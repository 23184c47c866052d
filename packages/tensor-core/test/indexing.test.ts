/* Views and index writers: against loops over plain arrays, and through views into their base. */
import { describe, expect, it } from 'vitest'
import {
  ArgumentError,
  arange,
  cat,
  gather,
  type Index,
  manualSeed,
  rand,
  randint,
  randperm,
  ShapeError,
  scatterReduce,
  stack,
  type Tensor,
  TorchletError,
  tensor,
  zeros,
} from '../src/index'

const count = (...shape: number[]): Tensor => arange(shape.reduce((a, b) => a * b, 1)).reshape(shape)

/** Layouts of a [4, 6] tensor, each as a view of something larger or in another order. */
const LAYOUTS: [string, (fill: () => Tensor) => Tensor][] = [
  ['contiguous', () => count(4, 6)],
  ['transposed', () => count(6, 4).t()],
  ['every second column', () => count(4, 12).at(':', '::2')],
  ['inside', () => count(6, 9).at('1:5', '2:8')],
  ['of a middle axis', () => count(4, 3, 6).select(1, 1)],
]

describe.each(LAYOUTS)('in place through a view, %s', (_, make) => {
  const x = () => make(() => count(4, 6))
  const index = tensor([2n, 0n, 2n])
  const mask = tensor([true, false, false, true])
  const writers: [string, (x: Tensor) => Tensor][] = [
    ['setAt_ of a slice', (v) => v.setAt_(['1:3', '::2'], -1)],
    ['setAt_ of positions', (v) => v.setAt_([index], -1)],
    ['setAt_ of positions in both axes', (v) => v.setAt_([index, tensor([5n, -1n, 0n])], -1)],
    ['setAt_ of columns', (v) => v.setAt_([':', index], count(4, 3).neg())],
    ['setAt_ of a mask', (v) => v.setAt_([mask], -1)],
    ['setAt_ of a mask and a row', (v) => v.setAt_([mask], count(6).neg())],
    ['setAt_ of a mask of elements', (v) => v.setAt_([v.gt(11)], -1)],
    ['indexPut_ that adds', (v) => v.indexPut_([index], tensor([0.5]), { accumulate: true })],
    ['indexAdd_', (v) => v.indexAdd_(0, index, count(3, 6))],
    ['indexCopy_', (v) => v.indexCopy_(1, tensor([4n, 1n]), count(4, 2).neg())],
    ['indexFill_', (v) => v.indexFill_(1, index, -1)],
    ['scatter_', (v) => v.scatter_(1, index.reshape([1, 3]), -1)],
    ['scatterAdd_', (v) => v.scatterAdd_(0, index.reshape([3, 1]), count(3, 1))],
    ['scatterReduce_', (v) => v.scatterReduce_(0, index.reshape([3, 1]), count(3, 1), 'amax', { includeSelf: false })],
    ['maskedFill_', (v) => v.maskedFill_(v.lt(7), -1)],
    ['maskedScatter_', (v) => v.maskedScatter_(v.gt(9), count(4, 6).neg())],
    ['addmm_', (v) => v.addmm_(count(4, 2), count(2, 6))],
    ['uniform_', (v) => v.uniform_()],
  ]
  it.each(writers)('%s', (_, write) => {
    manualSeed(3)
    const want = write(x().clone())
    const view = x()
    const base = view.asStrided([view.storage.length], [1], { storageOffset: 0 })
    const before = base.clone()
    manualSeed(3)
    expect(write(view)).toBe(view)
    // Random numbers are drawn in the order of memory: another layout has others.
    if (write !== writers.at(-1)![1]) expect(view.toArray()).toEqual(want.toArray())
    // The base has the view's values where the view is, and its own where it is not.
    const place = before.asStrided([...view.shape], [...view.strides], { storageOffset: view.offset })
    place.copy_(view)
    expect(base.toArray()).toEqual(before.toArray())
  })
})

describe('at', () => {
  const x = count(3, 4, 5)
  const positions = tensor([
    [2n, 0n],
    [1n, -1n],
  ])
  const cases: [string, Index[], (i: number, j: number) => Tensor][] = [
    [
      'first axis',
      [positions],
      (i, j) =>
        x.select(
          0,
          [
            [2, 0],
            [1, 2],
          ][i]![j]!,
        ),
    ],
    [
      'second axis',
      [':', positions],
      (i, j) =>
        x.select(
          1,
          [
            [2, 0],
            [1, 3],
          ][i]![j]!,
        ),
    ],
    [
      'two axes apart',
      [positions, ':', positions],
      (i, j) =>
        x
          .select(
            0,
            [
              [2, 0],
              [1, 2],
            ][i]![j]!,
          )
          .select(
            1,
            [
              [2, 0],
              [1, 4],
            ][i]![j]!,
          ),
    ],
  ]
  it.each(cases)('picks by positions: %s', (name, indices, part) => {
    const got = x.at(...indices)
    for (const i of [0, 1])
      for (const j of [0, 1])
        expect((name === 'second axis' ? got.at(':', i, j) : got.at(i, j)).toArray()).toEqual(part(i, j).toArray())
  })

  it('gives copies for positions and views for slices', () => {
    expect(x.at(positions).storage).not.toBe(x.storage)
    expect(x.at('1:', null, '...', '::2').storage).toBe(x.storage)
  })

  it('writes what it reads', () => {
    const y = zeros([3, 4, 5])
    for (const [, indices] of cases) y.setAt_(indices, x.at(...indices))
    const isSet = y.ne(0)
    expect(y.maskedSelect(isSet).toArray()).toEqual(x.maskedSelect(isSet).toArray())
  })
})

describe('gather and scatter', () => {
  it.each([0, 1, 2])('undo each other along %d', (dim) => {
    manualSeed(dim)
    const x = rand([5, 6, 7]).permute([2, 0, 1])
    const order = randperm(x.shape[dim]!)
    const index = order.reshape(x.shape.map((size, axis) => (axis === dim ? size : 1))).expand(x.shape)
    const picked = gather(x, dim, index)
    expect(picked.toArray()).toEqual(x.indexSelect(dim, order).toArray())
    expect(zeros(x.shape).scatter(dim, index, picked).toArray()).toEqual(x.toArray())
  })

  it('scatterReduce agrees with loops', () => {
    manualSeed(1)
    const [src, index] = [randint(-9, 9, [40]), randint(6, [40])]
    const lists: number[][] = Array.from({ length: 6 }, () => [])
    const [values, places] = [src.toArray(), index.toArray()] as number[][]
    places!.forEach((place, i) => lists[place]!.push(values![i]!))
    const folds = {
      sum: (list: number[]) => list.reduce((a, b) => a + b, 0),
      amax: (list: number[]) => Math.max(...list),
      amin: (list: number[]) => Math.min(...list),
      mean: (list: number[]) => Math.floor(list.reduce((a, b) => a + b, 0) / list.length),
    }
    for (const [reduce, fold] of Object.entries(folds)) {
      const got = scatterReduce(zeros([6], { dtype: 'int64' }), 0, index, src, reduce as keyof typeof folds, {
        includeSelf: false,
      })
      expect(got.toArray(), reduce).toEqual(lists.map(fold))
    }
  })
})

it('leaves everything as it was where an index writer throws', () => {
  const x = count(3, 4)
  const outside = tensor([[0n, 3n]])
  const wrong: (() => Tensor)[] = [
    () => x.scatter_(0, outside, -1),
    () => x.scatterReduce_(0, tensor([[0n]]), count(1, 1).long(), 'sum', { includeSelf: false }),
    () => x.indexCopy_(0, tensor([0n, 3n]), count(2, 4).neg()),
    () => x.indexFill_(1, tensor([0n, 4n]), -1),
    () => x.setAt_([tensor([0n, 3n])], -1),
    () => x.indexPut_([tensor([0n])], count(3).neg()),
    () => x.maskedFill_(tensor([true, false]), -1),
    () => x.maskedScatter_(x.ge(0), count(5)),
  ]
  for (const write of wrong) expect(write, String(write)).toThrow(TorchletError)
  expect(x.toArray()).toEqual(count(3, 4).toArray())
})

it('reads what it writes over from a copy', () => {
  const x = count(4)
  const turned = tensor([1n, 2n, 3n, 0n])
  expect(x.clone().indexCopy_(0, turned, x.clone()).toArray()).toEqual([3, 0, 1, 2])
  expect(x.indexCopy_(0, turned, x).toArray()).toEqual([3, 0, 1, 2])
  expect(x.setAt_([turned], x).toArray()).toEqual([2, 3, 0, 1])
})

it('gives a view for a 0-d tensor, and copies what does not lie in order to ravel it', () => {
  const x = zeros([2, 3])
  x.at(tensor(1n)).fill_(1)
  expect(x.sum().item()).toBe(3)
  x.T.ravel().fill_(7)
  expect(x.sum().item()).toBe(3)
  x.ravel().fill_(7)
  expect(x.sum().item()).toBe(42)
})

it.each<[string, () => Tensor, typeof TorchletError, string]>([
  ['a place that is not whole', () => count(3).at([0.5]), ArgumentError, 'at: an index must be a whole number'],
  [
    'one place for several',
    () => zeros([1]).expand([3]).add_(1),
    ShapeError,
    'add_: several elements lie in one place',
  ],
  [
    'what a dtype cannot hold',
    () => zeros([1]).short().fill_(4e4),
    ArgumentError,
    '40000 cannot be converted to int16',
  ],
])('refuses %s', (_, attempt, kind, message) => {
  expect(attempt).toThrow(kind)
  expect(attempt).toThrow(message)
})

it('computes in place from what an operand held before, where it lies in the same storage', () => {
  const OVERLAPS: [string, (x: Tensor) => Tensor][] = [
    ['its transpose', (x) => x.T],
    ['its first row', (x) => x.at('0:1')],
    ['its last column', (x) => x.at(':', '2:')],
    ['itself', (x) => x],
  ]
  for (const [name, part] of OVERLAPS) {
    const x = count(3, 3)
    const [sum, copy] = [x.add(part(x)).toArray(), zeros([3, 3]).copy_(part(x)).toArray()]
    const [y, z] = [x.clone(), x.clone()]
    expect(y.add_(part(y)).toArray(), name).toEqual(sum)
    expect(z.copy_(part(z)).toArray(), name).toEqual(copy)
  }
})

it('rearrangements undo each other', () => {
  const x = count(3, 4, 5).permute([1, 2, 0])
  const same = (y: Tensor) => expect(y.toArray()).toEqual(x.toArray())
  same(x.flip([0, 2]).flip([2, 0]))
  same(x.roll([2, -1], [0, 1]).roll([-2, 1], [0, 1]))
  same(x.rot90([0, 2], { k: 3 }).rot90([0, 2]))
  same(x.movedim([0, 1], [2, 0]).movedim([2, 0], [0, 1]))
  same(cat(x.tensorSplit(3, 1), 1))
  same(stack(x.unbind(2), 2))
  expect(x.repeat([2, 1, 1]).narrow(0, 4, 4).toArray()).toEqual(x.toArray())
})

it('what is left of a matrix adds up to it', () => {
  const x = count(5, 7)
  for (const diagonal of [-3, 0, 2])
    expect(
      x
        .tril({ diagonal })
        .add(x.triu({ diagonal: diagonal + 1 }))
        .toArray(),
    ).toEqual(x.toArray())
  expect(x.diagonal({ offset: 1 }).diag({ diagonal: 1 }).narrow(0, 0, 5).narrow(1, 0, 6).toArray()).toEqual(
    x.tril({ diagonal: 1 }).triu({ diagonal: 1 }).narrow(1, 0, 6).toArray(),
  )
  x.diagonal().zero_()
  expect(x.at(2, 2).item()).toBe(0)
})
