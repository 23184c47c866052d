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

/** x = y, broadcast, as bool. NaN equals nothing. */
export const eq = compared('eq', '==', (x, y) => (x === y ? 1 : 0))
/** x ≠ y, broadcast, as bool. NaN differs from everything. */
export const ne = binary('ne', (x, y) => (x !== y ? 1 : 0), 'u32(!(x == y))', truth)
/** x < y, broadcast, as bool; false of NaN. */
export const lt = compared('lt', '<', (x, y) => (x < y ? 1 : 0))
/** x ≤ y, broadcast, as bool; false of NaN. */
export const le = compared('le', '<=', (x, y) => (x <= y ? 1 : 0))
/** x > y, broadcast, as bool; false of NaN. */
export const gt = compared('gt', '>', (x, y) => (x > y ? 1 : 0))
/** x ≥ y, broadcast, as bool; false of NaN. */
export const ge = compared('ge', '>=', (x, y) => (x >= y ? 1 : 0))

/** Whether both are other than 0, broadcast, as bool. */
export const logicalAnd = binary('logicalAnd', (x, y) => (x !== 0 && y !== 0 ? 1 : 0), 'u32(!(x == 0) && !(y == 0))', {
  ...truth,
  big: (x: bigint, y: bigint) => (x && y ? 1 : 0),
})
/** Whether one of both is other than 0, broadcast, as bool. */
export const logicalOr = binary('logicalOr', (x, y) => (x !== 0 || y !== 0 ? 1 : 0), 'u32(!(x == 0 && y == 0))', {
  ...truth,
  big: (x: bigint, y: bigint) => (x || y ? 1 : 0),
})
/** Whether just one of both is other than 0, broadcast, as bool. */
export const logicalXor = binary(
  'logicalXor',
  (x, y) => ((x !== 0) !== (y !== 0) ? 1 : 0),
  'u32((x == 0) != (y == 0))',
  { ...truth, big: (x: bigint, y: bigint) => (!x !== !y ? 1 : 0) },
)
/** Whether x is 0, as bool. */
export const logicalNot = unary('logicalNot', (x) => (x === 0 ? 1 : 0), 'u32(x == 0)', {
  ...truth,
  big: (x: bigint) => (x ? 0 : 1),
})

/** The bits that both have, broadcast. Integers and bool only. */
export const bitwiseAnd = binary('bitwiseAnd', (x, y) => x & y, 'x & y', exact)
/** The bits that one of both has, broadcast. Integers and bool only. */
export const bitwiseOr = binary('bitwiseOr', (x, y) => x | y, 'x | y', exact)
/** The bits that just one of both has, broadcast. Integers and bool only. */
export const bitwiseXor = binary('bitwiseXor', (x, y) => x ^ y, 'x ^ y', exact)

const inverted = unary('bitwiseNot', (x) => ~x, '~x', exact)
/** All bits inverted; of bool, the other truth. */
export const bitwiseNot = op('bitwiseNot', (x: Tensor): Tensor => (x.dtype === 'bool' ? logicalNot(x) : inverted(x)))
