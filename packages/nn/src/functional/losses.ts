/* Losses between what was computed and what should have been, element by element. */
import { checkOptions, logsigmoid } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  abs,
  add,
  clamp,
  div,
  eq,
  exp,
  le,
  log,
  log1p,
  lt,
  minimum,
  mul,
  ne,
  neg,
  ShapeError,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  unsqueeze,
  where,
  xlogy,
} from '@torchlet/tensor-core/ops'
import { pairwiseDistance } from './distance'
import { lean } from './lean'
import { checkReduction, type LossOptions, reduced } from './reduction'

/** Checks the options of a loss and gives its reduction. */
function reductionOf(name: string, options: LossOptions, more: readonly string[] = []): 'none' | 'mean' | 'sum' {
  checkOptions(options, ['reduction', ...more], name)
  const { reduction = 'mean' } = options
  checkReduction(reduction)
  return reduction
}

/** |x − y| */
export const l1Loss = lean((x: Tensor, target: Tensor, options: LossOptions = {}): Tensor => {
  const reduction = reductionOf('l1Loss', options)
  return reduced(abs(sub(x, target)), reduction)
})

/** (x − y)² */
export const mseLoss = lean((x: Tensor, target: Tensor, options: LossOptions = {}): Tensor => {
  const reduction = reductionOf('mseLoss', options)
  return reduced(square(sub(x, target)), reduction)
})

export interface SmoothL1Options extends LossOptions {
  /** Below it the loss is a parabola. Default 1. */
  beta?: number
}

/** d²/(2·beta) for d = |x − y| < beta, else d − beta/2. */
export const smoothL1Loss = lean((x: Tensor, target: Tensor, options: SmoothL1Options = {}): Tensor => {
  const reduction = reductionOf('smoothL1Loss', options, ['beta'])
  const { beta = 1 } = options
  if (!(beta >= 0)) throw new ArgumentError(`smoothL1Loss does not support negative values for beta, got ${beta}`)
  const d = abs(sub(x, target))
  return reduced(beta === 0 ? d : where(lt(d, beta), div(square(d), 2 * beta), sub(d, beta / 2)), reduction)
})

export interface HuberOptions extends LossOptions {
  /** Below it the loss is a parabola. Default 1. */
  delta?: number
}

/** d²/2 for d = |x − y| ≤ delta, else delta·(d − delta/2). */
export const huberLoss = lean((x: Tensor, target: Tensor, options: HuberOptions = {}): Tensor => {
  const reduction = reductionOf('huberLoss', options, ['delta'])
  const { delta = 1 } = options
  if (!(delta > 0)) throw new ArgumentError(`huberLoss does not support non-positive values for delta, got ${delta}`)
  const d = abs(sub(x, target))
  return reduced(where(le(d, delta), div(square(d), 2), mul(sub(d, delta / 2), delta)), reduction)
})

export interface BinaryCrossEntropyOptions extends LossOptions {
  /** What each element's loss is multiplied with; broadcast. Default null: 1. */
  weight?: Tensor | null
}

function checkSameSize(name: string, x: Tensor, target: Tensor): void {
  if ([...x.shape].join() !== [...target.shape].join())
    throw new ShapeError(`${name}: Target size (${target.shape}) must be the same as input size (${x.shape})`)
}

const weighted = (x: Tensor, weight: Tensor | null | undefined): Tensor => (weight ? mul(x, weight) : x)

/** −(y·log x + (1 − y)·log(1 − x)), with logarithms from −100 on. Throws ArgumentError where x is not in [0, 1]. */
export const binaryCrossEntropy = lean((x: Tensor, target: Tensor, options: BinaryCrossEntropyOptions = {}): Tensor => {
  const reduction = reductionOf('binaryCrossEntropy', options, ['weight'])
  checkSameSize('binaryCrossEntropy', x, target)
  if (x.device.array && x.dtype.startsWith('float') && x.data.some((p: number | bigint) => !(p >= 0 && p <= 1)))
    throw new ArgumentError('binaryCrossEntropy: all elements of input should be between 0 and 1')
  const hit = mul(target, clamp(log(x), -100))
  const miss = mul(sub(1, target), clamp(log1p(neg(x)), -100))
  return reduced(weighted(neg(add(hit, miss)), options.weight), reduction)
})

export interface BinaryCrossEntropyWithLogitsOptions extends BinaryCrossEntropyOptions {
  /** How much ones count beside zeros; broadcast. Default null: as much. */
  posWeight?: Tensor | null
}

