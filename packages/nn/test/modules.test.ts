/* Every module beside PyTorch's: its text, its seeded weights, what it computes and what training changes. */
import { manualSeed, TorchletError } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import {
  build,
  call,
  classesOf,
  closeness,
  expectResult,
  expectState,
  hasClass,
  isError,
  type ModuleCase,
  readTable,
} from './goldens'

const table = readTable<ModuleCase>('nn_modules')
const isKnown = (row: ModuleCase): boolean => classesOf(row).every(hasClass)
const known = table.cases.filter(isKnown)
const missing = [...new Set(table.cases.flatMap(classesOf).filter((name) => !hasClass(name)))]

describe(`nn_modules.json: ${known.length} of ${table.cases.length} cases; classes still to come: ${missing.join(' ') || 'none'}`, () => {
  it.each(known.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const near = closeness(row, table)
    const exact: [number, number] = row.stateExact === false ? near : [0, 0]
    manualSeed(row.seed)
    const module = build(row)
    expect(String(module)).toBe(row.repr)
    expectState(module, row.stateDict, ...exact)
    if (!row.inputs?.length) return

    manualSeed(row.seed)
    module.eval()
    if (isError(row.output)) {
      expect(() => call(module, row), row.output.error).toThrow(TorchletError)
      return
    }
    expectResult(call(module, row), row.output, ...near)

    manualSeed(row.seed)
    module.train()
    const trained = row.trainOutput ?? row.output
    if (isError(trained)) expect(() => call(module, row), trained.error).toThrow(TorchletError)
    else expectResult(call(module, row), trained, ...near)
    if (row.reprAfter) expect(String(module)).toBe(row.reprAfter)
    expectState(module, row.stateDictAfterTraining ?? row.stateDict, ...near)
  })
})
