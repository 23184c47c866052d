/*
 * An activation behind a fused kernel: a device's own kernel may apply it to numbers that it is about to write; the ordinary op
 * does what a kernel leaves. Both give the same bits.
 */
import type { ActivationName } from '../device'
import type { Epilogue } from '../dispatch'
import { computeDType, type DType } from '../dtype'
import { ArgumentError } from '../errors'
import type { Tensor } from '../tensor'
import { geluErf } from './activations'
import { clamp } from './arithmetic'
import { relu } from './math'

const ACTIVATIONS: Record<ActivationName, (x: Tensor) => Tensor> = {
  relu,
  // As relu6 does it, without what that one needs to write in place.
  relu6: (x) => clamp(x, 0, 6),
  gelu: geluErf,
}

export interface ActivationOption {
  /**
   * What is applied to the result: the same as calling it behind, but in one pass over memory where the device can. 'gelu' is the
   * one by erf. Default: nothing.
   */
  activation?: ActivationName | undefined
}

/** Throws an ArgumentError for an activation that is not known. `dtype`: the result's. */
export function epilogueOf({ activation }: ActivationOption, dtype: DType): Epilogue {
  if (activation !== undefined && !Object.hasOwn(ACTIVATIONS, activation))
    throw new ArgumentError(`activation is one of ${Object.keys(ACTIVATIONS).join(', ')}, got '${activation}'`)
  // Halves are rounded before it: their kernels compute in float32.
  return { activation, asked: computeDType(dtype) === dtype ? activation : undefined }
}

/** y, with what is left to do to it. */
export const finish = (y: Tensor, { activation }: Epilogue): Tensor => (activation ? ACTIVATIONS[activation](y) : y)
