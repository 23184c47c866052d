import { ArgumentError, mean, sum, type Tensor } from '@torchlet/tensor-core/ops'

export type Reduction = 'none' | 'mean' | 'sum'
export interface LossOptions {
  /** What becomes of the losses of all elements: their mean, their sum, or nothing. Default 'mean'. */
  reduction?: Reduction
}

/** Throws unless `reduction` is one. */
export function checkReduction(reduction: string, known: readonly string[] = ['none', 'mean', 'sum']): void {
  if (!known.includes(reduction)) throw new ArgumentError(`${reduction} is not a valid value for reduction`)
}

export const reduced = (x: Tensor, reduction: Reduction): Tensor =>
  reduction === 'none' ? x : reduction === 'mean' ? mean(x) : sum(x)
