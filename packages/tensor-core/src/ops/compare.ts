/* Comparisons and logic: bool results. Bitwise operators work on integers and bool. */
import { op } from '../dispatch'
import type { Tensor } from '../tensor'
import { binary, unary } from './elementwise'

const truth = { result: 'bool' } as const
const exact = { refuses: 'float' } as const

/**
 * A comparison that WGSL spells as JavaScript does.
 * @__NO_SIDE_EFFECTS__
 */
const compared = (name: string, sign: string, f: (x: number, y: number) => number) =>
  binary(name, f, `u32(x ${sign} y)`, truth)

export const eq = compared('eq', '==', (x, y) => (x === y ? 1 : 0))
export const ne = binary('ne', (x, y) => (x !== y ? 1 : 0), 'u32(!(x == y))', truth)
export const lt = compared('lt', '<', (x, y) => (x < y ? 1 : 0))
export const le = compared('le', '<=', (x, y) => (x <= y ? 1 : 0))
export const gt = compared('gt', '>', (x, y) => (x > y ? 1 : 0))
export const ge = compared('ge', '>=', (x, y) => (x >= y ? 1 : 0))

export const logicalAnd = binary('logicalAnd', (x, y) => (x !== 0 && y !== 0 ? 1 : 0), 'u32(!(x == 0) && !(y == 0))', {
  ...truth,
  big: (x: bigint, y: bigint) => (x && y ? 1 : 0),
})
export const logicalOr = binary('logicalOr', (x, y) => (x !== 0 || y !== 0 ? 1 : 0), 'u32(!(x == 0 && y == 0))', {
  ...truth,
  big: (x: bigint, y: bigint) => (x || y ? 1 : 0),
})
export const logicalXor = binary(
  'logicalXor',
  (x, y) => ((x !== 0) !== (y !== 0) ? 1 : 0),
  'u32((x == 0) != (y == 0))',
  { ...truth, big: (x: bigint, y: bigint) => (!x !== !y ? 1 : 0) },
)
export const logicalNot = unary('logicalNot', (x) => (x === 0 ? 1 : 0), 'u32(x == 0)', {
  ...truth,
  big: (x: bigint) => (x ? 0 : 1),
})

export const bitwiseAnd = binary('bitwiseAnd', (x, y) => x & y, 'x & y', exact)
export const bitwiseOr = binary('bitwiseOr', (x, y) => x | y, 'x | y', exact)
export const bitwiseXor = binary('bitwiseXor', (x, y) => x ^ y, 'x ^ y', exact)

const inverted = unary('bitwiseNot', (x) => ~x, '~x', exact)
/** All bits inverted; of bool, the other truth. */
export const bitwiseNot = op('bitwiseNot', (x: Tensor): Tensor => (x.dtype === 'bool' ? logicalNot(x) : inverted(x)))
