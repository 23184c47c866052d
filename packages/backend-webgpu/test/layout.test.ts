/* Index maths against plain counting. */
import { describe, expect, it } from 'vitest'
import { axesOf, contiguousStrides, isFlat, type Layout, mergeAxes, numelOf, reshapedStrides } from '../src/layout'

/** Where every element of a strided view lies, in row-major order. */
function places(shape: readonly number[], { strides, offset }: Layout): number[] {
  return Array.from({ length: numelOf(shape) }, (_, i) => {
    let [rest, at] = [i, offset]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]!) * strides[axis]!
      rest = Math.floor(rest / shape[axis]!)
    }
    return at
  })
}

const RESHAPES: [string, number[], number[], number[], boolean][] = [
  ['flat', [2, 3, 4], [12, 4, 1], [6, 4], true],
  ['flat, with axes of one', [2, 1, 3], [3, 9, 1], [1, 6, 1], true],
  ['a row repeated', [4, 6], [0, 1], [2, 2, 3, 2], true],
  ['a column repeated', [4, 6], [1, 0], [4, 2, 3], true],
  ['a column repeated, across', [4, 6], [1, 0], [3, 8], false],
  ['transposed', [3, 4], [1, 3], [12], false],
  ['transposed, split', [3, 4], [1, 3], [3, 2, 2], true],
  ['one channel of many', [2, 5, 6], [0, 1, 0], [2, 5, 2, 3], true],
  ['one element', [], [], [1, 1], true],
  ['nothing', [0, 3], [3, 1], [3, 0], true],
]

describe('reshaped strides', () => {
  it.each(RESHAPES)('%s', (_, shape, strides, into, isPossible) => {
    const seen = reshapedStrides(shape, strides, into)
    expect(seen !== undefined).toBe(isPossible)
    if (seen) expect(places(into, { strides: seen, offset: 0 })).toEqual(places(shape, { strides, offset: 0 }))
  })
})

const WHOLE = [3, 4, 5]
const VIEWS: [string, number[], Layout, boolean][] = [
  ['transposed', [5, 3, 4], { strides: [1, 20, 5], offset: 0 }, true],
  ['sliced', [2, 2, 5], { strides: [20, 5, 1], offset: 30 }, true],
  ['every second, backwards', [3, 4, 3], { strides: [20, 5, -2], offset: 4 }, true],
  ['one plane repeated', [7, 3, 5], { strides: [0, 20, 1], offset: 10 }, true],
  ['a diagonal', [3], { strides: [25], offset: 0 }, false],
  ['two axes as one', [12, 5], { strides: [5, 1], offset: 0 }, false],
  ['one axis twice', [2, 2], { strides: [1, 2], offset: 0 }, false],
]

describe('axes of a view', () => {
  it.each(VIEWS)('%s', (_, into, view, isPossible) => {
    const axes = axesOf(WHOLE, into, view)
    expect(axes !== undefined).toBe(isPossible)
    if (!axes) return
    // Along other strides of the whole, the same elements are picked.
    const other = [7, 100, 1000]
    const strides = axes.steps.map((step) => (step ? step.by * other[step.axis]! : 0))
    const offset = axes.starts.reduce((at, start, axis) => at + start * other[axis]!, 0)
    const all = places(WHOLE, { strides: other, offset: 0 })
    expect(places(into, { strides, offset })).toEqual(places(into, view).map((place) => all[place]))
  })
})

it('merged axes visit the same places', () => {
  const shape = [2, 1, 3, 4, 5]
  const operands = [contiguousStrides(shape), [0, 0, 20, 5, 1], [60, 3, 7, 0, 0]]
  const { sizes, strides } = mergeAxes(shape, operands)
  expect(sizes).toEqual([2, 3, 20])
  operands.forEach((own, k) => {
    expect(places(sizes, { strides: strides[k]!, offset: 0 })).toEqual(places(shape, { strides: own, offset: 0 }))
  })
})

it('what lies flat', () => {
  expect(isFlat([2, 1, 3], [3, 77, 1])).toBe(true)
  expect(isFlat([2, 3], [1, 2])).toBe(false)
  expect(isFlat([], [])).toBe(true)
})
