/*
 * Scaled dot product attention without its scores in memory. A workgroup takes 32 queries of a head and walks along the keys, 32 at a
 * time: their scores (a small product through workgroup memory) become exponentials less the greatest score so far, and are
 * multiplied with the values at once; where a greater score turns up, what was summed until then shrinks (online softmax). So
 * traffic grows with L·E and S·(E + V) for each block of queries, not with L·S, and is hidden behind 32 uses of everything read.
 *
 * Threads stand 8 by 8: each owns 4 queries by 4 keys of a step's scores, and the same 4 queries by every eighth quad of values. All
 * eight threads of a row know the greatest score of its queries; each sums up the exponentials that it made, to be put together
 * at the end.
 */
import type { View } from '@torchlet/tensor-core/ops'
import type { Gpu } from '../program'
import { Float, LEAST, runKernel, times, type Uniforms } from './shader'

/** Queries of a workgroup, and keys of a step. */
const BLOCK = 32
/** How many elements of queries and keys, and how many values, lie in workgroup memory at a time. */
const STRIP = 16
const THREADS = 64
/** With fewer queries a block would be mostly empty: three kernels do it, whose scores are few. */
const FEWEST = 8

const strides = (name: string, { offset, strides }: View): Uniforms => ({
  [`${name}_offset`]: offset,
  ...Object.fromEntries(['image', 'head', 'line', 'step'].map((axis, i) => [`${name}_${axis}`, strides[i]!])),
})

/**
 * softmax(query keyᵀ·scale + mask)·value. query: [N, H, L, E], key: [N, H, S, E], value: [N, H, S, V], mask: [N, H, L, S]. Declined
 * for few queries, and on a processor, where a product straight from the buffers is worth more than memory saved.
 */
export function scaledDotProductAttention(
  gpu: Gpu,
  query: View,
  key: View,
  value: View,
  mask: View | null,
  causal: boolean,
  scale: number,
  out: View,
): false | void {
  const [images, heads, queries, width] = out.shape as [number, number, number, number]
  if (queries < FEWEST || gpu.onProcessor) return false
  // The values that one workgroup sums: more would not fit into registers.
  const quads = width <= 16 ? 4 : width <= 32 ? 8 : 16
  const blocks = { query_blocks: Math.ceil(queries / BLOCK), value_blocks: Math.ceil(width / (4 * quads)) }
  runKernel(
    gpu,
    {
      op: 'scaledDotProductAttention',
      variant: `${quads}${mask ? ' mask' : ''}${causal ? ' causal' : ''}`,
      reads: {
        query: { view: query },
        key: { view: key },
        value: { view: value },
        ...(mask && { mask: { view: mask } }),
      },
      uniforms: {
        images,
        heads,
        queries,
        keys: key.shape[2]!,
        width,
        depth: query.shape[3]!,
        scale: new Float(scale),
        never: new Float(-Infinity),
        ...blocks,
        ...strides('query', query),
        ...strides('key', key),
        ...strides('value', value),
        ...(mask && strides('mask', mask)),
      },
      workgroups: images * heads * blocks.query_blocks * blocks.value_blocks,
      threads: THREADS,
      declarations: () => declarations(quads),
      body: () => body(quads, mask !== null, causal),
    },
    out,
  )
}

const declarations = (quads: number): string => `
var<workgroup> query_strip: array<array<vec4<f32>, ${BLOCK / 4}>, ${STRIP}>;
var<workgroup> key_strip: array<array<vec4<f32>, ${BLOCK / 4}>, ${STRIP}>;
var<workgroup> value_strip: array<array<vec4<f32>, ${quads}>, ${STRIP}>;
var<workgroup> parts: array<array<vec4<f32>, 8>, 8>;
// Of each key, for four queries.
var<workgroup> raised: array<array<vec4<f32>, ${BLOCK / 4}>, ${BLOCK}>;
/** NaN of NaN, whatever the adapter's exp makes of it. */
fn exponential(x: vec4<f32>) -> vec4<f32> {
  return select(exp(x), x, (bitcast<vec4<u32>>(x) & vec4(0x7fffffffu)) > vec4(0x7f800000u));
}`

/** Lays 16 elements of 32 queries or keys down, side by side. */
const laid = (side: 'query' | 'key', first: string, lines: string): string => `
      for (var i = lane; i < ${(STRIP * BLOCK) / 4}u; i += ${THREADS}u) {
        let e = i % ${STRIP}u;
        let quad = i / ${STRIP}u;
        let at = ${side}_start + (depth + e) * sizes.${side}_step;
        let line = vec4<u32>(${first} + quad * 4u) + vec4<u32>(0u, 1u, 2u, 3u);
        let place = min(line, vec4<u32>(${lines} - 1u)) * sizes.${side}_line + at;
        let four = vec4(${times(4, (n) => `${side}[place.${'xyzw'[n]}]`, ', ')});
        ${side}_strip[e][quad] = select(vec4(0.0), four, depth + e < sizes.depth);
      }`

