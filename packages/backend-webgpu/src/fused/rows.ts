/*
 * What softmax and the norms have in common: lines of numbers, of each of which a few sums are taken before its elements are written.
 * Bound by reading. Where lines are long, a workgroup takes one, its threads reading neighbours, and puts its parts together in
 * workgroup memory; where they are short or lie across, a thread takes one, and neighbours read neighbouring lines. Parts are put
 * together in pairs, in the same order every time: WGSL does not promise which threads form a subgroup, and sums by subgroups would
 * differ in their last digits from adapter to adapter.
 */
import type { View } from '@torchlet/tensor-core/ops'
import { mergeAxes, numelOf } from '../layout'
import type { Gpu } from '../program'
import { type Read, runKernel, times, type Uniforms } from './shader'

const THREADS = 64
/** From so many elements on, a line is a workgroup's. */
const LONG = 64
/** With so many lines, there are threads enough without sharing lines. */
const MANY = 4096

interface Lines {
  readonly op: string
  readonly variant: string
  readonly x: View
  /** The axis that lines go along. */
  readonly dim: number
  readonly out: View
  readonly reads?: Readonly<Record<string, Read>>
  readonly uniforms?: Uniforms
  /**
   * What is done with a line, in WGSL: `each(name, lines)` of this text runs over its elements `value`, number `k`;
   * `total(op, name)` puts a variable's parts together.
   */
  readonly body: (
    each: (lines: string) => string,
    total: (combine: 'sum' | 'greatest', name: string) => string,
  ) => string
}

export function runLines(gpu: Gpu, { op, variant, x, dim, out, reads, uniforms, body }: Lines): void {
  const n = x.shape[dim]!
  const inner = numelOf(x.shape.slice(dim + 1))
  const lines = numelOf(x.shape) / n || 0
  if (lines === 0) return
  const others = (of: readonly number[]): number[] => of.filter((_, axis) => axis !== dim)
  const walk = mergeAxes(others(x.shape), [others(x.strides)])
  const liesAlong = inner === 1 && x.strides[dim] === 1
  const isShared = n >= LONG && (gpu.onProcessor ? lines < THREADS : liesAlong || lines < MANY)
  const threads = isShared && n >= 1024 ? 4 * THREADS : THREADS
  const step = isShared ? threads : 1
  const each = (text: string): string =>
    `for (var k = ${isShared ? 'lane' : '0u'}; k < sizes.n; k += ${step}u) {
    let value = x[start + k * sizes.step];
    ${text}
  }`
  const total = (combine: 'sum' | 'greatest', name: string): string =>
    isShared ? `${name} = ${combine}_of_parts(lane, ${name});` : ''
  runKernel(
    gpu,
    {
      op,
      variant: `${variant} ${isShared ? `shared by ${threads}` : 'by itself'} ${walk.sizes.length}`,
      reads: { x: { view: x }, ...reads },
      uniforms: {
        ...uniforms,
        n,
        lines,
        inner,
        offset: x.offset,
        step: x.strides[dim]!,
        ...Object.fromEntries(walk.sizes.map((size, axis) => [`size${axis}`, size])),
        ...Object.fromEntries(walk.strides[0]!.map((stride, axis) => [`stride${axis}`, stride])),
      },
      workgroups: isShared ? lines : Math.ceil(lines / THREADS),
      threads,
      declarations: () => (isShared ? combining(threads) : ''),
      body: () => `
  let line = ${isShared ? 'group' : `group * ${THREADS}u + lane`};
  if (line >= sizes.lines) { return; }
  let start = ${startOf(walk.sizes.length)};
  let place = line / sizes.inner * sizes.inner * sizes.n + line % sizes.inner;
  ${body(each, total)}`,
    },
    out,
  )
}

/** Where a line begins in x: its number taken apart along the other axes. */
function startOf(axes: number): string {
  const position = (axis: number): string => {
    const inner = times(axes - axis - 1, (i) => `sizes.size${axis + 1 + i}`, ' * ')
    const index = inner === '' ? 'line' : `line / (${inner})`
    return `${index}${axis === 0 ? '' : ` % sizes.size${axis}`}`
  }
  return ['sizes.offset', ...Array.from({ length: axes }, (_, axis) => `${position(axis)} * sizes.stride${axis}`)].join(
    ' + ',
  )
}

const combining = (threads: number): string => `
var<workgroup> parts: array<f32, ${threads}>;
${combiner('sum', 'parts[lane] + parts[lane + half]', threads)}
${combiner('greatest', 'max(parts[lane], parts[lane + half])', threads)}`

const combiner = (name: string, step: string, threads: number): string => `
fn ${name}_of_parts(lane: u32, part: f32) -> f32 {
  parts[lane] = part;
  workgroupBarrier();
  for (var half = ${threads / 2}u; half > 0u; half /= 2u) {
    if (lane < half) { parts[lane] = ${step}; }
    workgroupBarrier();
  }
  let whole = workgroupUniformLoad(&parts[0]);
  return whole;
}`
