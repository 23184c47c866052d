/* Connectionist temporal classification (Graves et al., 2006). */
import { checkOptions } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  add,
  arange,
  cat,
  clamp,
  cumsum,
  DTypeError,
  div,
  eq,
  expand,
  full,
  gather,
  indexSelect,
  isFloating,
  logaddexp,
  lt,
  mul,
  narrow,
  ne,
  reshape,
  ShapeError,
  select,
  squeeze,
  sub,
  Tensor,
  to,
  unsqueeze,
  where,
} from '@torchlet/tensor-core/ops'
import { integers, numbersOf } from '../packed-sequence'
import { lean } from './lean'
import { checkReduction, type LossOptions, reduced } from './reduction'

export interface CtcLossOptions extends LossOptions {
  /** The class that stands for no label. Default 0. */
  blank?: number
  /** Gives 0 where a target cannot be reached at all. Default false. */
  zeroInfinity?: boolean
}

const NEVER = Number.NEGATIVE_INFINITY

/** How long each of a batch is: `values` only where they can be read now. */
interface Lengths {
  values: number[] | null
  /** [N] */
  tensor: Tensor
}

function lengthsOf(given: Tensor | readonly number[], beside: Tensor): Lengths {
  if (given instanceof Tensor && !given.device.array) return { values: null, tensor: reshape(to(given, 'int64'), [-1]) }
  const values = given instanceof Tensor ? numbersOf(given) : [...given]
  if (!values.every(Number.isInteger)) throw new ArgumentError(`ctcLoss: lengths are whole numbers, got [${values}]`)
  return { values, tensor: integers(values, beside.device) }
}

function checkTargets(targets: Tensor, batch: number): void {
  if (isFloating(targets.dtype))
    throw new DTypeError(`ctcLoss: expected the targets to be int64 or int32, got ${targets.dtype}`)
  if (targets.ndim !== 1 && !(targets.ndim === 2 && targets.shape[0] === batch))
    throw new ShapeError(`ctcLoss: targets are [${batch}, S], or all labels in a row, got ${targets.shape}`)
}

/** Throws unless there is a length for each of the batch and, where they can be read, each fits. */
function checkLengths(logProbs: Tensor, batch: number, targets: Tensor, spans: Lengths, counts: Lengths): void {
  const steps = logProbs.shape[0]!
  const [inputs, outputs] = [spans.tensor.shape[0]!, counts.tensor.shape[0]!]
  if (inputs !== batch || outputs !== batch)
    throw new ShapeError(`ctcLoss: input and target lengths must be of size ${batch}, got ${inputs} and ${outputs}`)
  if (spans.values?.some((span) => !(span >= 0 && span <= steps)))
    throw new ArgumentError(`ctcLoss: expected input lengths from 0 to ${steps}, got [${spans.values}]`)
  const lengths = counts.values
  if (!lengths) return
  if (lengths.some((length) => !(length >= 0)))
    throw new ArgumentError(`ctcLoss: expected target lengths of at least 0, got [${lengths}]`)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  if (targets.ndim === 1 && total !== targets.shape[0])
    throw new ShapeError(`ctcLoss: targets ${targets.shape} are not the ${total} labels of the lengths [${lengths}]`)
  const longest = targets.ndim === 2 ? Math.max(0, ...lengths) : total
  if (longest > targets.shape.at(-1)!)
    throw new ShapeError(`ctcLoss: targets ${targets.shape} are shorter than the target lengths [${lengths}]`)
}

/** Each example's labels, [N, longest], and blanks behind them; from [N, S] or from all of them one after the other. */
function labelsOf(targets: Tensor, counts: Tensor, longest: number, blank: number): Tensor {
  const { device } = targets
  const batch = counts.shape[0]!
  const steps = (n: number): Tensor => arange(n, { dtype: 'int64', device })
  const starts = targets.ndim === 2 ? mul(steps(batch), targets.shape[1]!) : sub(cumsum(counts, 0), counts)
  const ats = steps(longest)
  const places = where(lt(ats, unsqueeze(counts, 1)), add(unsqueeze(starts, 1), ats), targets.numel())
  const all = cat([reshape(to(targets, 'int64'), [-1]), integers([blank], device)])
  return reshape(indexSelect(all, 0, reshape(places, [-1])), [batch, longest])
}

