/* Writing into a tensor: through a view it shows in the base. */
import { named, op, runKernel } from '../dispatch'
import { copy as hostCopy } from '../host/copy'
import { fill as hostFill } from '../host/fill'
import type { PointwiseOp } from '../op-literals'
import type { TensorOrScalar } from '../promotion'
import { broadcastStrides, sameShape } from '../shape'
import { Tensor } from '../tensor'
import { Window } from '../window'
import { apart, commonDevice } from './allocate'
import { checkFits, checkNdim, misfit } from './checks'
import { checkOut, checkPlaces, elementwise } from './elementwise'

/** Writes src, broadcast and cast, into x. Throws where several elements of x lie in one place: write to a clone of what is expanded. */
export const copy_ = op('copy_', (x: Tensor, src: Tensor): Tensor => {
  checkPlaces(x)
  return overwrite(x, src)
})

function overwrite(x: Tensor, given: Tensor): Tensor {
  commonDevice([x, given])
  if (given.ndim > x.ndim) misfit(given.shape, x.shape)
  const src = apart(x, given)
  const from = sameShape(x.shape, src.shape)
    ? src
    : new Window(src.storage, x.shape, broadcastStrides(src.shape, src.strides, x.shape), src.offset)
  runKernel('copy', hostCopy, x, [from, x])
  return x
}

/** Writes one value everywhere. Throws for a number that x's dtype cannot hold. */
export const fill_ = op('fill_', (x: Tensor, value: number | bigint | boolean | Tensor): Tensor => {
  if (value instanceof Tensor) {
    checkNdim(value, 0)
    return overwrite(x, value)
  }
  checkFits(x.dtype, value)
  runKernel('fill', hostFill, x, [typeof value === 'boolean' ? Number(value) : value, x])
  return x
})

/** Every element 0. */
export const zero_ = named('zero_', (x: Tensor): Tensor => fill_(x, 0))

// biome-ignore lint/suspicious/noExplicitAny: whatever the op takes after its tensor
type TensorFunction = (x: any, ...rest: any[]) => Tensor
export type InPlace<F extends TensorFunction> = (
  x: Tensor,
  ...rest: F extends (x: never, ...rest: infer R) => Tensor ? R : never
) => Tensor

/**
 * The in-place form of an elementwise op: the result is written into the first operand. Throws where it has another shape, or
 * a dtype of a higher category than the tensor's, or where that is expanded, and nothing is written then.
 */
export function inPlace<F extends TensorFunction>(f: F & { literal?: PointwiseOp }): InPlace<F> {
  const run = (x: Tensor, ...rest: unknown[]): Tensor => {
    const { literal } = f
    if (literal) return elementwise(literal, [x, ...(rest as TensorOrScalar[])], x)
    const result = f(x, ...rest)
    checkOut(x, result.shape, result.dtype)
    copy_(x, result)
    if (result !== x) result.dispose()
    return x
  }
  return op(`${f.name}_`, run as InPlace<F>)
}
