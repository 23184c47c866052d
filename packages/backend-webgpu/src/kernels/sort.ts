/*
 * Sorting by bitonic networks, over pairs of a key and a position. Keys are u32 whose order is the elements' (the bits of a float,
 * those of negative ones inverted; NaN above all), and since no two positions are alike, the order is total and the sort stable.
 * Lines of up to 1024 elements: a workgroup sorts each in its memory, one dispatch. Longer lines: blocks of 1024 so, then merges;
 * steps that reach farther than a block go through global memory, a dispatch each, and the rest of a merge is one dispatch again.
 * Bounded by those passes: (log n)² / 2 in all.
 */
import type { PrimitiveKernels } from '@torchlet/tensor-core/ops'
import type { GpuBuffer } from '../buffer'
import { expressionOf } from '../expression'
import { bufferOf } from '../program'
import type { Recorder } from '../recorder'
import { Shader } from '../wgsl/shader'
import type { WordType } from '../wgsl/words'
import { linesOf } from './lines'

const BLOCK = 1024
const THREADS = 256

const powerOfTwo = (n: number): number => 2 ** Math.ceil(Math.log2(Math.max(n, 1)))

/** An element's key. Adding 0 makes −0 the equal of 0. */
const KEY: Record<WordType, string> = {
  f32: `fn key_of(x: f32) -> u32 {
  let bits = select(bitcast<u32>(x), 0u, x == 0.0);
  if (is_nan(x)) { return 0xffffffffu; }
  return select(bits | 0x80000000u, ~bits, (bits >> 31u) == 1u);
}`,
  i32: 'fn key_of(x: i32) -> u32 { return bitcast<u32>(x) ^ 0x80000000u; }',
}

/** Pairs in workgroup memory, and their exchange: `up` says whether the lesser one belongs first. */
const shared = (size: number): string => `var<workgroup> keys: array<u32, ${size}>;
var<workgroup> places: array<u32, ${size}>;
fn exchange(a: u32, b: u32, up: bool) {
  let is_greater = keys[a] > keys[b] || (keys[a] == keys[b] && places[a] > places[b]);
  if (is_greater == up) {
    let key = keys[a];
    let place = places[a];
    keys[a] = keys[b];
    places[a] = places[b];
    keys[b] = key;
    places[b] = place;
  }
}`

/** One round of exchanges at `distance` in workgroup memory. `size` says how long the runs are that it sorts; `at` where the block begins. */
const round = (block: number, size: string, at: string): string => `workgroupBarrier();
    for (var pair = lane; pair < ${block / 2}u; pair += ${THREADS}u) {
      let low = pair % distance;
      let a = (pair - low) * 2u + low;
      exchange(a, a + distance, ((${at} + a) & ${size}) == 0u);
    }`

