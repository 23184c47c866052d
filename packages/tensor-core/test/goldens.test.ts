import { describe, expect, it } from 'vitest'
import { manualSeed, TorchletError } from '../src/index'
import { ask, expectResult, findOp, isError, lacksKernel, readTable, withoutSigns } from './goldens'

const TABLES = ['pointwise', 'promotion', 'reduce', 'views', 'index', 'linalg', 'make', 'signal']

/** Rows that say more of PyTorch 1.13's kernels than of what the op means, and why. */
const NOT_BINDING: Record<string, string> = {
  'nextafter: float16[6], float16[6]': 'asked in float32, whose next value rounds back to the same half',
  'mode: holes [2,3]': 'its sort has no order for NaN',
  'mode: holes [2,3], -1': 'its sort has no order for NaN',
  'mode: holes [2,3], 0': 'its sort has no order for NaN',
  'kron: [2,3], [2,3]~': 'it cannot view its own result; later versions compute it',
  'kron: [2,3]~, [2,3,2]': 'it cannot view its own result; later versions compute it',
}

for (const name of TABLES) {
  const table = readTable(name)
  const known = table.cases.filter((row) => findOp(row.op) && !lacksKernel(row.result) && !(row.name in NOT_BINDING))
  const missing = [...new Set(table.cases.filter((row) => !findOp(row.op)).map((row) => row.op))]
  describe(`${name}.json: ${known.length} of ${table.cases.length} cases`, () => {
    it('asks for no op that is not there', () => {
      expect(missing).toEqual([])
    })

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
