/* Every pointwise op that has a kernel, against cpu: flat, broadcast, strided, in place, with constants, of every small length. */
import * as torch from '@torchlet/tensor-core'
import * as fused from '@torchlet/tensor-core/fused'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { POINTWISE } from '../src/kernels/pointwise'
import { devices } from './devices'

type Tensor = torch.Tensor
type Run = (...operands: Tensor[]) => Tensor

/** The functions whose literals have another name than they, or take their further operands by name. */
const NAMED: Record<string, Run> = {
  gelu: (x) => fused.geluErf(x),
  leakyRelu: (x) => fused.leakyRelu(x, { negativeSlope: 0.2 }),
  elu: (x) => fused.elu(x, { alpha: 1.3 }),
  celu: (x) => fused.celu(x, { alpha: 1.3 }),
  softplus: (x) => fused.softplus(x, { beta: 1.5, threshold: 3 }),
  clamp: (x, y) => torch.clamp(x, y, 1.5),
  where: (x, y) => torch.where(torch.gt(x, 0), x, y),
}
const functions: Record<string, unknown> = { ...torch, ...fused }
const runOf = (name: string): Run => NAMED[name] ?? (functions[name] as Run)
const BINARY = 'add sub mul div maximum minimum clamp where eq ne lt le gt ge'.split(' ')

const EDGES = [0, -0, 1, -1, Infinity, -Infinity, NaN, 3.4e38, -3.4e38, 1e-30, 88.8, -104, 0.5, -0.5, 2.5, 1e-40]
const LENGTHS = [0, 1, 2, 3, 4, 5, 63, 64, 65, 511, 512, 513, 3000]

function values(n: number, dtype: torch.DType, seed: number): Tensor {
  const numbers = Float64Array.from({ length: n }, (_, i) => (((i + 1) * 7919 + seed * 104729) % 801) / 100 - 4)
  return torch
    .fromTypedArray(dtype === 'float32' ? numbers : numbers.map((x) => Math.trunc(x * 1e8)), [n], { device: torch.cpu })
    .to(dtype)
}

/** Layouts as functions of two vectors of the same length: what comes out of them can be broadcast together. */
const LAYOUTS: Record<string, (x: Tensor, y: Tensor) => [Tensor, Tensor]> = {
  flat: (x, y) => [x, y],
  'every second': (x, y) => [x.at('::2'), y.at('1::2')],
  'one number': (x, y) => [x, y.at(0)],
  'a column and a row': (x, y) => [x.at(':7').unsqueeze(1), y.at(':9')],
  transposed: (x, y) => [x.at(':63').reshape([7, 9]).t(), y.at(':63').reshape([9, 7])],
  planes: (x, y) => [x.at(':60').reshape([3, 4, 5]).permute([2, 0, 1]), y.at(':15').reshape([5, 3, 1])],
}

const valuesOf = (x: Tensor): number[] => [...x.to('float64').data].map(Number)

/** Within a few roundings of cpu's float64, relative to 1e-6; NaN and infinities exactly. */
function expectClose(got: Tensor, want: Tensor): void {
  expect([got.dtype, ...got.shape]).toEqual([want.dtype, ...want.shape])
  const [ours, theirs] = [valuesOf(got), valuesOf(want)]
  theirs.forEach((b, i) => {
    const a = ours[i]!
    if (a === b || (a !== a && b !== b)) return
    if (Math.abs(a - b) > 1e-6 * Math.abs(b) + 1e-7) expect({ i, value: a }).toEqual({ i, value: b })
  })
}

describe.each((await devices()).filter(([, { threads }]) => threads === 1))('%s', (_, device) => {
  afterAll(() => device.close())
  const kernel = vi.spyOn(device.kernels, 'map')

  /** Runs f on the device and on cpu; the device's own kernel must have run last. */
  function compare(f: () => Tensor, wanted: Tensor): void {
    kernel.mockClear()
    const got = f()
    expect(kernel.mock.results.at(-1)?.value).not.toBe(false)
    expect(kernel).toHaveBeenCalled()
    expectClose(got.to(torch.cpu), wanted)
  }

  for (const dtype of ['float32', 'int32'] as const)
    describe.each([...POINTWISE[dtype].keys()])(`%s of ${dtype}`, (name) => {
      const run = runOf(name)
      const count = BINARY.includes(name) ? 2 : 1
      const operands = (n: number): [Tensor, Tensor] => [values(n, dtype, 0), values(n, dtype, 1)]

      it('of every length', () => {
        for (const n of LENGTHS) {
          const given = operands(n).slice(0, count)
          compare(() => run(...given.map((x) => x.to(device))), run(...given))
        }
      })

      it.each(Object.entries(LAYOUTS))('%s', (_layout, lay) => {
        const given = operands(200)
        const here = lay(...(given.map((x) => x.to(device)) as [Tensor, Tensor])).slice(0, count)
        compare(() => run(...here), run(...lay(...given).slice(0, count)))
      })

      if (dtype === 'float32')
        it('at the edges', () => {
          const x = torch.tensor(EDGES)
          const y = torch.tensor(EDGES.toReversed())
          const given = [x, y].slice(0, count)
          compare(() => run(...given.map((of) => of.to(device))), run(...given))
        })
    })

  it('writes in place, through a view', () => {
    const x = values(60, 'float32', 0)
    const y = values(10, 'float32', 1)
    const write = (to: Tensor, from: Tensor) => {
      to.reshape([6, 10]).at('1::2').mul_(from).add_(3)
      return to
    }
    const wanted = write(x.clone(), y)
    expectClose(write(x.to(device), y.to(device)).to(torch.cpu), wanted)
  })
})
