/* Scaled dot product attention. */
import { op, tryKernel } from '../dispatch'
import { computeDType, isFloating } from '../dtype'
import { ArgumentError, DTypeError, ShapeError } from '../errors'
import * as host from '../host/attention'
import { broadcastShapes, numelOf, showShape } from '../shape'
import type { Tensor } from '../tensor'
import { allocate, cast, checkOptions, checkTensor, commonDevice } from './allocate'
import { add, mul, where } from './arithmetic'
import { ones } from './make'
import { matmul } from './matmul'
import { softmax } from './softmax'
import { tril } from './triangle'
import { expand, reshape, transpose, unflatten, unsqueeze } from './views'

export interface AttentionOptions {
  /** Bool: true where a query may look; or numbers that are added to the scores. Broadcast to [..., L, S]. */
  attnMask?: Tensor | null
  /** Lets query i look at the keys up to i only. Not together with `attnMask`. Default false. */
  isCausal?: boolean
  /** What the scores are multiplied with. Default 1/√E. */
  scale?: number | null
  /** Lets several heads of queries share one of keys and values. Default false. */
  enableGqa?: boolean
}

type Maybe = Tensor | null

function checkAttention(query: Tensor, key: Tensor, value: Tensor, { attnMask, isCausal }: AttentionOptions): void {
  for (const [name, x] of Object.entries({ query, key, value, ...(attnMask && { attnMask }) })) checkTensor(x, name)
  const shapes = [query, key, value].map((x) => showShape(x.shape)).join(', ')
  commonDevice([query, key, value, attnMask])
  if (!isFloating(query.dtype) || key.dtype !== query.dtype || value.dtype !== query.dtype)
    throw new DTypeError(
      `query, key and value share one floating point dtype, got ${query.dtype}, ${key.dtype}, ${value.dtype}`,
    )
  if (
    Math.min(query.ndim, key.ndim, value.ndim) < 2 ||
    query.shape.at(-1) !== key.shape.at(-1) ||
    key.shape.at(-2) !== value.shape.at(-2)
  )
    throw new ShapeError(`expected [..., L, E], [..., S, E] and [..., S, V], got ${shapes}`)
  if (attnMask && isCausal) throw new ArgumentError(`attnMask should not be set when isCausal is true`)
}

/** Heads of queries that share keys and values as an axis of their own, along which those are broadcast. */
function grouped(query: Tensor, key: Tensor, value: Tensor, mask: Maybe): [Tensor, Tensor, Tensor, Maybe] {
  const [heads, shared] = [query.shape.at(-3)!, key.shape.at(-3)!]
  if (!Number.isInteger(heads / shared) || value.shape.at(-3) !== shared)
    throw new ShapeError(
      `the heads of key ${showShape(key.shape)} and value ${showShape(value.shape)} must be as many and divide those of query ${showShape(query.shape)}`,
    )
  const apart = (x: Tensor) => unflatten(x, -3, [shared, heads / shared])
  const bias = mask && mask.ndim > 2 ? (mask.shape.at(-3) === 1 ? unsqueeze(mask, -3) : apart(mask)) : mask
  return [apart(query), unsqueeze(key, -3), unsqueeze(value, -3), bias]
}

/** The same out of primitives, as its formula says it. mask: numbers to add; all broadcast. */
export function scaledDotProductAttentionComposed(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  mask: Maybe,
  causal: boolean,
  scale: number,
): Tensor {
  const product = mul(matmul(query, transpose(key, -2, -1)), scale)
  const scores = mask ? add(product, mask) : product
  const seen = () => tril(ones([query.shape.at(-2)!, key.shape.at(-2)!], { dtype: 'bool', device: query.device }))
  return matmul(softmax(causal ? where(seen(), scores, -Infinity) : scores, -1), value)
}

/**
 * softmax(Q Kᵀ·scale + mask)·V. query: [..., L, E], key: [..., S, E], value: [..., S, V] → [..., L, V]; leading axes broadcast.
 * A query that may look at no key gives NaN, and zeros where there are no keys at all. Throws ShapeError, DTypeError, ArgumentError.
 */
export const scaledDotProductAttention = op(
  'scaledDotProductAttention',
  (query: Tensor, key: Tensor, value: Tensor, options: AttentionOptions = {}): Tensor => {
    checkOptions(options, ['attnMask', 'isCausal', 'scale', 'enableGqa'])
    checkAttention(query, key, value, options)
    const { isCausal = false, enableGqa = false, attnMask = null } = options
    const scale = options.scale ?? 1 / Math.sqrt(query.shape.at(-1)!)
    const compute = computeDType(query.dtype)
    const bias = attnMask?.dtype === 'bool' ? where(attnMask, 0, -Infinity) : attnMask
    const [q, k, v, mask] = enableGqa ? grouped(query, key, value, bias) : [query, key, value, bias]

    const [lead, ...leads] = [q, k, v, ...(mask ? [mask] : [])].map((x) => x.shape.slice(0, -2))
    const batch = broadcastShapes(lead!, ...leads)
    const heads = batch.at(-1) ?? 1
    const [queries, keys, width] = [q.shape.at(-2)!, k.shape.at(-2)!, v.shape.at(-1)!]
    /** [N, H, rows, columns]: all leading axes but the last are one. */
    const four = (x: Tensor, rows: number, columns: number): Tensor =>
      reshape(expand(cast(x, compute), [...batch, rows, columns]), [numelOf(batch.slice(0, -1)), heads, rows, columns])
    const operands = [
      four(q, queries, q.shape.at(-1)!),
      four(k, keys, q.shape.at(-1)!),
      four(v, keys, width),
      mask && four(mask, queries, keys),
      isCausal,
      scale,
    ] as const
    const out = allocate([...operands[0].shape.slice(0, 3), width], compute, query.device)
    // Without keys there is nothing to add up.
    const done =
      out.numel() === 0 ||
      keys === 0 ||
      tryKernel('scaledDotProductAttention', host.scaledDotProductAttention, out, [...operands, out])
    const y = done ? out : scaledDotProductAttentionComposed(...operands)
    const outer = enableGqa ? [...batch.slice(0, -2), query.shape.at(-3)!] : batch
    return cast(reshape(y, [...outer, queries, width]), query.dtype)
  },
)
