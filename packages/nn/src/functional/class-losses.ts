/* Losses of classifiers: the target names one class, several, or a distribution over them. */
import { checkOptions, checkTensor, logSoftmax, logsigmoid } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  add,
  any,
  arange,
  clamp,
  cumsum,
  div,
  eq,
  gather,
  IndexError,
  isFloating,
  logicalAnd,
  logicalNot,
  lt,
  mul,
  ne,
  neg,
  onesLike,
  reshape,
  ShapeError,
  squeeze,
  sub,
  sum,
  type Tensor,
  to,
  unsqueeze,
  where,
} from '@torchlet/tensor-core/ops'
import { lean } from './lean'
import { checkReduction, type LossOptions, type Reduction, reduced } from './reduction'

export interface NllOptions extends LossOptions {
  /** How much each class counts: [C]. Default null: all the same. */
  weight?: Tensor | null
  /** Targets that do not count. Default -100. */
  ignoreIndex?: number
}

const classAxis = (x: Tensor): number => (x.ndim === 1 ? 0 : 1)

function checkWeight(name: string, weight: Tensor | null, classes: number): void {
  if (weight && (weight.ndim !== 1 || weight.shape[0] !== classes))
    throw new ShapeError(
      `${name}: weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: ${weight.shape}`,
    )
}

/** Throws unless the target names a class for everything but the class axis of x. */
function checkClasses(name: string, x: Tensor, target: Tensor, weight: Tensor | null, ignoreIndex: number): void {
  checkTensor(target, `${name}: target`)
  if (x.ndim === 0) throw new ShapeError(`${name}: expected at least 1 axis, got ${x.shape}`)
  const axis = classAxis(x)
  const classes = x.shape[axis]!
  const expected = x.shape.toSpliced(axis, 1)
  if ([...expected].join() !== [...target.shape].join())
    throw new ShapeError(
      `${name}: Expected input batch_size to match target: the target should be [${expected}] (input ${x.shape}), got ${target.shape}`,
    )
  if (target.dtype !== 'int64') throw new ArgumentError(`${name}: classes are int64, got ${target.dtype}`)
  checkWeight(name, weight, classes)
  if (!target.device.array) return
  for (const value of target.data)
    if (Number(value) !== ignoreIndex && (value < 0 || value >= classes))
      throw new IndexError(`${name}: Target ${value} is out of bounds.`)
}

/** −x at the target's class, and how much each target counts. */
function picked(
  x: Tensor,
  target: Tensor,
  weight: Tensor | null,
  ignoreIndex: number,
): { loss: Tensor; counts: Tensor } {
  const axis = classAxis(x)
  const isKept = ne(target, BigInt(ignoreIndex))
  const safe = where(isKept, target, 0n)
  const chosen = squeeze(gather(x, axis, unsqueeze(safe, axis)), axis)
  const share = weight ? reshape(gather(weight, 0, reshape(safe, [-1])), safe.shape) : onesLike(chosen)
  const counts = where(isKept, share, 0)
  return { loss: where(isKept, mul(neg(chosen), share), 0), counts }
}

const reducedBy = (loss: Tensor, counts: Tensor, reduction: Reduction): Tensor =>
  reduction === 'mean' ? div(sum(loss), sum(counts)) : reduced(loss, reduction)

/**
 * −weight[y]·x[y]. x: [N, C, …] or [C], logarithms of probabilities; y: [N, …] or [], int64. The mean is weighted.
 * Throws IndexError for a class that is not there, ShapeError.
 */
export const nllLoss = lean((x: Tensor, target: Tensor, options: NllOptions = {}): Tensor => {
  checkOptions(options, ['reduction', 'weight', 'ignoreIndex'], 'nllLoss')
  const { reduction = 'mean', weight = null, ignoreIndex = -100 } = options
  checkReduction(reduction)
  checkClasses('nllLoss', x, target, weight, ignoreIndex)
  const { loss, counts } = picked(x, target, weight, ignoreIndex)
  return reducedBy(loss, counts, reduction)
})

export interface CrossEntropyOptions extends NllOptions {
  /** How much of each target is spread over all classes. Default 0. */
  labelSmoothing?: number
}

const perClass = (weight: Tensor, x: Tensor): Tensor =>
  reshape(
    weight,
    x.shape.map((_, axis) => (axis === classAxis(x) ? -1 : 1)),
  )

/**
 * nllLoss of logSoftmax(x). x: [N, C, …] or [C]; y: classes, int64 [N, …] or [], or a distribution shaped like x.
 * Throws IndexError for a class that is not there, ShapeError, ArgumentError.
 */
