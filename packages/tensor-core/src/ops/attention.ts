/* Scaled dot product attention. */
import { op } from '../dispatch'
import { computeDType, isFloating } from '../dtype'
import { ArgumentError, DTypeError, ShapeError } from '../errors'
import { showShape } from '../shape'
import type { Tensor } from '../tensor'
import { cast, checkOptions, checkTensor, commonDevice } from './allocate'
import { add, mul, where } from './arithmetic'
import { ones } from './make'
import { matmul } from './matmul'
import { repeatInterleave } from './rearrange'
import { softmax } from './softmax'
import { tril } from './triangle'
import { transpose } from './views'

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

function checkAttention(query: Tensor, key: Tensor, value: Tensor, { attnMask, isCausal }: AttentionOptions): void {
  const shapes = [query, key, value].map((x) => showShape(x.shape)).join(', ')
  commonDevice('scaledDotProductAttention', [query, key, value, attnMask])
  if (!isFloating(query.dtype) || key.dtype !== query.dtype || value.dtype !== query.dtype)
    throw new DTypeError(
      `scaledDotProductAttention: query, key and value share one floating point dtype, got ${query.dtype}, ${key.dtype}, ${value.dtype}`,
    )
  if (
    Math.min(query.ndim, key.ndim, value.ndim) < 2 ||
    query.shape.at(-1) !== key.shape.at(-1) ||
    key.shape.at(-2) !== value.shape.at(-2)
  )
    throw new ShapeError(`scaledDotProductAttention: expected [..., L, E], [..., S, E] and [..., S, V], got ${shapes}`)
  if (attnMask && isCausal)
    throw new ArgumentError('scaledDotProductAttention: attnMask should not be set when isCausal is true')
}

/** Heads of keys or values, each repeated until there are as many as of queries. */
function repeated(x: Tensor, query: Tensor): Tensor {
  const times = query.shape.at(-3)! / x.shape.at(-3)!
  if (!Number.isInteger(times))
    throw new ShapeError(
      `scaledDotProductAttention: ${x.shape.at(-3)} heads do not divide the query's ${query.shape.at(-3)} (${showShape(query.shape)})`,
    )
  return times === 1 ? x : repeatInterleave(x, times, -3)
}

/**
 * softmax(Q Kᵀ·scale + mask)·V. query: [..., L, E], key: [..., S, E], value: [..., S, V] → [..., L, V]; leading axes broadcast.
 * Throws ShapeError, DTypeError, ArgumentError.
 */
export const scaledDotProductAttention = op(
  'scaledDotProductAttention',
  (query: Tensor, key: Tensor, value: Tensor, options: AttentionOptions = {}): Tensor => {
    checkOptions(options, ['attnMask', 'isCausal', 'scale', 'enableGqa'], 'scaledDotProductAttention')
    for (const [name, x] of Object.entries({ query, key, value })) checkTensor(x, `scaledDotProductAttention: ${name}`)
    checkAttention(query, key, value, options)
    const { isCausal = false, scale, enableGqa = false } = options
    const compute = computeDType(query.dtype)
    const [keys, values] = enableGqa ? [repeated(key, query), repeated(value, query)] : [key, value]
    const factor = scale ?? 1 / Math.sqrt(query.shape.at(-1)!)
    const scores = mul(matmul(cast(query, compute), transpose(cast(keys, compute), -2, -1)), factor)
    const mask = isCausal
      ? tril(ones([query.shape.at(-2)!, key.shape.at(-2)!], { dtype: 'bool', device: query.device }))
      : (options.attnMask ?? null)
    const masked =
      mask === null
        ? scores
        : mask.dtype === 'bool'
          ? where(mask, scores, Number.NEGATIVE_INFINITY)
          : add(scores, cast(mask, compute))
    return cast(matmul(softmax(masked, -1), cast(values, compute)), query.dtype)
  },
)
