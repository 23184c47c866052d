/* Every op literal has a text that a shader can hold: nothing in it is unknown. */

import type { DType, PointwiseOp, ReduceOp } from '@torchlet/tensor-core'
import * as torch from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import { functionsIn } from '../src/wgsl/functions'
import { castTemplate, filled, foldText, pointwiseTemplate, wordOf } from '../src/wgsl/template'
import { HELD } from '../src/wgsl/words'

/** WGSL's own functions and types, as far as literals use them. */
const BUILT_IN = new Set(
  'abs acos asin atan ceil exp fma inverseSqrt floor max min round select sign sqrt trunc degrees radians bitcast u32 i32 f32 x y z'.split(
    ' ',
  ),
)

const literals = Object.values(torch)
  .map((value) => (value as { literal?: PointwiseOp } | undefined)?.literal)
  .filter((literal) => literal !== undefined)

const dtypesFor = ({ result, refuses }: PointwiseOp): DType[] => {
  if (refuses === 'float') return ['int32', 'uint8', 'bool']
  const takesIntegers = result !== 'float' && refuses !== 'integers'
  return takesIntegers ? ['float32', 'int32', 'int64', 'uint8'] : ['float32']
}

describe('literals', () => {
  it('are many', () => {
    expect(literals.length).toBeGreaterThan(60)
  })

  it.each(literals.map((literal) => [literal.name, literal] as const))('%s', (_, literal) => {
    for (const compute of dtypesFor(literal)) {
      const result = literal.result === 'bool' ? 'bool' : compute
      const text = filled(pointwiseTemplate(literal, compute, result), ['x', 'y', 'z'])
      const defined = functionsIn(text)
      const names = [...text.matchAll(/\b[A-Za-z_]\w*/g)].map(([name]) => name)
      const unknown = names.filter((name) => !BUILT_IN.has(name) && !defined.includes(`fn ${name}(`))
      expect(unknown, `${compute}: ${text}`).toEqual([])
      // A float where integers are computed would not compile.
      if (compute !== 'float32') expect(text).not.toMatch(/\d\.\d/)
    }
  })
})

describe('casts', () => {
  const all = HELD.flatMap((from) => HELD.map((to) => [from, to] as const))
  it.each(all)('from %s to %s', (from, to) => {
    const text = filled(castTemplate(from, to), ['x'])
    if (from === to) expect(text).toBe('x')
    else if (to === 'uint8' && from !== 'bool') expect(text).toContain('0xff')
  })
})

it('folds of narrow integers wrap around', () => {
  const sum: ReduceOp = { name: 'sum', init: 0, bigInit: 0n, f: (x, y) => x + y, wgsl: 'x + y' }
  expect(foldText(sum, 'float32')).toBe('(x + y)')
  expect(foldText(sum, 'uint8')).toContain('0xff')
})

describe('constants as words', () => {
  it.each<[number | bigint, DType, number]>([
    [1, 'float32', 0x3f800000],
    [Number.POSITIVE_INFINITY, 'float32', 0x7f800000],
    [-1, 'int32', 0xffffffff],
    [-1n, 'int64', 0xffffffff],
    [2.9, 'int32', 2],
    [1, 'bool', 1],
  ])('%s in %s', (value, dtype, word) => {
    expect(wordOf(value, dtype)).toBe(word)
  })
})
