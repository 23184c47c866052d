/* Variance and standard deviation. */
import { op } from '../dispatch'
import type { Tensor } from '../tensor'
import { cast, isOptions } from './allocate'
import { div, square, sub } from './arithmetic'
import { checkFloats } from './checks'
import { sqrt } from './math'
import { mean } from './reduce'
import { countOver, type Dims, dimsOf, type ReduceOptions, reduceTo, reduction, sumOp, widest } from './reduction'

export interface VarOptions extends ReduceOptions {
  /** What is taken from n in the divisor: 1 for the sample's variance (default), 0 for the population's. */
  correction?: number
  /** PyTorch's older name for a correction of 1 (true) or 0 (false). */
  unbiased?: boolean
}

const varianceOf = (name: string, finish: (variance: Tensor) => Tensor) =>
  reduction<Dims, VarOptions>(
    name,
    ['keepdim', 'correction', 'unbiased'],
    (x, dims, { keepdim = false, unbiased = true, correction = unbiased ? 1 : 0 }) => {
      checkFloats(x.dtype)
      const over = dimsOf(x, dims)
      // The squares of what is left after subtracting a mean lose nothing in float64.
      const wide = cast(x, widest(x))
      const centred = sub(wide, mean(wide, over, { keepdim: true }))
      const total = reduceTo(sumOp, square(centred), over, wide.dtype, keepdim)
      return cast(finish(div(total, Math.max(countOver(x, over) - correction, 0))), x.dtype)
    },
  )

/** Σ (x − mean)² / (n − correction) over `dims` (default all). Exported as `var`. */
export const variance = /* @__PURE__ */ varianceOf('var', (total) => total)
/** √ of the variance. */
export const std = /* @__PURE__ */ varianceOf('std', sqrt)

type WithMean = (x: Tensor, dims?: Dims | VarOptions, options?: VarOptions) => [Tensor, Tensor]

const withMean = (name: string, spread: typeof variance): WithMean =>
  op(name, (x: Tensor, dims?: Dims | VarOptions, options: VarOptions = {}): [Tensor, Tensor] => {
    const { keepdim = false } = isOptions(dims) ? (dims as VarOptions) : options
    return [spread(x, dims, options), mean(x, isOptions(dims) ? null : (dims as Dims), { keepdim })]
  })

/** [variance, mean] over `dims` (default all). */
export const varMean = /* @__PURE__ */ withMean('varMean', variance)
/** [standard deviation, mean] over `dims` (default all). */
export const stdMean = /* @__PURE__ */ withMean('stdMean', std)
