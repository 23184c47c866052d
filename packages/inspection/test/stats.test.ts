import { ArgumentError, type DType, tensor } from '@torchlet/tensor-core/ops'
import { describe, expect, it } from 'vitest'
import { type Stats, type StatsOptions, stats } from '../src'

type Data = Parameters<typeof tensor>[0]
/** Of one value, in two bins. */
const around = (value: number): Stats['histogram'] => ({
  counts: [0, 1],
  edges: [value * (1 - 2 ** -20), value, value * (1 + 2 ** -20)],
})
// mean and std as torch.tensor([...]).mean() and .std() give them.
const cases: [string, Data, DType, StatsOptions, Partial<Stats>][] = [
  ['a vector', [1, 2, 3, 4], 'float32', {}, { min: 1, max: 4, mean: 2.5, std: 1.2909944487358056, zeros: 0, count: 4 }],
  ['halves', [0.5, -0.5], 'bfloat16', {}, { min: -0.5, max: 0.5, mean: 0, std: Math.SQRT1_2 }],
  ['64-bit integers', [1n, 3n], 'int64', {}, { min: 1, max: 3, mean: 2, std: Math.SQRT2 }],
  ['bools', [true, false, false], 'bool', {}, { min: 0, max: 1, zeros: 2 }],
  [
    'what is not finite',
    [
      [0, 1],
      [Number.NaN, Number.POSITIVE_INFINITY],
    ],
    'float32',
    { bins: 2 },
    {
      min: 0,
      max: 1,
      mean: 0.5,
      nan: 1,
      inf: 1,
      firstNonFinite: [1, 0],
      histogram: { counts: [1, 1], edges: [0, 0.5, 1] },
    },
  ],
  ['nothing', [], 'float32', {}, { min: Number.NaN, max: Number.NaN, mean: Number.NaN, std: Number.NaN, count: 0 }],
  ['one value', [3], 'float32', { bins: 1 }, { std: Number.NaN, histogram: { counts: [1], edges: [2.5, 3.5] } }],
  [
    'a range: what is outside is in no bin',
    [-5, 0, 1, 2, 9],
    'float32',
    { bins: 2, range: [0, 2] },
    { histogram: { counts: [1, 2], edges: [0, 1, 2] } },
  ],
  ['one value, beside which 0.5 is nothing', [2 ** 80], 'float32', { bins: 2 }, { histogram: around(2 ** 80) }],
  [
    'all of float64',
    [-Number.MAX_VALUE, 0, Number.MAX_VALUE],
    'float64',
    { bins: 2 },
    { histogram: { counts: [1, 2], edges: [-Number.MAX_VALUE, 0, Number.MAX_VALUE] } },
  ],
  [
    'the least numbers of float64',
    [0, 5e-324, 2e-323],
    'float64',
    { bins: 4 },
    { histogram: { counts: [1, 1, 0, 1], edges: [0, 5e-324, 1e-323, 1.5e-323, 2e-323] } },
  ],
  [
    'the greatest alone',
    [Number.MAX_VALUE],
    'float64',
    { bins: 1 },
    { histogram: { counts: [1], edges: expect.anything() } },
  ],
]

describe('stats', () => {
  it.each(cases)('%s', (_, data, dtype, options, expected) => {
    expect(stats(tensor(data, { dtype }), options)).toMatchObject(expected)
  })

  it('prints two lines', () =>
    expect(String(stats(tensor([0, 1, 1, Number.NaN]), { bins: 4 }))).toBe(
      'float32 [4]  min 0  max 1  mean 0.6667  std 0.5774  zeros 1  nan 1  inf 0  first at [3]\n0 ▄  █ 1',
    ))

  const bad: [string, () => unknown][] = [
    ['no tensor', () => stats([1] as never)],
    ['no bins', () => stats(tensor([1]), { bins: 0 })],
    ['a range backwards', () => stats(tensor([1]), { range: [1, 0] })],
    ['an unknown option', () => stats(tensor([1]), { bin: 3 } as never)],
  ]
  it.each(bad)('refuses %s', (_, run) => expect(run).toThrow(ArgumentError))
})