/** binaryCrossEntropy of sigmoid(x), without overflow. */
export const binaryCrossEntropyWithLogits = lean(
  (x: Tensor, target: Tensor, options: BinaryCrossEntropyWithLogitsOptions = {}): Tensor => {
    const reduction = reductionOf('binaryCrossEntropyWithLogits', options, ['weight', 'posWeight'])
    checkSameSize('binaryCrossEntropyWithLogits', x, target)
    const { posWeight } = options
    const hit = posWeight ? mul(logsigmoid(x), add(mul(sub(posWeight, 1), target), 1)) : logsigmoid(x)
    return reduced(weighted(sub(mul(sub(1, target), x), hit), options.weight), reduction)
  },
)

export interface KLDivOptions {
  /** 'batchmean' divides the sum by the size of the batch: the divergence as it is defined. Default 'mean'. */
  reduction?: 'none' | 'mean' | 'sum' | 'batchmean'
  /** Whether the target is a logarithm too. Default false. */
  logTarget?: boolean
}

/** y·(log y − x): the divergence of the distribution exp(x) from y. x holds logarithms. */
export const klDiv = lean((x: Tensor, target: Tensor, options: KLDivOptions = {}): Tensor => {
  checkOptions(options, ['reduction', 'logTarget'], 'klDiv')
  const { reduction = 'mean', logTarget = false } = options
  checkReduction(reduction, ['none', 'mean', 'sum', 'batchmean'])
  const loss = logTarget ? mul(exp(target), sub(target, x)) : sub(xlogy(target, target), mul(target, x))
  if (reduction === 'batchmean') return x.ndim === 0 ? sum(loss) : div(sum(loss), x.shape[0]!)
  return reduced(loss, reduction)
})

export interface PoissonNllOptions extends LossOptions {
  /** Whether x is the rate's logarithm. Default true. */
  logInput?: boolean
  /** Adds Stirling's approximation of log y! for y > 1. Default false. */
  full?: boolean
  /** Keeps log 0 away, where x is the rate. Default 1e-8. */
  eps?: number
}

/** exp(x) − y·x, or x − y·log(x + eps). */
export const poissonNllLoss = lean((x: Tensor, target: Tensor, options: PoissonNllOptions = {}): Tensor => {
  const reduction = reductionOf('poissonNllLoss', options, ['logInput', 'full', 'eps'])
  const { logInput = true, full = false, eps = 1e-8 } = options
  const loss = logInput ? sub(exp(x), mul(target, x)) : sub(x, mul(target, log(add(x, eps))))
  if (!full) return reduced(loss, reduction)
  const stirling = add(sub(mul(target, log(target)), target), mul(log(mul(target, 2 * Math.PI)), 0.5))
  return reduced(add(loss, where(le(target, 1), 0, stirling)), reduction)
})

export interface GaussianNllOptions extends LossOptions {
  /** Adds log(2π)/2. Default false. */
  full?: boolean
  /** The least variance. Default 1e-6. */
  eps?: number
}

/** (log v + (x − y)²/v)/2 with v the variance, one for each element or each row. Throws where a variance is negative. */
export const gaussianNllLoss = lean(
  (x: Tensor, target: Tensor, variance: Tensor, options: GaussianNllOptions = {}): Tensor => {
    const reduction = reductionOf('gaussianNllLoss', options, ['full', 'eps'])
    const { full = false, eps = 1e-6 } = options
    const [own, rows] = [[...variance.shape].join(), [...x.shape.slice(0, -1)].join()]
    const fits =
      own === [...x.shape].join() || (variance.shape.at(-1) === 1 && [...variance.shape.slice(0, -1)].join() === rows)
    if (!fits && own !== rows)
      throw new ShapeError(`gaussianNllLoss: var is of incorrect size: ${variance.shape} beside the input ${x.shape}`)
    if (variance.device.array && variance.data.some((value: number | bigint) => value < 0))
      throw new ArgumentError('gaussianNllLoss: var has negative entry/entries')
    const spread = clamp(fits ? variance : unsqueeze(variance, -1), eps)
    const loss = mul(add(log(spread), div(square(sub(x, target)), spread)), 0.5)
    return reduced(full ? add(loss, 0.5 * Math.log(2 * Math.PI)) : loss, reduction)
  },
)

export interface MarginOptions extends LossOptions {
  /** How far apart is far enough. Default 1; 0 for marginRankingLoss and cosineEmbeddingLoss. */
  margin?: number
}

