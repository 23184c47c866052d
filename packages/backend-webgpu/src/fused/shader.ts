/*
 * What the kernels here have in common: bindings and uniforms written once, as values with names, from which both the shader's
 * declarations and the words that it is run with are made.
 */
import type { DType, View } from '@torchlet/tensor-core/ops'
import type { GpuBuffer } from '../buffer'
import { bufferOf, floatBits, type Gpu } from '../program'
import { FLAT_GROUP } from '../wgsl/prelude'
import { narrowed, type WordType, wordType } from '../wgsl/words'

/** A uniform that is not a whole number. */
export class Float {
  readonly bits: number

  constructor(value: number) {
    this.bits = floatBits(value)
  }
}

/** Sizes, strides and constants, in the shader `sizes.<name>`. Negative whole numbers are there as their two's complement. */
export type Uniforms = Readonly<Record<string, number | Float>>

interface Kernel {
  /** The op's name. */
  readonly op: string
  /** With the op's name, all that the text depends on but the uniforms' names. */
  readonly variant: string
  /** What is read: its name in the shader, the view, and whether it is seen as vectors of four. */
  readonly reads: Readonly<Record<string, Read>>
  readonly uniforms: Uniforms
  /** A flat count. */
  readonly workgroups: number
  readonly threads: number
  /** What stands before `main`. */
  readonly declarations?: () => string
  /** The body of `main`, which sees `group`, `lane` (a thread's number in its workgroup), and gives its results to `emit(index, value)`. */
  readonly body: () => string
}

export interface Read {
  readonly view: View
  readonly vectors?: boolean
}

/** Runs a kernel whose result is `out`: contiguous, each element emitted once. */
export function runKernel(gpu: Gpu, kernel: Kernel, out: View): void {
  if (kernel.workgroups === 0) return
  const { op, variant, reads, uniforms, workgroups } = kernel
  const emits = out.dtype === 'float32'
  gpu.run({
    op,
    key: `${op} ${variant}${emits ? '' : ` ${out.dtype}`}`,
    wgsl: () => text(kernel, emits ? null : out.dtype),
    reads: Object.values(reads).map(({ view }) => bufferOf(view)),
    writes: [bufferOf(out) as GpuBuffer],
    emits,
    uniforms: Object.values(uniforms).map((value) => (value instanceof Float ? value.bits : value >>> 0)),
    workgroups,
  })
}

/** The whole shader. Where the queue does not define `emit` (it does for float32), it is defined here, for `stored`. */
function text({ reads, uniforms, threads, declarations, body }: Kernel, stored: DType | null): string {
  const bindings = Object.entries(reads).map(
    ([name, { view, vectors }], i) =>
      `@group(0) @binding(${i}) var<storage, read> ${name}: array<${elementOf(view, vectors)}>;`,
  )
  const members = Object.entries(uniforms).map(([name, value]) => `${name}: ${value instanceof Float ? 'f32' : 'u32'}`)
  return `${bindings.join('\n')}
struct Sizes { ${members.join(', ')} }
@group(0) @binding(${bindings.length + 1}) var<uniform> sizes: Sizes;
${stored ? emitOf(stored, bindings.length) : ''}
${FLAT_GROUP}
${declarations?.() ?? ''}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let group = flat_group(id, groups);
  ${body()}
}`
}

const elementOf = (view: View, vectors = false): string => {
  const type = wordType(view.dtype)
  return vectors ? `vec4<${type}>` : type
}

function emitOf(dtype: DType, binding: number): string {
  const type: WordType = wordType(dtype)
  return `@group(0) @binding(${binding}) var<storage, read_write> result: array<${type}>;
fn emit(index: u32, value: ${type}) { result[index] = ${narrowed('value', dtype)}; }`
}

/** The least finite float: where a search for the greatest begins, so that a line of -Infinity alone sums up to 0. */
export const LEAST = '-0x1.fffffep+127f'

/** `line` for every number below n. */
export const times = (n: number, line: (i: number) => string, between = '\n  '): string =>
  Array.from({ length: n }, (_, i) => line(i)).join(between)
