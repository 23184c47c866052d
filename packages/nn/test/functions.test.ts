/* nn.functional and nn.init beside PyTorch's answers. */
import { manualSeed, TorchletError } from '@torchlet/tensor-core'
import { describe, expect, it } from 'vitest'
import * as functional from '../src/functional/index'
import * as init from '../src/init'
import {
  ask,
  closeness,
  expectResult,
  type FunctionCase,
  findFunction,
  isError,
  lacksKernel,
  readTable,
} from './goldens'

const LIBRARIES = { nn_functional: functional, init }

for (const [name, library] of Object.entries(LIBRARIES)) {
  const table = readTable<FunctionCase>(name)
  const known = table.cases.filter((row) => findFunction(library, row.op) && !lacksKernel(row.result))
  const missing = [...new Set(table.cases.map((row) => row.op).filter((op) => !findFunction(library, op)))]
  describe(`${name}.json: ${known.length} of ${table.cases.length} cases; functions still to come: ${missing.join(' ') || 'none'}`, () => {
    it.each(known.map((row) => [row.name, row] as const))('%s', (_, row) => {
      manualSeed(table.seed)
      if (isError(row.result)) {
        expect(() => ask(library, row), row.result.error).toThrow(TorchletError)
        return
      }
      const { result, args } = ask(library, row)
      expectResult(result, row.result, ...closeness(row, table))
      for (const [position, want] of Object.entries(row.after ?? {}))
        expectResult(args[Number(position)], want, ...closeness(row, table))
    })
  })
}