/** x where y = 1, max(0, margin − x) where y = −1. `margin` is 1 where nothing is said. */
export const hingeEmbeddingLoss = lean((x: Tensor, target: Tensor, options: MarginOptions = {}): Tensor => {
  const reduction = reductionOf('hingeEmbeddingLoss', options, ['margin'])
  const apart = where(ne(target, 1), clamp(sub(options.margin ?? 1, x), 0), 0)
  return reduced(add(apart, where(ne(target, -1), x, 0)), reduction)
})

/** max(0, −y·(x1 − x2) + margin). `margin` is 0 where nothing is said. */
export const marginRankingLoss = lean((x1: Tensor, x2: Tensor, target: Tensor, options: MarginOptions = {}): Tensor => {
  const reduction = reductionOf('marginRankingLoss', options, ['margin'])
  if (x1.ndim !== x2.ndim || x1.ndim !== target.ndim)
    throw new ShapeError(
      `marginRankingLoss: All input tensors should have same dimension but got sizes: input1: ${x1.shape}, input2: ${x2.shape}, target: ${target.shape}`,
    )
  return reduced(clamp(add(mul(neg(target), sub(x1, x2)), options.margin ?? 0), 0), reduction)
})

/** 1 − cos(x1, x2) where y = 1, max(0, cos(x1, x2) − margin) where y = −1. x1, x2: [N, D] or [D], y: [N] or []. */
export const cosineEmbeddingLoss = lean(
  (x1: Tensor, x2: Tensor, target: Tensor, options: MarginOptions = {}): Tensor => {
    const reduction = reductionOf('cosineEmbeddingLoss', options, ['margin'])
    if (target.ndim > 1 || x1.ndim !== target.ndim + 1 || x2.ndim !== target.ndim + 1)
      throw new ShapeError(
        `cosineEmbeddingLoss: expects [N, D], [N, D] and [N], or [D], [D] and [], got ${x1.shape}, ${x2.shape} and ${target.shape}`,
      )
    const length = (x: Tensor): Tensor => add(sum(square(x), -1), 1e-12)
    const cosine = div(sum(mul(x1, x2), -1), sqrt(mul(length(x1), length(x2))))
    const apart = where(eq(target, -1), clamp(sub(cosine, options.margin ?? 0), 0), 0)
    return reduced(add(where(eq(target, 1), sub(1, cosine), 0), apart), reduction)
  },
)

/** Throws unless the target can be broadcast to the shape of x. */
function checkBroadcasts(name: string, target: Tensor, x: Tensor): void {
  const offset = x.ndim - target.ndim
  if (offset < 0 || target.shape.some((size, axis) => size !== 1 && size !== x.shape[axis + offset]))
    throw new ShapeError(`${name}: the target ${target.shape} cannot be broadcast to the input ${x.shape}`)
}

/** log(1 + exp(−y·x)) with y = ±1, which may be broadcast to the shape of x. Throws ShapeError. */
export const softMarginLoss = lean((x: Tensor, target: Tensor, options: LossOptions = {}): Tensor => {
  const reduction = reductionOf('softMarginLoss', options)
  checkBroadcasts('softMarginLoss', target, x)
  return reduced(log1p(exp(neg(mul(target, x)))), reduction)
})

export interface TripletMarginOptions extends MarginOptions {
  /** The order of the norm. Default 2. */
  p?: number
  /** Added to each difference. Default 1e-6. */
  eps?: number
  /** Takes the negative's distance from the positive, where that is less. Default false. */
  swap?: boolean
}

/** max(0, ‖anchor − positive‖ − ‖anchor − negative‖ + margin) along the last axis. `margin` is 1 where nothing is said. */
export const tripletMarginLoss = lean(
  (anchor: Tensor, positive: Tensor, negative: Tensor, options: TripletMarginOptions = {}): Tensor => {
    const reduction = reductionOf('tripletMarginLoss', options, ['margin', 'p', 'eps', 'swap'])
    const { margin = 1, p = 2, eps = 1e-6, swap = false } = options
    if (anchor.ndim !== positive.ndim || anchor.ndim !== negative.ndim)
      throw new ShapeError(
        `tripletMarginLoss: All inputs should have same dimension but got ${anchor.shape}, ${positive.shape} and ${negative.shape}`,
      )
    const distance = (a: Tensor, b: Tensor): Tensor => pairwiseDistance(a, b, { p, eps })
    const near = distance(anchor, positive)
    const far = distance(anchor, negative)
    const least = swap ? minimum(far, distance(positive, negative)) : far
    return reduced(clamp(add(sub(near, least), margin), 0), reduction)
  },
)
