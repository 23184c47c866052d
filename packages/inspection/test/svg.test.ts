import { ArgumentError, ShapeError, tensor, zeros } from '@torchlet/tensor-core/ops'
import { describe, expect, it } from 'vitest'
import { heatmapSvg, histogramSvg } from '../src'

/** Every element is closed, in order. */
function isWellFormed(svg: string): boolean {
  const open: string[] = []
  for (const [, close, name, empty] of svg.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)) {
    if (close && open.pop() !== name) return false
    if (!close && !empty) open.push(name!)
  }
  return open.length === 0
}

describe('histogramSvg', () => {
  const svg = histogramSvg(tensor([0, 1, 1, 2, Number.NaN]), { bins: 3, title: 'a < b' })
  it('has a bar for each bin, with its edges and count', () => {
    expect(isWellFormed(svg)).toBe(true)
    expect([...svg.matchAll(/<rect/g)]).toHaveLength(3)
    expect(svg).toContain('<title>0.6667 … 1.333: 2</title>')
  })
  it('escapes its title and tells what is not finite', () =>
    expect(svg).toContain('<title>a &lt; b, 1 NaN, 0 infinite</title>'))
})

describe('heatmapSvg', () => {
  const svg = heatmapSvg(
    tensor([
      [0, 1],
      [2, 3],
    ]),
    { rows: ['a', 'b'], columns: ['x', '"y"'] },
  )
  it('has a cell for each element, with its names and value', () => {
    expect(isWellFormed(svg)).toBe(true)
    expect([...svg.matchAll(/<rect/g)]).toHaveLength(4)
    expect(svg).toContain('<title>b, &quot;y&quot;: 3</title>')
  })
  it('writes numbers only where they have room', () => {
    const numbers = (cell: number, values?: boolean) =>
      [...heatmapSvg(tensor([[0.123, 1]]), { cell, ...(values !== undefined && { values }) }).matchAll(/<text/g)].length
    expect([numbers(40), numbers(12), numbers(12, true), numbers(40, false)]).toEqual([2, 0, 2, 0])
  })
})

describe('bad input', () => {
  const cases: [string, () => unknown, new (m: string) => Error][] = [
    ['a histogram of no tensor', () => histogramSvg([1] as never), ArgumentError],
    ['a histogram of no width', () => histogramSvg(zeros([2]), { width: 3 }), ArgumentError],
    ['a heatmap of a vector', () => heatmapSvg(zeros([2])), ShapeError],
    ['a heatmap of nothing', () => heatmapSvg(zeros([0, 2])), ShapeError],
    ['names that are too few', () => heatmapSvg(zeros([2, 2]), { rows: ['a'] }), ArgumentError],
    ['an unknown option', () => heatmapSvg(zeros([2, 2]), { size: 3 } as never), ArgumentError],
  ]
  it.each(cases)('%s', (_, run, error) => expect(run).toThrow(error))
})