/**
 * −log of the probability of all ways to spell the labels [N, S] in the first steps of values [T, N, C]: [N]. After each step a spelling
 * stands at a label, or at one of the S + 1 blanks before, between and behind them; for each place the ways to it are summed, as
 * logarithms, [N, S + 1]. Label k is found at k + 1, beside the blank that follows it; nothing is at the first place.
 */
function spell(values: Tensor, labels: Tensor, spans: Lengths, counts: Tensor, blank: number): Tensor {
  const { dtype, device } = values
  const [steps, batch] = values.shape as unknown as [number, number]
  const size = labels.shape[1]!
  const columns = (n: number, value: number): Tensor => full([batch, n], value, { dtype, device })
  const but = (x: Tensor, start: number): Tensor => narrow(x, 1, start, size)
  const edge = columns(1, NEVER)
  // From one label to the next without a blank only where they differ.
  const differ = ne(labels, but(cat([full([batch, 1], blank, { dtype: 'int64', device }), labels], 1), 0))
  const labelChances = gather(values, 2, expand(unsqueeze(labels, 0), [steps, batch, size]))
  const blankChances = narrow(values, 2, blank, 1)
  const goesOn = lt(reshape(arange(steps, { dtype: 'int64', device }), [steps, 1, 1]), unsqueeze(spans.tensor, 1))
  const shortest = spans.values ? Math.min(...spans.values) : 0
  const step = lean((atBlanks: Tensor, atLabels: Tensor, t: number): [Tensor, Tensor] => {
    const either = logaddexp(atBlanks, atLabels)
    const arriving = logaddexp(but(atLabels, 1), where(differ, but(either, 0), but(atBlanks, 0)))
    const spelled = cat([edge, add(arriving, select(labelChances, 0, t))], 1)
    const awaiting = add(either, select(blankChances, 0, t))
    if (t < shortest) return [awaiting, spelled]
    const goes = select(goesOn, 0, t)
    return [where(goes, awaiting, atBlanks), where(goes, spelled, atLabels)]
  })
  // Before the first step everything is at the first blank.
  let [atBlanks, atLabels] = [cat([columns(1, 0), columns(size, NEVER)], 1), columns(size + 1, NEVER)]
  for (let t = 0; t < steps; t++) [atBlanks, atLabels] = step(atBlanks, atLabels, t)
  return sub(0, squeeze(gather(logaddexp(atBlanks, atLabels), 1, unsqueeze(counts, 1)), 1))
}

/**
 * −log p(targets | logProbs) for unaligned sequences. logProbs: [T, N, C] or [T, C], logarithms of probabilities; targets: [N, S], or all
 * labels one after the other; lengths: [N] or [], tensors or arrays. 'mean' divides each by its target's length first. Lengths that
 * cannot be read at once are not checked, and every target then counts as long as the longest could be: arrays spare that.
 * Throws ShapeError, ArgumentError, DTypeError, IndexError for a label that is not there.
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
    const classes = logProbs.shape.at(-1)!
    if (!Number.isInteger(blank) || blank < 0 || blank >= classes)
      throw new ArgumentError(`ctcLoss: blank must be in label range, got ${blank} of ${classes}`)
    const batch = isBatch ? logProbs.shape[1]! : 1
    checkTargets(targets, batch)
    const [spans, counts] = [lengthsOf(inputLengths, logProbs), lengthsOf(targetLengths, logProbs)]
    checkLengths(logProbs, batch, targets, spans, counts)
    const longest = counts.values ? Math.max(0, ...counts.values) : targets.shape.at(-1)!
    const labels = labelsOf(targets, counts.tensor, longest, blank)
    // Half types would lose too much over the steps.
    const values = to(isBatch ? logProbs : unsqueeze(logProbs, 1), logProbs.dtype === 'float64' ? 'float64' : 'float32')
    const found = spell(values, labels, spans, counts.tensor, blank)
    const losses = zeroInfinity ? where(eq(found, Number.POSITIVE_INFINITY), 0, found) : found
    const scaled = reduction === 'mean' ? div(losses, clamp(counts.tensor, 1)) : losses
    return reduced(to(isBatch ? scaled : select(scaled, 0, 0), logProbs.dtype), reduction)
  },
)
