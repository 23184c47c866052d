import { describe, expect, it } from 'vitest'
import { full, Generator, manualSeed, rand, randn, zeros } from '../src/index'
import { fusedMultiplyAdd } from '../src/ops/draw'
import { ask, type Case, expectResult, findOp, isError, readTable } from './goldens'

interface Sequence {
  readonly name: string
  readonly seed: number
  readonly calls: Case[]
}

const table = readTable<Sequence>('random')
const known = table.cases.filter((row) => row.calls.every((call) => findOp(call.op)))
const left = new Set(
  table.cases
    .flatMap((row) => row.calls)
    .map((call) => call.op)
    .filter((op) => !findOp(op)),
)

describe(`random streams: ${known.length} of ${table.cases.length} sequences; ops still to come: ${[...left].join(' ') || 'none'}`, () => {
  it.each(known.map((row) => [row.name, row] as const))('%s', (_, row) => {
    manualSeed(row.seed)
    for (const call of row.calls) {
      if (isError(call.result)) expect(() => ask(call)).toThrow()
      else expectResult(ask(call), call.result, call.rtol ?? table.rtol, call.atol ?? table.atol)
    }
  })

  it('takes a probability by position, by name and for each element', () => {
    const draws = [
      zeros([6]).bernoulli_(0.3, { generator: new Generator().manualSeed(1) }),
      zeros([6]).bernoulli_({ p: 0.3, generator: new Generator().manualSeed(1) }),
      zeros([6]).bernoulli_(full([1], 0.3, { dtype: 'float64' }), { generator: new Generator().manualSeed(1) }),
    ]
    expect(new Set(draws.map(String)).size).toBe(1)
  })

  it('rounds a fused product and sum once', () => {
    // The product alone would round to 1.
    expect(fusedMultiplyAdd(1 + 2 ** -27, 1 - 2 ** -27, -1)).toBe(-(2 ** -54))
    expect(fusedMultiplyAdd(0.1, 10, -1)).toBe(2 ** -54)
  })

  it('goes on where a saved state left off', () => {
    const generator = new Generator().manualSeed(7)
    randn([3], { generator })
    const state = generator.getState()
    const [first, second] = [randn([5], { generator }), rand([5], { generator })]
    generator.setState(state)
    expect(String(randn([5], { generator }))).toBe(String(first))
    expect(String(rand([5], { generator }))).toBe(String(second))
  })
})
