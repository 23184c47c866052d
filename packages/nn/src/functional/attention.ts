/* Attention in several heads, whose weights are seen too. */
import { checkOptions, linear, scaledDotProductAttention, softmax } from '@torchlet/tensor-core/fused'
import {
  ArgumentError,
  add,
  bmm,
  cat,
  expand,
  logicalOr,
  mean,
  mul,
  narrow,
  reshape,
  ShapeError,
  squeeze,
  type Tensor,
  transpose,
  unsqueeze,
  where,
  zeros,
} from '@torchlet/tensor-core/ops'
import { dropout } from './dropout'
import { lean } from './lean'

export { scaledDotProductAttention }

type Maybe = Tensor | null

/** The matrices of an attention. Either `inProjWeight` is there, or one matrix for each of query, key and value. */
export interface AttentionWeights {
  readonly inProjWeight?: Maybe
  readonly qProjWeight?: Maybe
  readonly kProjWeight?: Maybe
  readonly vProjWeight?: Maybe
  readonly inProjBias?: Maybe
  readonly outProjWeight: Tensor
  readonly outProjBias?: Maybe
  readonly biasK?: Maybe
  readonly biasV?: Maybe
}

export interface MultiHeadAttentionOptions {
  /** Whether the weights are given too. Default true. */
  needWeights?: boolean
  /** Whether they are the mean of all heads. Default true. */
  averageAttnWeights?: boolean
  /** Bool: true where a query must not look; or numbers that are added to the scores. [L, S] or [N·heads, L, S]. Default null. */
  attnMask?: Maybe
  /** Bool: true for keys that do not count; or numbers that are added. [N, S] or [S]. Default null. */
  keyPaddingMask?: Maybe
  /** Says that `attnMask`, which must be there, is the causal one: nothing more. Default false. */
  isCausal?: boolean
  /** Adds a key and value of zeros. Default false. */
  addZeroAttn?: boolean
  /** Default 0. */
  dropoutP?: number
  /** Default true. */
  training?: boolean
}

const OPTIONS = [
  'needWeights',
  'averageAttnWeights',
  'attnMask',
  'keyPaddingMask',
  'isCausal',
  'addZeroAttn',
  'dropoutP',
  'training',
]

function projected(parts: readonly Tensor[], weights: AttentionWeights, size: number): Tensor[] {
  const { inProjWeight, inProjBias } = weights
  const own = [weights.qProjWeight, weights.kProjWeight, weights.vProjWeight]
  return parts.map((x, i) => {
    const weight = inProjWeight ? narrow(inProjWeight, 0, i * size, size) : own[i]
    if (!weight)
      throw new ArgumentError('multiHeadAttentionForward: needs inProjWeight, or a weight for each of q, k and v')
    return linear(x, weight, inProjBias ? narrow(inProjBias, 0, i * size, size) : null)
  })
}

const isBool = (mask: Tensor): boolean => mask.dtype === 'bool' || mask.dtype === 'uint8'
/** A mask as numbers to add. */
const asScores = (mask: Tensor): Tensor => (isBool(mask) ? where(mask, Number.NEGATIVE_INFINITY, 0) : mask)

/** Both masks as one: [N·heads or 1, L, S]. */
function merged(attnMask: Maybe, padding: Maybe, heads: number): Maybe {
  const wide = attnMask && (attnMask.ndim === 2 ? unsqueeze(attnMask, 0) : attnMask)
  if (!padding) return wide
  const [batch, keys] = padding.shape as unknown as [number, number]
  const rows = reshape(expand(reshape(padding, [batch, 1, 1, keys]), [batch, heads, 1, keys]), [batch * heads, 1, keys])
  if (!wide) return rows
  return isBool(wide) && isBool(rows) ? logicalOr(wide, rows) : add(asScores(wide), asScores(rows))
}

/** A mask for keys that were put behind the others: they always count. */
const widened = (mask: Maybe): Maybe =>
  mask && cat([mask, zeros([...mask.shape.slice(0, -1), 1], { dtype: mask.dtype, device: mask.device })], -1)

function checkParts(query: Tensor, key: Tensor, value: Tensor, heads: number): void {
  const shapes = `query ${query.shape}, key ${key.shape}, value ${value.shape}`
  if (query.ndim !== 2 && query.ndim !== 3)
    throw new ShapeError(`multiHeadAttentionForward: expected [L, E] or [L, N, E], got ${shapes}`)
  if (key.ndim !== query.ndim || value.ndim !== query.ndim || key.shape[0] !== value.shape[0])
    throw new ShapeError(`multiHeadAttentionForward: keys and values differ in number or axes: ${shapes}`)
  if (query.shape.at(-1)! % heads !== 0)
    throw new ArgumentError(
      `multiHeadAttentionForward: embed_dim ${query.shape.at(-1)} not divisible by num_heads ${heads}`,
    )
}

