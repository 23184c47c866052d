import type { Kernels } from '../device'
import { op, tryKernel } from '../dispatch'
import { computeDType, type DType } from '../dtype'
import * as host from '../host/softmax'
import { normalizeDim } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, checkOptions } from './allocate'
import { div, sub } from './arithmetic'
import { checkFloats } from './checks'
import { exp, log } from './math'
import { amax, sum } from './reduce'

export interface SoftmaxOptions {
  /** The dtype to cast to first. */
  dtype?: DType
}

type Line = (x: Tensor, dim: number) => Tensor

function along(name: 'softmax' | 'logSoftmax', kernel: Kernels['softmax'], compose: Line) {
  return op(name, (x: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor => {
    checkOptions(options, ['dtype'])
    const { dtype = x.dtype } = options
    checkFloats(dtype)
    const axis = normalizeDim(dim, x.ndim)
    const input = cast(x, computeDType(dtype))
    if (x.ndim === 0) return cast(compose(input, 0), dtype)
    const out = allocate(x.shape, input.dtype, x.device)
    if (tryKernel(name, kernel, out, [input, axis, out])) return cast(out, dtype)
    return cast(x.numel() === 0 ? out : compose(input, axis), dtype)
  })
}

/** softmax as its formula says it, out of primitives. */
export const softmaxComposed: Line = (x, dim) => {
  const raised = exp(sub(x, amax(x, dim, { keepdim: true })))
  return div(raised, sum(raised, dim, { keepdim: true }))
}

/** logSoftmax as its formula says it, out of primitives. */
export const logSoftmaxComposed: Line = (x, dim) => {
  const shifted = sub(x, amax(x, dim, { keepdim: true }))
  return sub(shifted, log(sum(exp(shifted), dim, { keepdim: true })))
}

/** exp(xᵢ) / Σ exp(xⱼ) along `dim`, computed without overflow. */
export const softmax = /* @__PURE__ */ along('softmax', host.softmax, softmaxComposed)
/** xᵢ − log Σ exp(xⱼ) along `dim`, computed without overflow. */
export const logSoftmax = /* @__PURE__ */ along('logSoftmax', host.logSoftmax, logSoftmaxComposed)
