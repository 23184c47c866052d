import { describe, expect, it } from 'vitest'
import { manualSeed, TorchletError } from '../src/index'
import { ask, expectResult, findOp, isError, readTable, withoutSigns } from './goldens'

const TABLES = ['pointwise', 'promotion', 'reduce', 'views', 'index', 'linalg', 'make', 'signal']

/** PyTorch refuses here for want of a kernel, not because the question has no meaning. */
const lacksKernel = (result: unknown): boolean => isError(result) && result.error.includes('not implemented for')

for (const name of TABLES) {
  const table = readTable(name)
  const known = table.cases.filter((row) => findOp(row.op) && !lacksKernel(row.result))
  const missing = [...new Set(table.cases.filter((row) => !findOp(row.op)).map((row) => row.op))]
  describe(`${name}.json: ${known.length} of ${table.cases.length} cases; ops still to come: ${missing.join(' ') || 'none'}`, () => {
    it.each(known.map((row) => [row.name, row] as const))('%s', (_, row) => {
      manualSeed(table.seed)
      if (isError(row.result)) expect(() => ask(row), row.result.error).toThrow(TorchletError)
      else {
        const [ours, theirs] = [ask(row), row.result].map((result) => withoutSigns(result, row.upToSign))
        expectResult(ours, theirs, row.rtol ?? table.rtol, row.atol ?? table.atol)
      }
    })
  })
}
