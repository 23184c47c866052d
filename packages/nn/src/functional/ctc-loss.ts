/* Connectionist temporal classification (Graves et al., 2006). */
import { checkOptions } from '@torchlet/tensor-core/fused'
import { ArgumentError, DTypeError, isFloating, ShapeError, type Tensor, tensor, to } from '@torchlet/tensor-core/ops'
import { lean } from './lean'
import { checkReduction, type LossOptions, reduced } from './reduction'

export interface CtcLossOptions extends LossOptions {
  /** The class that stands for no label. Default 0. */
  blank?: number
  /** Gives 0 where a target cannot be reached at all. Default false. */
  zeroInfinity?: boolean
}

/** log(eᵃ + eᵇ + eᶜ) */
function logAdd(a: number, b: number, c: number): number {
  const greatest = Math.max(a, b, c)
  if (greatest === Number.NEGATIVE_INFINITY) return greatest
  return greatest + Math.log(Math.exp(a - greatest) + Math.exp(b - greatest) + Math.exp(c - greatest))
}

/** −log of the probability of all ways to spell `labels` in `steps` steps. `at` gives the log probability of a class at a step. */
function spell(
  labels: readonly number[],
  steps: number,
  blank: number,
  at: (step: number, label: number) => number,
): number {
  // Blanks before, between and behind the labels.
  const states = labels.flatMap((label) => [blank, label]).concat(blank)
  let now = states.map((state, s) => (s < 2 && steps > 0 ? at(0, state) : Number.NEGATIVE_INFINITY))
  for (let step = 1; step < steps; step++)
    now = states.map((state, s) => {
      const skips = s > 1 && state !== blank && state !== states[s - 2]
      const before = (back: number): number => now[s - back] ?? Number.NEGATIVE_INFINITY
      return logAdd(before(0), before(1), skips ? before(2) : Number.NEGATIVE_INFINITY) + at(step, state)
    })
  if (steps === 0) return labels.length === 0 ? 0 : Number.POSITIVE_INFINITY
  return -logAdd(now.at(-1)!, now.at(-2) ?? Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY)
}

const wholeNumbers = (x: Tensor | readonly number[]): number[] =>
  Array.isArray(x) ? [...x] : Array.from((x as Tensor).data as ArrayLike<number | bigint>, Number)

/** Each example's labels, from [N, S] or from all of them one after the other. */
function labelsOf(targets: Tensor, lengths: readonly number[]): number[][] {
  const flat = wholeNumbers(targets)
  const isMatrix = targets.ndim === 2
  const width = isMatrix ? targets.shape[1]! : 0
  if (
    isMatrix ? lengths.some((length) => length > width) : lengths.reduce((sum, length) => sum + length, 0) > flat.length
  )
    throw new ShapeError(`ctcLoss: targets ${targets.shape} are shorter than the target lengths [${lengths}]`)
  let next = 0
  return lengths.map((length, n) => {
    const start = isMatrix ? n * width : next
    next += length
    return flat.slice(start, start + length)
  })
}

/**
 * −log p(targets | logProbs) for unaligned sequences. logProbs: [T, N, C] or [T, C], logarithms of probabilities; targets: [N, S], or all
 * labels one after the other; lengths: [N] or [], tensors or arrays. 'mean' divides each by its target's length first. What it reads
 * decides how much is computed, so it runs on the host. Throws ShapeError, ArgumentError, DTypeError.
 */
export const ctcLoss = lean(
  (
    logProbs: Tensor,
    targets: Tensor,
    inputLengths: Tensor | readonly number[],
    targetLengths: Tensor | readonly number[],
    options: CtcLossOptions = {},
  ): Tensor => {
    checkOptions(options, ['blank', 'reduction', 'zeroInfinity'], 'ctcLoss')
    const { blank = 0, reduction = 'mean', zeroInfinity = false } = options
    checkReduction(reduction)
    if (!isFloating(logProbs.dtype))
      throw new DTypeError(`ctcLoss: needs a floating point dtype, got ${logProbs.dtype}`)
    if (logProbs.ndim !== 2 && logProbs.ndim !== 3)
      throw new ShapeError(`ctcLoss: logProbs are [T, N, C] or [T, C], got ${logProbs.shape}`)
    const isBatch = logProbs.ndim === 3
    const [steps, classes] = [logProbs.shape[0]!, logProbs.shape.at(-1)!]
    const batch = isBatch ? logProbs.shape[1]! : 1
    if (!Number.isInteger(blank) || blank < 0 || blank >= classes)
      throw new ArgumentError(`ctcLoss: blank must be in label range, got ${blank} of ${classes}`)
    const [spans, lengths] = [wholeNumbers(inputLengths), wholeNumbers(targetLengths)]
    if (spans.length !== batch || lengths.length !== batch)
      throw new ShapeError(
        `ctcLoss: input and target lengths must be of size ${batch}, got ${spans.length} and ${lengths.length}`,
      )
    if (spans.some((span) => !(span >= 0 && span <= steps)))
      throw new ArgumentError(`ctcLoss: expected input lengths from 0 to ${steps}, got [${spans}]`)
    const labels = labelsOf(targets, lengths)
    const values = to(logProbs, 'float64').data as Float64Array
    const losses = labels.map((list, n) => {
      const loss = spell(list, spans[n]!, blank, (step, label) => values[(step * batch + n) * classes + label]!)
      return zeroInfinity && loss === Number.POSITIVE_INFINITY ? 0 : loss
    })
    const scaled = reduction === 'mean' ? losses.map((loss, n) => loss / Math.max(lengths[n]!, 1)) : losses
    const out = tensor(isBatch ? scaled : scaled[0]!, { dtype: logProbs.dtype, device: logProbs.device })
    return reduced(out, reduction)
  },
)
