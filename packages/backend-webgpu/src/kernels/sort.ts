/*
 * Sorting by bitonic networks, over pairs of a key and a position. Keys are u32 whose order is the elements' (the bits of a float,
 * those of negative ones inverted; NaN above all), and since no two positions are alike, the order is total and the sort stable.
 *
 * One dispatch makes the keys, one writes values and positions; in between only pairs are seen, so that the kernels that take long to
 * compile are few. A workgroup sorts a block in its memory; longer lines are blocks and merges, whose steps beyond a block go
 * through global memory, a dispatch each. Bounded by those passes: (log n)² / 2 in all, of which a block does its own at once.
 */
import type { PrimitiveKernels } from '@torchlet/tensor-core/ops'
import type { GpuBuffer } from '../buffer'
import { expressionOf } from '../expression'
import { bufferOf } from '../program'
import type { Recorder } from '../recorder'
import { Shader } from '../wgsl/shader'
import type { WordType } from '../wgsl/words'
import { type Lines, linesOf } from './lines'

/** How many pairs a workgroup sorts. */
const BLOCKS = [32, 128, 1024]
const MOST_THREADS = 256

/** An element's key. Adding 0 makes −0 the equal of 0. */
const KEY: Record<WordType, string> = {
  f32: `fn key_of(x: f32) -> u32 {
  let bits = select(bitcast<u32>(x), 0u, x == 0.0);
  if (is_nan(x)) { return 0xffffffffu; }
  return select(bits | 0x80000000u, ~bits, (bits >> 31u) == 1u);
}`,
  i32: 'fn key_of(x: i32) -> u32 { return bitcast<u32>(x) ^ 0x80000000u; }',
}

/** The pairs of all lines, each line padded to a whole number of blocks that is a power of two. */
class Pairs {
  readonly keys: GpuBuffer
  readonly places: GpuBuffer
  readonly block: number
  readonly padded: number
  readonly #recorder: Recorder
  readonly #lines: Lines

  constructor(recorder: Recorder, lines: Lines) {
    this.#recorder = recorder
    this.#lines = lines
    this.block = BLOCKS.find((size) => size >= lines.length) ?? BLOCKS.at(-1)!
    this.padded = Math.max(2 ** Math.ceil(Math.log2(lines.length)), this.block)
    const all = lines.count * this.padded
    this.keys = recorder.allocate('int32', all)
    this.places = recorder.allocate('int32', all)
  }

  free(): void {
    this.#recorder.free(this.keys)
    this.#recorder.free(this.places)
  }

