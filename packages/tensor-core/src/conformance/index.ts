/*
 * What every device must do, as data: a device's own tests are one loop over these cases.
 *
 *     for (const one of conformanceCases()) if (applies(device, one)) test(one.name, async () => expect(await check(device, one)).toBe(undefined))
 */
import type { ConformanceCase } from './case'
import { epilogueCases } from './epilogue'
import { fusedCases } from './fused'
import { indexCases } from './indexed'
import { lineCases } from './lines'
import { primitiveCases } from './primitives'

export { applies, type ConformanceCase, check } from './case'

/** Every case: primitives against the cpu's, fused kernels against their compositions. */
export const conformanceCases = (): ConformanceCase[] => [
  ...primitiveCases(),
  ...lineCases(),
  ...indexCases(),
  ...fusedCases(),
  ...epilogueCases(),
]
