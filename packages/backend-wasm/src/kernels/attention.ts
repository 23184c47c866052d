import type { View } from '@torchlet/tensor-core/ops'
import type { MakeKernel } from '../instance'

/** Queries of a block: assembly/attention.ts. */
const QUERIES = 48

const bytesOf = ({ strides }: View): number[] => strides.map((stride) => stride * 4)

/** softmax(Q·Kᵀ·scale + mask)·V, some queries at a time. */
export const scaledDotProductAttention: MakeKernel<'scaledDotProductAttention'> =
  (wasm) => (query, key, value, mask, causal, scale, out) => {
    if (query.dtype !== 'float32' || query.shape[3] === 0) return false
    const [batch, heads, queries, size] = query.shape as [number, number, number, number]
    const [keys, width] = value.shape.slice(2) as [number, number]
    const workBytes = wasm.exports.attentionWorkspace(keys, size, width)
    const work = wasm.scratch(workBytes * wasm.threads)
    const wanted = wasm.parts((batch * heads * queries * keys * (size + width)) / 8)
    const headParts = Math.min(batch * heads, wanted)
    const queryParts = Math.min(Math.ceil(queries / QUERIES), Math.ceil(wanted / headParts))
    const sizes = [queryParts, batch, heads, queries, keys, size, width] as const
    const operands = [query, key, value].flatMap((view) => [wasm.input(view), ...bytesOf(view)])
    const added = mask ? [wasm.input(mask), ...bytesOf(mask)] : [0, 0, 0, 0, 0]
    const rest = [causal ? 1 : 0, scale, wasm.output(out), work, workBytes] as const
    wasm.parallel('attention', headParts * queryParts, ...sizes, ...operands, ...added, ...rest)
  }