function checkMasks(attnMask: Maybe, padding: Maybe, [batch, heads, targets, sources]: readonly number[]): void {
  const shape = attnMask && [...attnMask.shape].join()
  if (attnMask && shape !== [targets, sources].join() && shape !== [batch! * heads!, targets, sources].join())
    throw new ShapeError(
      `The shape of the attn_mask is ${attnMask.shape}, but should be [${targets}, ${sources}] or [${batch! * heads!}, ${targets}, ${sources}].`,
    )
  if (padding && [...padding.shape].join() !== [batch, sources].join())
    throw new ShapeError(`The shape of the key_padding_mask is ${padding.shape}, but should be [${batch}, ${sources}].`)
}

/**
 * Attention in `numHeads` heads. query: [L, N, E], key: [S, N, kdim], value: [S, N, vdim], or all without N → the output, [L, N, E], and the
 * weights, [N, L, S] (or [N, heads, L, S]; null where they are not asked for). Throws ShapeError, ArgumentError.
 */
export const multiHeadAttentionForward = lean(
  (
    query: Tensor,
    key: Tensor,
    value: Tensor,
    numHeads: number,
    weights: AttentionWeights,
    options: MultiHeadAttentionOptions = {},
  ): [Tensor, Tensor | null] => {
    checkOptions(options, OPTIONS, 'multiHeadAttentionForward')
    checkParts(query, key, value, numHeads)
    if (options.isCausal && !options.attnMask)
      throw new ArgumentError('Need attn_mask if specifying the is_causal hint.')
    const { needWeights = true, averageAttnWeights = true, dropoutP = 0, training = true } = options
    const isBatch = query.ndim === 3
    const parts = [query, key, value].map((x) => (isBatch ? x : unsqueeze(x, 1)))
    let padding = options.keyPaddingMask
      ? isBatch
        ? options.keyPaddingMask
        : unsqueeze(options.keyPaddingMask, 0)
      : null
    let attnMask = options.attnMask ?? null
    const [targets, batch, size] = parts[0]!.shape as unknown as [number, number, number]
    checkMasks(attnMask, padding, [batch, numHeads, targets, key.shape[0]!])
    let [q, k, v] = projected(parts, weights, size) as [Tensor, Tensor, Tensor]
    const { biasK, biasV } = weights
    if (biasK && biasV) {
      k = cat([k, expand(biasK, [1, batch, size])])
      v = cat([v, expand(biasV, [1, batch, size])])
      ;[attnMask, padding] = [widened(attnMask), widened(padding)]
    }
    const split = (x: Tensor): Tensor => transpose(reshape(x, [x.shape[0]!, batch * numHeads, size / numHeads]), 0, 1)
    ;[q, k, v] = [split(q), split(k), split(v)]
    if (options.addZeroAttn) {
      const nothing = zeros([batch * numHeads, 1, size / numHeads], { dtype: k.dtype, device: k.device })
      ;[k, v] = [cat([k, nothing], 1), cat([v, nothing], 1)]
      ;[attnMask, padding] = [widened(attnMask), widened(padding)]
    }
    const mask = merged(attnMask, padding, numHeads)
    const joined = (heads: Tensor): Tensor => {
      const rows = reshape(transpose(heads, 0, 1), [targets, batch, size])
      const out = linear(rows, weights.outProjWeight, weights.outProjBias ?? null)
      return isBatch ? out : squeeze(out, 1)
    }
    const added = mask && asScores(mask)
    // Where nobody sees the weights, they need not be held.
    if (!needWeights && !(training && dropoutP !== 0))
      return [joined(scaledDotProductAttention(q, k, v, { attnMask: added })), null]
    const scores = bmm(mul(q, Math.sqrt(numHeads / size)), transpose(k, 1, 2))
    const shares = dropout(softmax(added ? add(scores, added) : scores, -1), { p: dropoutP, training })
    const y = joined(bmm(shares, v))
    if (!needWeights) return [y, null]
    const perHead = reshape(shares, [batch, numHeads, targets, shares.shape[2]!])
    const seen = averageAttnWeights ? mean(perHead, 1) : perHead
    return [y, isBatch ? seen : squeeze(seen, 0)]
  },
)
