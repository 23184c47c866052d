/* Cases of attention: its kernel against its composition. */
import type { DType } from '../dtype'
import { mul, where } from '../ops/arithmetic'
import { type AttentionOptions, scaledDotProductAttention, scaledDotProductAttentionComposed } from '../ops/attention'
import { repeatInterleave } from '../ops/rearrange'
import { transpose } from '../ops/views'
import type { Tensor } from '../tensor'
import type { ConformanceCase } from './case'
import { values } from './inputs'

interface Attention {
  readonly name: string
  /** Of query, key and value. */
  readonly shapes: readonly (readonly number[])[]
  readonly mask?: readonly number[]
  readonly maskDType?: DType
  readonly options?: AttentionOptions
  /** What query and key are multiplied with. */
  readonly size?: number
  /** How the operands lie: made on the device, of the shapes above. */
  readonly layout?: (x: Tensor) => Tensor
}

const EVEN = [2, 4, 8, 16]
const alike = (shape: readonly number[]) => [shape, shape, shape]
// More queries, keys and values than a kernel takes at a time, and no multiples of anything.
const LONG = [
  [1, 2, 70, 20],
  [1, 2, 45, 20],
  [1, 2, 45, 70],
]

const ATTENTIONS: readonly Attention[] = [
  { name: 'self attention', shapes: alike(EVEN) },
  {
    name: 'odd sizes',
    shapes: [
      [1, 3, 7, 5],
      [1, 3, 11, 5],
      [1, 3, 11, 3],
    ],
  },
  {
    name: 'one query',
    shapes: [
      [2, 2, 1, 8],
      [2, 2, 37, 8],
      [2, 2, 37, 8],
    ],
  },
  {
    name: 'one key',
    shapes: [
      [1, 2, 5, 4],
      [1, 2, 1, 4],
      [1, 2, 1, 6],
    ],
  },
  {
    name: 'more queries than a block holds',
    shapes: [
      [1, 1, 203, 9],
      [1, 1, 150, 9],
      [1, 1, 150, 10],
    ],
  },
  { name: 'looking back', shapes: alike(EVEN), options: { isCausal: true } },
  { name: 'looking back in blocks', shapes: alike([1, 2, 131, 8]), options: { isCausal: true } },
  {
    name: 'looking back, more queries than keys',
    shapes: [
      [1, 2, 9, 4],
      [1, 2, 5, 4],
      [1, 2, 5, 4],
    ],
    options: { isCausal: true },
  },
  {
    name: 'looking back, more keys than queries',
    shapes: [
      [1, 2, 5, 4],
      [1, 2, 9, 4],
      [1, 2, 9, 4],
    ],
    options: { isCausal: true },
  },
  { name: 'a mask for all heads', shapes: alike(EVEN), mask: [8, 8] },
  { name: 'a mask of keys', shapes: alike(EVEN), mask: [2, 1, 1, 8] },
  { name: 'a mask for each head', shapes: alike([1, 3, 100, 6]), mask: [3, 100, 100] },
  { name: 'a bool mask', shapes: alike(EVEN), mask: [2, 1, 8, 8], maskDType: 'bool' },
  { name: 'queries that may look nowhere', shapes: alike([1, 1, 2, 4]), mask: [2, 1], maskDType: 'bool' },
  {
    name: 'heads that share keys and values',
    shapes: [
      [2, 4, 6, 8],
      [2, 1, 9, 8],
      [1, 1, 9, 8],
    ],
  },
  {
    name: 'groups of heads',
    shapes: [
      [2, 6, 5, 4],
      [2, 2, 7, 4],
      [2, 2, 7, 4],
    ],
    options: { enableGqa: true },
  },
  { name: 'large scores', shapes: alike(EVEN), size: 40 },
  { name: 'long sequences', shapes: LONG },
  { name: 'long sequences, causal', shapes: LONG, options: { isCausal: true } },
  { name: 'long sequences, with a mask', shapes: LONG, mask: [1, 1, 70, 45] },
  { name: 'a scale', shapes: alike(EVEN), options: { scale: 0.3 } },
  { name: 'heads that lie beside each other', shapes: alike([2, 8, 4, 16]), layout: (x) => transpose(x, 1, 2) },
  { name: 'matrices that lie transposed', shapes: alike([2, 4, 8, 8]), layout: (x) => transpose(x, 2, 3) },
]

/** Keys or values with as many heads as there are of queries. */
const forEachHead = (x: Tensor, query: Tensor): Tensor => repeatInterleave(x, query.shape[1]! / x.shape[1]!, 1)

export const attentionCases = (): ConformanceCase[] =>
  ATTENTIONS.map(({ name, shapes, mask, maskDType = 'float32', options = {}, size = 1, layout = (x) => x }) => ({
    name: `scaledDotProductAttention: ${name}`,
    dtypes: maskDType === 'bool' ? ['float32', 'bool'] : ['float32'],
    inputs: [...shapes.map((shape, i) => values(shape, 'float32', i)), ...(mask ? [values(mask, maskDType, 3)] : [])],
    actual: (query: Tensor, key: Tensor, value: Tensor, attnMask?: Tensor) => {
      const [q, k, v] = [mul(query, size), mul(key, size), value].map(layout) as [Tensor, Tensor, Tensor]
      return scaledDotProductAttention(q, k, v, attnMask ? { ...options, attnMask } : options)
    },
    expected: (query: Tensor, key: Tensor, value: Tensor, attnMask?: Tensor) => {
      const added = attnMask?.dtype === 'bool' ? where(attnMask, 0, -Infinity) : attnMask
      const [q, k, v] = [mul(query, size), mul(key, size), value].map(layout) as [Tensor, Tensor, Tensor]
      return scaledDotProductAttentionComposed(
        q,
        forEachHead(k, q),
        forEachHead(v, q),
        added ?? null,
        options.isCausal ?? false,
        options.scale ?? 1 / Math.sqrt(q.shape[3]!),
      )
    },
    // A score of thousands has its last bit at 1e-4, and the weight that it becomes as well.
    atol: size === 1 ? 1e-4 : 1e-3,
  }))