export const crossEntropy = lean((x: Tensor, target: Tensor, options: CrossEntropyOptions = {}): Tensor => {
  checkOptions(options, ['reduction', 'weight', 'ignoreIndex', 'labelSmoothing'], 'crossEntropy')
  const { reduction = 'mean', weight = null, ignoreIndex = -100, labelSmoothing = 0 } = options
  checkReduction(reduction)
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1))
    throw new ArgumentError(`crossEntropy: label_smoothing must be between 0.0 and 1.0. Got: ${labelSmoothing}`)
  checkTensor(target, 'crossEntropy: target')
  const isDistribution = isFloating(target.dtype)
  if (!isDistribution) checkClasses('crossEntropy', x, target, weight, ignoreIndex)
  else if ([...x.shape].join() !== [...target.shape].join())
    throw new ShapeError(
      `crossEntropy: the target holds classes, as int64, or probabilities, shaped like the input ${x.shape}: got ${target.dtype} ${target.shape}`,
    )
  const axis = classAxis(x)
  const classes = x.shape[axis]!
  checkWeight('crossEntropy', weight, classes)
  const logs = logSoftmax(x, axis)
  const shares = weight ? mul(logs, perClass(weight, x)) : logs
  if (isDistribution) {
    const smooth = labelSmoothing > 0 ? add(mul(target, 1 - labelSmoothing), labelSmoothing / classes) : target
    const loss = neg(sum(mul(shares, smooth), axis))
    return reduction === 'mean' ? div(sum(loss), x.numel() / classes) : reduced(loss, reduction)
  }
  const { loss, counts } = picked(logs, target, weight, ignoreIndex)
  if (labelSmoothing === 0) return reducedBy(loss, counts, reduction)
  const even = where(ne(target, BigInt(ignoreIndex)), neg(sum(shares, axis)), 0)
  const both = add(mul(loss, 1 - labelSmoothing), mul(even, labelSmoothing / classes))
  return reducedBy(both, counts, reduction)
})

export interface MultiMarginOptions extends LossOptions {
  /** 1 or 2. Default 1. */
  p?: number
  /** Default 1. */
  margin?: number
  /** How much each class counts: [C]. Default null: all the same. */
  weight?: Tensor | null
}

/** x as rows, for what takes [N, C] or [C]. */
const asRows = (x: Tensor): Tensor => (x.ndim === 1 ? unsqueeze(x, 0) : x)

/** Σ max(0, margin − x[y] + x[i])ᵖ / C over the classes i ≠ y. x: [N, C] or [C]; y: [N] or [], int64. */
export const multiMarginLoss = lean((x: Tensor, target: Tensor, options: MultiMarginOptions = {}): Tensor => {
  checkOptions(options, ['reduction', 'p', 'margin', 'weight'], 'multiMarginLoss')
  const { reduction = 'mean', p = 1, margin = 1, weight = null } = options
  checkReduction(reduction)
  if (p !== 1 && p !== 2) throw new ArgumentError(`multiMarginLoss: only p == 1 and p == 2 supported, got ${p}`)
  checkClasses('multiMarginLoss', x, target, weight, -1)
  const rows = asRows(x)
  const classes = rows.shape[1]!
  const column = reshape(target, [-1, 1])
  const excess = clamp(add(sub(margin, gather(rows, 1, column)), rows), 0)
  const others = ne(arange(BigInt(classes), { device: x.device }), column)
  const powered = where(others, p === 2 ? mul(excess, excess) : excess, 0)
  const counted = weight ? mul(powered, unsqueeze(gather(weight, 0, reshape(target, [-1])), 1)) : powered
  return reduced(reshape(div(sum(counted, 1), classes), target.shape), reduction)
})

/**
 * Σ max(0, 1 − (x[y] − x[i])) / C over the targets y, the first of each row up to one that is negative, and the other classes i.
 * x: [N, C] or [C]; y: like x, int64.
 */
export const multilabelMarginLoss = lean((x: Tensor, target: Tensor, options: LossOptions = {}): Tensor => {
  checkOptions(options, ['reduction'], 'multilabelMarginLoss')
  const { reduction = 'mean' } = options
  checkReduction(reduction)
  if ([...x.shape].join() !== [...target.shape].join() || x.ndim > 2 || x.ndim < 1)
    throw new ShapeError(`multilabelMarginLoss: expected two of [N, C] or [C], got ${x.shape} and ${target.shape}`)
  const [rows, wanted] = [asRows(x), asRows(target)]
  const classes = rows.shape[1]!
  // Those before the first negative one.
  const counts = eq(cumsum(to(lt(wanted, 0n), 'int64'), 1), 0n)
  const isNamed = logicalAnd(
    eq(unsqueeze(wanted, 2), arange(BigInt(classes), { device: x.device })),
    unsqueeze(counts, 2),
  )
  const isOther = logicalNot(any(isNamed, 1, { keepdim: true }))
  const chosen = unsqueeze(gather(rows, 1, clamp(wanted, 0n)), 2)
  const excess = clamp(add(sub(1, chosen), unsqueeze(rows, 1)), 0)
  const loss = div(sum(where(logicalAnd(unsqueeze(counts, 2), isOther), excess, 0), [1, 2]), classes)
  return reduced(x.ndim === 1 ? squeeze(loss, 0) : loss, reduction)
})

export interface MultilabelSoftMarginOptions extends LossOptions {
  /** How much each class counts: [C]. Default null: all the same. */
  weight?: Tensor | null
}

/** The mean over classes of binary cross entropies of logits. x, y: [..., C]. */
export const multilabelSoftMarginLoss = lean(
  (x: Tensor, target: Tensor, options: MultilabelSoftMarginOptions = {}): Tensor => {
    checkOptions(options, ['reduction', 'weight'], 'multilabelSoftMarginLoss')
    const { reduction = 'mean', weight = null } = options
    checkReduction(reduction)
    const loss = neg(add(mul(target, logsigmoid(x)), mul(sub(1, target), logsigmoid(neg(x)))))
    const classes = x.shape.at(-1)
    if (classes === undefined) throw new ShapeError(`multilabelSoftMarginLoss: expected [..., C], got ${x.shape}`)
    return reduced(div(sum(weight ? mul(loss, weight) : loss, x.ndim - 1), classes), reduction)
  },
)