/** The score of a thread's query `i` and its key number k: scaled, with what the mask adds; -Infinity where it is not to be seen. */
function seen(k: number, hasMask: boolean, causal: boolean): string {
  const column = `(first_key + along * 4u + ${k}u)`
  const masked = `mask[mask_start + min(row, sizes.queries - 1u) * sizes.mask_line + min(${column}, sizes.keys - 1u) * sizes.mask_step]`
  const isSeen = `${column} < sizes.keys${causal ? ` && ${column} <= row` : ''}`
  return `score${k}[i] = select(sizes.never, score${k}[i] * sizes.scale${hasMask ? ` + ${masked}` : ''}, ${isSeen});`
}

function body(quads: number, hasMask: boolean, causal: boolean): string {
  // With four quads of values, half of a row's threads sum what the others sum, and emit nothing.
  const columns = Math.max(quads / 8, 1)
  const start = (side: string): string =>
    `let ${side}_start = sizes.${side}_offset + image * sizes.${side}_image + head * sizes.${side}_head;`
  return `
  let first_value = group % sizes.value_blocks * ${quads * 4}u;
  let first_query = group / sizes.value_blocks % sizes.query_blocks * ${BLOCK}u;
  let head = group / (sizes.value_blocks * sizes.query_blocks) % sizes.heads;
  let image = group / (sizes.value_blocks * sizes.query_blocks) / sizes.heads;
  if (image >= sizes.images) { return; }
  ${['query', 'key', 'value', ...(hasMask ? ['mask'] : [])].map(start).join('\n  ')}
  let down = lane / 8u;
  let along = lane % 8u;
  var most = vec4<f32>(${LEAST});
  var total = vec4<f32>(0.0);
  ${times(4, (i) => times(columns, (j) => `var sum${i}_${j} = vec4<f32>(0.0);`, ' '))}
  let end = ${causal ? `min(sizes.keys, first_query + ${BLOCK}u)` : 'sizes.keys'};
  for (var first_key = 0u; first_key < end; first_key += ${BLOCK}u) {
    ${times(4, (k) => `var score${k} = vec4<f32>(0.0);`, ' ')}
    for (var depth = 0u; depth < sizes.depth; depth += ${STRIP}u) {
      ${laid('query', 'first_query', 'sizes.queries')}
      ${laid('key', 'first_key', 'sizes.keys')}
      workgroupBarrier();
      for (var e = 0u; e < ${STRIP}u; e++) {
        let a = query_strip[e][down];
        let b = key_strip[e][along];
        ${times(4, (k) => `score${k} += a * b.${'xyzw'[k]};`, ' ')}
      }
      workgroupBarrier();
    }
    for (var i = 0u; i < 4u; i++) {
      let row = first_query + down * 4u + i;
      ${times(4, (k) => seen(k, hasMask, causal), '\n      ')}
    }
    parts[down][along] = max(max(score0, score1), max(score2, score3));
    workgroupBarrier();
    let before = most;
    ${times(8, (n) => `most = max(most, parts[down][${n}]);`, ' ')}
    let shrink = exp(before - most);
    total *= shrink;
    ${times(4, (k) => `score${k} = exponential(score${k} - most); raised[along * 4u + ${k}u][down] = score${k}; total += score${k};`, '\n    ')}
    ${times(4, (i) => times(columns, (j) => `sum${i}_${j} *= shrink.${'xyzw'[i]};`, ' '))}
    for (var half = 0u; half < ${BLOCK}u; half += ${STRIP}u) {
      for (var i = lane; i < ${STRIP * quads}u; i += ${THREADS}u) {
        let k = first_key + half + i / ${quads}u;
        let at = value_start + min(k, sizes.keys - 1u) * sizes.value_line + (first_value + i % ${quads}u * 4u) * sizes.value_step;
        let four = vec4(${times(4, (n) => `value[at + ${n}u * sizes.value_step]`, ', ')});
        value_strip[i / ${quads}u][i % ${quads}u] = select(vec4(0.0), four, k < sizes.keys);
      }
      workgroupBarrier();
      for (var k = 0u; k < ${STRIP}u; k++) {
        let a = raised[half + k][down];
        ${times(columns, (j) => `let b${j} = value_strip[k][(along + ${8 * j}u) % ${quads}u];`, ' ')}
        ${times(4, (i) => times(columns, (j) => `sum${i}_${j} += a.${'xyzw'[i]} * b${j};`, ' '))}
      }
      workgroupBarrier();
    }
  }
  parts[down][along] = total;
  workgroupBarrier();
  total = ${times(8, (n) => `parts[down][${n}]`, ' + ')};
  if (along >= ${quads}u) { return; }
  var sums = array(${times(columns, (j) => times(4, (i) => `sum${i}_${j}`, ', '), ', ')});
  let place = (image * sizes.heads + head) * sizes.queries;
  for (var n = 0u; n < ${4 * columns}u; n++) {
    let row = first_query + down * 4u + n % 4u;
    if (row >= sizes.queries) { continue; }
    for (var c = 0u; c < 4u; c++) {
      let column = first_value + (along + n / 4u * 8u) * 4u + c;
      if (column < sizes.width) { emit((place + row) * sizes.width + column, sums[n][c] / total[n % 4u]); }
    }
  }`
}
