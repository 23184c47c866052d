import { type Epilogue, op, tryKernel } from '../dispatch'
import { computeDType, isFloating } from '../dtype'
import { DTypeError, ShapeError } from '../errors'
import { linear as hostLinear } from '../host/linear'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, checkOptions, checkTensor, checkTensors, commonDevice, dtypesOf } from './allocate'
import { add } from './arithmetic'
import { type ActivationOption, epilogueOf, finish } from './epilogue'
import { matmul } from './matmul'
import { reshape, t } from './views'

/** x Wᵀ + b out of primitives. */
export const linearComposed = (x: Tensor, weight: Tensor, bias: Tensor | null): Tensor => {
  const product = matmul(x, t(weight))
  return bias ? add(product, bias) : product
}

/**
 * y = x Wᵀ + b. x: [..., in], weight: [out, in] or [in], bias: [out] → [..., out]. With `activation`, that of it.
 * Throws ShapeError where x's last axis is not `in`, DTypeError where dtypes differ.
 */
export const linear = op(
  'linear',
  (x: Tensor, weight: Tensor, bias: Tensor | null = null, options: ActivationOption = {}): Tensor => {
    checkTensor(x, 'input')
    checkTensor(weight, 'weight')
    checkTensors({ bias })
    checkOptions(options, ['activation'])
    checkLinear(x, weight, bias)
    const epilogue = epilogueOf(options, x.dtype)
    return finish(multiplied(x, weight, bias, epilogue), epilogue)
  },
)

function multiplied(x: Tensor, weight: Tensor, bias: Tensor | null, epilogue: Epilogue): Tensor {
  if (weight.ndim !== 2 || !isFloating(x.dtype) || x.numel() === 0) return linearComposed(x, weight, bias)
  const [outFeatures, inFeatures] = weight.shape as unknown as [number, number]
  const compute = computeDType(x.dtype)
  const input = cast(x.ndim === 2 ? x : reshape(x, [-1, inFeatures]), compute)
  const out = allocate([input.shape[0]!, outFeatures], compute, x.device)
  const [filters, shift] = [cast(weight, compute), bias && cast(bias, compute)]
  const done = tryKernel('linear', hostLinear, out, [input, filters, shift, out, epilogue.asked], epilogue)
  const y = done ? cast(out, x.dtype) : linearComposed(x, weight, bias)
  return x.ndim === 2 ? y : reshape(y, [...x.shape.slice(0, -1), outFeatures])
}

function checkLinear(x: Tensor, weight: Tensor, bias: Tensor | null): void {
  commonDevice([x, weight, bias])
  if (weight.dtype !== x.dtype || (bias && bias.dtype !== x.dtype))
    throw new DTypeError(`input, weight and bias differ in dtype: ${dtypesOf(x, weight, bias)}`)
  const inFeatures = weight.shape[weight.ndim - 1]
  if (weight.ndim < 1 || weight.ndim > 2) throw new ShapeError(`weight has 1 or 2 axes, got ${showShape(weight.shape)}`)
  if (x.ndim === 0 || x.shape[x.ndim - 1] !== inFeatures)
    throw new ShapeError(
      `input ${showShape(x.shape)} needs last axis ${inFeatures} (weight ${showShape(weight.shape)})`,
    )
  if (bias && (bias.ndim > 1 || bias.numel() !== (weight.ndim === 2 ? weight.shape[0] : 1)))
    throw new ShapeError(`bias ${showShape(bias.shape)} does not fit weight ${showShape(weight.shape)}`)
}
