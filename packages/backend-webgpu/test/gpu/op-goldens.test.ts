/* tensor-core's golden tables, asked on the GPU: what PyTorch answers to every op, within 1e-4. */
import { manualSeed, withDevice } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import {
  type Case,
  expectResult,
  findOp,
  isError,
  lacksKernel,
  readArgument,
  readOptions,
  readTable,
} from '../../../tensor-core/test/goldens'
import { testDevice } from './device'
import { fetched, mentions, moved } from './moving'

const gpu = await testDevice()

/** They show how a tensor lies in memory, which moving it changes. */
const OF_LAYOUT = ['isContiguous', 'stride']
/** What reads values on the way (masks among indices, counts in a tensor), or computes in float64 on the host: it says so. */
const NEEDS_HOST: readonly RegExp[] = [
  /^(allclose|unique|uniqueConsecutive|bincount|nonzero|argwhere|maskedSelect):/,
  // But for tensors of two shapes, which are not the same whatever they hold.
  /^equal: (?!\[2,3\], \[3\]$)/,
  /^at: \S+ .*bool\[/,
  // But for a mask that takes one number.
  /^(setAt_|indexPut_?): .*\(bool\[[\d,]+\]\), \[\d/,
  /^repeatInterleave: .*int(32|64)\[/,
  /^norm: .*p=nuc$/,
]

/** Rows that ask for what this device does not do, and what it does instead. */
const APART: Record<string, string> = {
  ...Object.fromEntries(
    [
      'ceil',
      'sign',
      'logicalNot',
      'lgamma',
      'log',
      'log10',
      'log2',
      'rsqrt',
      'logit',
      'remainder: 1.0,',
      'xlogy: 1.0,',
    ].map((op) => [op.includes(':') ? `${op} edges [12]` : `${op}: edges [12]`, 'takes 1e-40 for 0, as GPUs may']),
  ),
  'to: [6], bool': 'takes 1e-40 for 0, as GPUs may',
  ...Object.fromEntries(['sin', 'cos', 'tan'].map((op) => [`${op}: edges [12]`, 'knows no angle of 3.4e38'])),
  'nextafter: float16[6], float16[6]': 'is right: the table was asked in float32 (see the goldens of tensor-core)',
  'mode: holes [2,3], -1': 'has an order for NaN, which PyTorch 1.13 has not',
  'mode: holes [2,3], 0': 'has an order for NaN, which PyTorch 1.13 has not',
  'mode: holes [2,3]': 'has an order for NaN, which PyTorch 1.13 has not',
}

/** Whether a long beyond 32 bits is among the values of a golden. */
const hasLong = (wire: unknown): boolean => {
  if (typeof wire !== 'object' || wire === null) return false
  const { dtype, values, storage } = wire as { dtype?: string; values?: unknown[]; storage?: unknown[] }
  if (dtype === 'int64')
    return [...(values ?? storage ?? [])].some((value) => {
      const long = BigInt(value as string | number)
      return BigInt.asIntN(32, long) !== long
    })
  return Object.values(wire).some(hasLong)
}

const isHeld = (row: Case): boolean =>
  findOp(row.op) !== undefined &&
  !lacksKernel(row.result) &&
  !isError(row.result) &&
  !mentions(row, 'float64') &&
  !OF_LAYOUT.includes(row.op) &&
  !(row.name in APART) &&
  (hasLong(row.args) || !hasLong(row.result))

for (const name of ['pointwise', 'promotion', 'reduce', 'views', 'index', 'signal']) {
  const table = readTable(name)
  const rows = table.cases.filter(isHeld)
  describe(`${name}.json: ${rows.length} cases`, () => {
    it.concurrent.each(rows.map((row) => [row.name, row] as const))('%s', async (_, row) => {
      manualSeed(table.seed)
      if (hasLong(row.args)) {
        expect(() => moved(row.args.map(readArgument), gpu)).toThrow(/int64 is held in 32 bits/)
        return
      }
      const args = moved(row.args.map(readArgument), gpu)
      const options = moved(readOptions(row.options), gpu)
      const run = () =>
        withDevice(gpu, () => findOp(row.op)!(...args, ...(Object.keys(options).length > 0 ? [options] : [])))
      if (NEEDS_HOST.some((name) => name.test(row.name))) {
        expect(run).toThrow(/webgpu is not read synchronously|webgpu holds no float64/)
        return
      }
      expectResult(await fetched(run()), row.result, Math.max(row.rtol ?? 0, 1e-4), Math.max(row.atol ?? 0, 1e-4))
    })
  })
}

it('every row that is left out is there', () => {
  const names = ['pointwise', 'reduce', 'promotion'].flatMap((name) => readTable(name).cases.map((row) => row.name))
  expect(Object.keys(APART).filter((name) => !names.includes(name))).toEqual([])
})