  /** Makes the keys. What pads a line comes last: its keys are the greatest, its positions lie behind all others. */
  make(descending: boolean): void {
    const { count, length, view } = this.#lines
    const shader = new Shader()
    shader.add(KEY[shader.element('element', expressionOf(this.#recorder.node(view), view.shape))])
    const [key, place] = [this.keys, this.places].map((to) => shader.output(this.#recorder.written(to)))
    const [n, padded] = [length, this.padded].map((word) => shader.uniform(word))
    const flip = shader.uniform(descending ? 0xffffffff : 0)
    const workgroups = shader.each(
      count * this.padded,
      `let k = i % ${padded};
  var made = 0xffffffffu;
  if (k < ${n}) { made = key_of(element(i / ${padded} * ${n} + k)) ^ ${flip}; }
  ${key}[i] = bitcast<i32>(made);
  ${place}[i] = i32(k);`,
    )
    this.#recorder.dispatch('sort', shader, workgroups)
  }

  /** Sorts every block; neighbours in opposite orders, as merges want them. */
  sortBlocks(): void {
    const { block, padded } = this
    this.#inBlocks(
      padded,
      (whole) => `for (var size = 2u; size <= ${block}u; size *= 2u) {
    for (var distance = size / 2u; distance > 0u; distance /= 2u) { exchange_all(lane, distance, start, select(size, 0u, size == ${whole})); }
  }`,
    )
  }

  /** The steps of a merge into runs of this size that stay within blocks. */
  mergeBlocks(size: number): void {
    this.#inBlocks(
      this.#run(size),
      (run) =>
        `for (var distance = ${this.block / 2}u; distance > 0u; distance /= 2u) { exchange_all(lane, distance, start, ${run}); }`,
    )
  }

  /** The last merge makes one run, which goes upwards from 0 on. */
  #run(size: number): number {
    return size === this.padded ? 0 : size
  }

  /** Takes every block to workgroup memory, works on it there and puts it back. `work` is told the name of a uniform. */
  #inBlocks(word: number, work: (name: string) => string): void {
    const { block, padded } = this
    const threads = Math.min(block / 2, MOST_THREADS)
    const shader = new Shader()
    const [key, place] = [this.keys, this.places].map((to) => shader.output(this.#recorder.written(to, true)))
    const blocks = (this.#lines.count * padded) / block
    const [count, perLine, name] = [blocks, padded / block, word].map((value) => shader.uniform(value))
    shader.add(`var<workgroup> keys: array<u32, ${block}>;
var<workgroup> places: array<u32, ${block}>;
fn exchange_all(lane: u32, distance: u32, start: u32, run: u32) {
  workgroupBarrier();
  for (var pair = lane; pair < ${block / 2}u; pair += ${threads}u) {
    let low = pair % distance;
    let a = (pair - low) * 2u + low;
    let b = a + distance;
    let is_greater = keys[a] > keys[b] || (keys[a] == keys[b] && places[a] > places[b]);
    if (is_greater == (((start + a) & run) == 0u)) {
      let key = keys[a];
      let place = places[a];
      keys[a] = keys[b];
      places[a] = places[b];
      keys[b] = key;
      places[b] = place;
    }
  }
}`)
    shader.main(
      `if (group >= ${count}) { return; }
  let start = group % ${perLine} * ${block}u;
  for (var at = lane; at < ${block}u; at += ${threads}u) {
    keys[at] = bitcast<u32>(${key}[group * ${block}u + at]);
    places[at] = u32(${place}[group * ${block}u + at]);
  }
  ${work(name!)}
  workgroupBarrier();
  for (var at = lane; at < ${block}u; at += ${threads}u) {
    ${key}[group * ${block}u + at] = bitcast<i32>(keys[at]);
    ${place}[group * ${block}u + at] = i32(places[at]);
  }`,
      threads,
    )
    this.#recorder.dispatch('sort', shader, blocks, true)
  }

  /** One step of a merge at a distance beyond a block. */
  exchangeFar(size: number, distance: number): void {
    const shader = new Shader()
    const [key, place] = [this.keys, this.places].map((to) => shader.output(this.#recorder.written(to, true)))
    const [half, far, run] = [this.padded / 2, distance, this.#run(size)].map((word) => shader.uniform(word))
    const workgroups = shader.each(
      (this.#lines.count * this.padded) / 2,
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
    this.#recorder.dispatch('sort', shader, workgroups, true)
  }
}

export function sortKernels(recorder: Recorder): Pick<PrimitiveKernels, 'sort'> {
  return {
    sort(x, dim, descending, values, indices) {
      const lines = linesOf(x, [dim])
      const { count, length, view } = lines
      if (count === 0 || length === 0) return
      recorder.forced(x)
      const pairs = new Pairs(recorder, lines)
      const { block, padded } = pairs
      pairs.make(descending)
      pairs.sortBlocks()
      for (let size = 2 * block; size <= padded; size *= 2) {
        for (let distance = size / 2; distance >= block; distance /= 2) pairs.exchangeFar(size, distance)
        pairs.mergeBlocks(size)
      }

      const shader = new Shader()
      shader.element('element', expressionOf(recorder.node(view), view.shape))
      const from = shader.input(pairs.places.value)
      const [v, p] = [linesOf(values, [dim]).view, linesOf(indices, [dim]).view]
      shader.address('value_place', v.shape, v.strides, v.offset)
      shader.address('index_place', p.shape, p.strides, p.offset)
      const [toValue, toIndex] = [values, indices].map((out) => shader.output(recorder.written(bufferOf(out))))
      const [n, all] = [length, padded].map((word) => shader.uniform(word))
      const workgroups = shader.each(
        count * length,
        `let line = i / ${n};
  let place = u32(${from}[line * ${all} + i % ${n}]);
  ${toValue}[value_place(i)] = element(line * ${n} + place);
  ${toIndex}[index_place(i)] = i32(place);`,
      )
      recorder.dispatch('sort', shader, workgroups)
      pairs.free()
    },
  }
}
