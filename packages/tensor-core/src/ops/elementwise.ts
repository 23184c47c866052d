/* How every pointwise op is run: common dtype, common shape, one kernel. */

import { getDefaultDevice } from '../default-device'
import type { Operand } from '../device'
import { op } from '../dispatch'
import { category, computeDType, type DType, isFloating, tensorName } from '../dtype'
import { ArgumentError, DTypeError, ShapeError } from '../errors'
import { copy as hostCopy } from '../host/copy'
import { map as hostMap } from '../host/map'
import type { PointwiseOp } from '../op-literals'
import { resultType, type TensorOrScalar } from '../promotion'
import { broadcastShapes, broadcastStrides, sameShape, showShape } from '../shape'
import { Tensor } from '../tensor'
import { Window } from '../window'
import { allocate, apart, cast, commonDevice, describe, runKernel } from './allocate'

/** The dtype that an op's operands are rounded to and the one that its result has, for this common dtype. */
function dtypesOf(literal: PointwiseOp, common: DType): [working: DType, result: DType] {
  if (literal.refuses === 'bool' && common === 'bool') throw new DTypeError(`not defined for bool tensors`)
  if (literal.refuses === 'integers' && !isFloating(common))
    throw new DTypeError(`only floats, got ${tensorName(common)}`)
  if (literal.refuses === 'float' && isFloating(common))
    throw new DTypeError(`only integers and bool, got ${tensorName(common)}`)
  const working = literal.result === 'float' && category(common) < 2 ? 'float32' : common
  return [working, literal.result === 'bool' ? 'bool' : working]
}

export function checkOperands({ refuses }: PointwiseOp, operands: readonly TensorOrScalar[]): void {
  for (const operand of operands) {
    if (refuses === 'anyBool' && (operand instanceof Tensor ? operand.dtype === 'bool' : typeof operand === 'boolean'))
      throw new DTypeError(`not defined for bool operands`)
    if (
      !(operand instanceof Tensor) &&
      typeof operand !== 'number' &&
      typeof operand !== 'boolean' &&
      typeof operand !== 'bigint'
    )
      throw new ArgumentError(`expected a Tensor or a number, got ${describe(operand)}`)
  }
}

function outputShape(operands: readonly TensorOrScalar[]): readonly number[] {
  let shape: readonly number[] | undefined
  for (const operand of operands) {
    if (!(operand instanceof Tensor)) continue
    if (shape === undefined) shape = operand.shape
    else if (!sameShape(shape, operand.shape)) shape = broadcastShapes(shape, operand.shape)
  }
  return shape ?? []
}

/**
 * Runs `literal` over its operands. `condition` (for `where`) is a bool operand that takes no part in promotion.
 * With `out`, the result is written there (in place); it must have the result's shape and be able to hold its dtype.
 */
export function elementwise(
  literal: PointwiseOp,
  operands: readonly TensorOrScalar[],
  out?: Tensor,
  condition?: Tensor,
): Tensor {
  checkOperands(literal, operands)
  const all = condition ? [condition, ...operands] : operands
  if (all.length !== literal.f.length) throw new ArgumentError(`takes ${literal.f.length} operands, got ${all.length}`)
  const device = commonDevice(all) ?? getDefaultDevice()
  const [working, result] = dtypesOf(literal, resultType(...operands))
  const compute = computeDType(working)
  const shape = outputShape(all)
  if (out) checkOut(out, shape, result)

  const temporary: Tensor[] = []
  const inputs = all.map((operand): Operand => {
    if (!(operand instanceof Tensor)) return typeof operand === 'boolean' ? Number(operand) : operand
    const cut = operand === condition ? operand : cast(cast(operand, working), compute)
    // What is written must not be read again elsewhere.
    const typed = out && cut !== out ? apart(out, cut) : cut
    if (typed !== operand) temporary.push(typed)
    return sameShape(typed.shape, shape)
      ? typed
      : new Window(typed.storage, shape, broadcastStrides(typed.shape, typed.strides, shape), typed.offset)
  })
  const stored = literal.result === 'bool' ? 'bool' : compute
  const direct = out?.dtype === stored ? out : allocate(shape, stored, device)
  runKernel('map', hostMap, direct, [literal, inputs, compute, direct])
  for (const tensor of temporary) tensor.dispose()
  if (out === undefined) return castAway(direct, result)
  if (direct !== out) {
    runKernel('copy', hostCopy, out, [direct, out])
    direct.dispose()
  }
  return out
}

function castAway(x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x
  const out = cast(x, dtype)
  x.dispose()
  return out
}

/** Throws where several elements of what is written to lie at one place. */
export function checkPlaces(out: Tensor): void {
  if (out.numel() > 0 && out.strides.some((step, axis) => step === 0 && out.shape[axis]! > 1))
    throw new ShapeError(`several elements lie in one place: write to a clone() of ${showShape(out.shape)}`)
}

/** Throws unless `out` can take what an op gives in place. */
export function checkOut(out: Tensor, shape: readonly number[], result: DType): void {
  checkPlaces(out)
  if (!sameShape(out.shape, shape))
    throw new ShapeError(
      `output with shape ${showShape(out.shape)} doesn't match the broadcast shape ${showShape(shape)}`,
    )
  if (category(result) > category(out.dtype))
    throw new DTypeError(`result type ${result} can't be cast to the desired output type ${out.dtype}`)
}

export type Extra = Partial<Omit<PointwiseOp, 'name' | 'f' | 'wgsl'>>
/** A pointwise op as a function, with its literal for devices and for the in-place form. */
export type Pointwise<F> = F & { readonly literal: PointwiseOp }

/** @__NO_SIDE_EFFECTS__ */
// biome-ignore lint/suspicious/noExplicitAny: the arity is in F
function define<F extends (...operands: any[]) => Tensor>(
  name: string,
  f: PointwiseOp['f'],
  wgsl?: string,
  extra?: Extra,
): Pointwise<F> {
  const literal: PointwiseOp = { name, f, wgsl, ...extra }
  const run = op(name, ((...operands: TensorOrScalar[]) => elementwise(literal, operands)) as F)
  return Object.assign(run, { literal })
}

export type Unary = Pointwise<(x: Tensor) => Tensor>
export type Binary = Pointwise<(x: TensorOrScalar, y: TensorOrScalar) => Tensor>

type UnaryFunction = (x: number) => number
type BinaryFunction = (x: number, y: number) => number

/** @__NO_SIDE_EFFECTS__ */
export const unary = (name: string, f: UnaryFunction, wgsl: string, extra?: Extra): Unary =>
  define(name, f, wgsl, extra)

/** @__NO_SIDE_EFFECTS__ */
export const binary = (name: string, f: BinaryFunction, wgsl: string, extra?: Extra): Binary =>
  define(name, f, wgsl, extra)

/**
 * A function that WGSL has (or a device defines) under the same name. Its results are floats where nothing else is said.
 * @__NO_SIDE_EFFECTS__
 */
export const shared = <F extends BinaryFunction>(
  name: string,
  f: F,
  extra: Extra = { result: 'float' },
): Parameters<F>['length'] extends 1 ? Unary : Binary => define(name, f, undefined, extra)
