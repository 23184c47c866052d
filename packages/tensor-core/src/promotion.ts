/* Which dtype the result of mixed operands has: PyTorch's type promotion. */
import { category, type DType, isFloating, itemSize } from './dtype'
import { Tensor } from './tensor'

/** An operand: a tensor, or a number that counts as 0-d (whole ones and bigints as integers). */
export type TensorOrScalar = Tensor | number | bigint | boolean

/** The smallest dtype that both fit in, by PyTorch's table. */
export function promoteTypes(a: DType, b: DType): DType {
  if (a === b) return a
  if (category(a) !== category(b)) return category(a) > category(b) ? a : b
  if (isFloating(a)) {
    // The two halves have no common half.
    if (itemSize(a) === itemSize(b)) return 'float32'
    return itemSize(a) > itemSize(b) ? a : b
  }
  if (a !== 'uint8' && b !== 'uint8') return itemSize(a) > itemSize(b) ? a : b
  const signed = a === 'uint8' ? b : a
  return signed === 'int8' ? 'int16' : signed
}

/** A scalar's dtype in promotion: a whole number counts as an integer, as it does when one types `x + 2` in Python. */
export function scalarType(value: number | bigint | boolean): DType {
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'bigint' || Number.isInteger(value) ? 'int64' : 'float32'
}

/** A lower-ranked operand changes the dtype only when it is of a higher category. */
function combine(higher: DType | undefined, lower: DType | undefined): DType | undefined {
  if (higher === undefined || lower === undefined) return higher ?? lower
  return category(lower) > category(higher) ? promoteTypes(higher, lower) : higher
}

const promoteSome = (a: DType | undefined, b: DType): DType => (a === undefined ? b : promoteTypes(a, b))

/** The common dtype of operands: tensors with axes rank over 0-d tensors, which rank over scalars. */
export function resultType(...operands: readonly TensorOrScalar[]): DType {
  let dimensioned: DType | undefined
  let zeroDim: DType | undefined
  let scalar: DType | undefined
  for (const operand of operands) {
    if (!(operand instanceof Tensor)) scalar = promoteSome(scalar, scalarType(operand))
    else if (operand.ndim > 0) dimensioned = promoteSome(dimensioned, operand.dtype)
    else zeroDim = promoteSome(zeroDim, operand.dtype)
  }
  return combine(dimensioned, combine(zeroDim, scalar)) ?? 'float32'
}