export function sortKernels(recorder: Recorder): Pick<PrimitiveKernels, 'sort'> {
  return {
    sort(x, dim, descending, values, indices) {
      const { count, length, view } = linesOf(x, [dim])
      if (count === 0 || length === 0) return
      recorder.forced(x)
      const padded = powerOfTwo(length)
      const block = Math.min(padded, BLOCK)
      const perLine = padded / block

      /** A shader that sorts blocks in workgroup memory and calls `finish` on each place. */
      const sorter = (load: boolean): { shader: Shader; type: WordType } => {
        const shader = new Shader()
        const type = shader.element('element', expressionOf(recorder.node(view), view.shape))
        shader.add(shared(block))
        if (load) shader.add(KEY[type])
        return { shader, type }
      }

      /** Writes element `k` of `line`: the one from `place`. */
      const finish = (shader: Shader): string => {
        const [v, p] = [linesOf(values, [dim]).view, linesOf(indices, [dim]).view]
        shader.address('value_place', v.shape, v.strides, v.offset)
        shader.address('index_place', p.shape, p.strides, p.offset)
        const [toValue, toIndex] = [values, indices].map((out) => shader.output(recorder.written(bufferOf(out))))
        const n = shader.uniform(length)
        return `if (k < ${n}) {
      ${toValue}[value_place(line * ${n} + k)] = element(line * ${n} + place);
      ${toIndex}[index_place(line * ${n} + k)] = i32(place);
    }`
      }

      const sortBlocks = (finishing: boolean, keys?: GpuBuffer, places?: GpuBuffer): void => {
        const { shader } = sorter(true)
        const [n, blocks] = [length, count * perLine].map((word) => shader.uniform(word))
        const flip = shader.uniform(descending ? 0xffffffff : 0)
        let done: string
        if (finishing) done = finish(shader)
        else {
          const [toKey, toPlace] = [keys!, places!].map((to) => shader.output(recorder.written(to)))
          done = `${toKey}[group * ${block}u + at] = bitcast<i32>(keys[at]); ${toPlace}[group * ${block}u + at] = i32(place);`
        }
        shader.main(
          `if (group >= ${blocks}) { return; }
  let line = group / ${perLine}u;
  let start = group % ${perLine}u * ${block}u;
  for (var at = lane; at < ${block}u; at += ${THREADS}u) {
    var key = 0xffffffffu;
    if (start + at < ${n}) { key = key_of(element(line * ${n} + start + at)) ^ ${flip}; }
    keys[at] = key;
    places[at] = start + at;
  }
  for (var size = 2u; size <= ${block}u; size *= 2u) {
    for (var distance = size / 2u; distance > 0u; distance /= 2u) { ${round(block, `select(size, 0u, size == ${padded}u)`, 'start')} }
  }
  workgroupBarrier();
  for (var at = lane; at < ${block}u; at += ${THREADS}u) {
    let k = start + at;
    let place = places[at];
    ${done}
  }`,
          THREADS,
        )
        recorder.dispatch('sort', shader, count * perLine)
      }

      if (perLine === 1) {
        sortBlocks(true)
        return
      }
      const [keys, places] = [0, 1].map(() => recorder.allocate('int32', count * padded)) as [GpuBuffer, GpuBuffer]
      sortBlocks(false, keys, places)
      for (let size = 2 * block; size <= padded; size *= 2) {
        for (let distance = size / 2; distance >= block; distance /= 2)
          farStep(recorder, keys, places, count, padded, size, distance)
        mergeBlocks(size)
      }
      recorder.free(keys)
      recorder.free(places)

      /** The rest of a merge, where distances stay within blocks. The last one writes the result. */
      function mergeBlocks(size: number): void {
        const { shader } = sorter(false)
        const isLast = size === padded
        const [blocks, run] = [count * perLine, isLast ? 0 : size].map((word) => shader.uniform(word))
        let load: string
        let done: string
        if (isLast) {
          const [fromKey, fromPlace] = [keys, places].map((from) => shader.input(from.value))
          load = `keys[at] = bitcast<u32>(${fromKey}[group * ${block}u + at]); places[at] = u32(${fromPlace}[group * ${block}u + at]);`
          done = finish(shader)
        } else {
          const [key, place] = [keys, places].map((to) => shader.output(recorder.written(to, true)))
          load = `keys[at] = bitcast<u32>(${key}[group * ${block}u + at]); places[at] = u32(${place}[group * ${block}u + at]);`
          done = `${key}[group * ${block}u + at] = bitcast<i32>(keys[at]); ${place}[group * ${block}u + at] = i32(place);`
        }
        shader.main(
          `if (group >= ${blocks}) { return; }
  let line = group / ${perLine}u;
  let start = group % ${perLine}u * ${block}u;
  for (var at = lane; at < ${block}u; at += ${THREADS}u) { ${load} }
  for (var distance = ${block / 2}u; distance > 0u; distance /= 2u) { ${round(block, run!, 'start')} }
  workgroupBarrier();
  for (var at = lane; at < ${block}u; at += ${THREADS}u) {
    let k = start + at;
    let place = places[at];
    ${done}
  }`,
          THREADS,
        )
        recorder.dispatch('sort', shader, count * perLine, !isLast)
      }
    },
  }
}

/** One round of exchanges at a distance beyond a block, in global memory. */
function farStep(
  recorder: Recorder,
  keys: GpuBuffer,
  places: GpuBuffer,
  count: number,
  padded: number,
  size: number,
  distance: number,
): void {
  const shader = new Shader()
  const [key, place] = [keys, places].map((to) => shader.output(recorder.written(to, true)))
  const [half, far, run] = [padded / 2, distance, size === padded ? 0 : size].map((word) => shader.uniform(word))
  const workgroups = shader.each(
    count * (padded / 2),
    `let pair = i % ${half};
  let low = pair % ${far};
  let first = (pair - low) * 2u + low;
  let a = i / ${half} * 2u * ${half} + first;
  let b = a + ${far};
  let key_a = bitcast<u32>(${key}[a]);
  let key_b = bitcast<u32>(${key}[b]);
  let place_a = ${place}[a];
  let place_b = ${place}[b];
  let is_greater = key_a > key_b || (key_a == key_b && place_a > place_b);
  if (is_greater == ((first & ${run}) == 0u)) {
    ${key}[a] = bitcast<i32>(key_b);
    ${key}[b] = bitcast<i32>(key_a);
    ${place}[a] = place_b;
    ${place}[b] = place_a;
  }`,
  )
  recorder.dispatch('sort', shader, workgroups, true)
}
