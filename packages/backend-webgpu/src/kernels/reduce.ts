/*
 * Reductions. Bounded by reading x once. Few long lines: a workgroup folds each (threads side by side read neighbours, then a tree in
 * workgroup memory); very long ones are cut into parts that a second pass folds. Many or short lines: a thread each. x may be a
 * pending expression, which is computed as it is read.
 */
import type { PrimitiveKernels, ReduceOp, View } from '@torchlet/tensor-core/ops'
import { expressionOf } from '../expression'
import { bufferOf, floatBits } from '../program'
import type { Recorder } from '../recorder'
import { BufferView } from '../view'
import { Shader } from '../wgsl/shader'
import { elementText, foldText } from '../wgsl/template'
import { wordType } from '../wgsl/words'
import { type Lines, linesOf, shareOf } from './lines'

/** Elements of a line that one workgroup folds, where there are few lines. */
const PART = 16384
/** Elements that a thread folds by themselves before they join the others: a long sum loses less. */
const STEP = 64

function initWord({ init }: ReduceOp, isFloat: boolean): number {
  if (isFloat) return floatBits(init)
  return Number.isFinite(init) ? init : init > 0 ? 0x7fffffff : 0x80000000
}

/** Defines `fold(x, y)` and declares the functions that a body of lines needs. */
function foldShader(op: ReduceOp, x: View, recorder: Recorder, { view }: Lines): { shader: Shader; type: string } {
  const shader = new Shader()
  const expression = expressionOf(recorder.node(view), view.shape)
  shader.element('element_as_it_is', expression)
  const type = wordType(x.dtype)
  shader.add(`fn element(i: u32) -> ${type} { let x = element_as_it_is(i); return ${elementText(op, x.dtype)}; }`)
  shader.add(`fn fold(x: ${type}, y: ${type}) -> ${type} { return ${foldText(op, x.dtype)}; }`)
  return { shader, type }
}

export function reduceKernels(recorder: Recorder): Pick<PrimitiveKernels, 'reduce'> {
  function byThread(op: ReduceOp, x: View, lines: Lines, out: View): void {
    const { shader, type } = foldShader(op, x, recorder, lines)
    const to = shader.output(recorder.written(bufferOf(out)))
    const n = shader.uniform(lines.length)
    const init = shader.uniform(initWord(op, type === 'f32'), type as 'f32' | 'i32')
    const workgroups = shader.each(
      lines.count,
      `var folded = ${init};
  for (var first = 0u; first < ${n}; first += ${STEP}u) {
    var part = ${init};
    for (var k = first; k < min(first + ${STEP}u, ${n}); k++) { part = fold(part, element(i * ${n} + k)); }
    folded = fold(folded, part);
  }
  ${to}[i] = folded;`,
    )
    recorder.dispatch(op.name, shader, workgroups)
  }

  function byGroup(op: ReduceOp, x: View, lines: Lines, threads: number, parts: number, out: View): void {
    const { shader, type } = foldShader(op, x, recorder, lines)
    const to = shader.output(recorder.written(bufferOf(out)))
    const [count, n, perLine] = [lines.count * parts, lines.length, parts].map((word) => shader.uniform(word))
    const part = shader.uniform(Math.ceil(lines.length / parts))
    const init = shader.uniform(initWord(op, type === 'f32'), type as 'f32' | 'i32')
    shader.add(`var<workgroup> folds: array<${type}, ${threads}>;`)
    shader.main(
      `if (group >= ${count}) { return; }
  let start = group / ${perLine} * ${n};
  let first = group % ${perLine} * ${part};
  let end = min(first + ${part}, ${n});
  var folded = ${init};
  for (var k = first + lane; k < end; k += ${threads}u) { folded = fold(folded, element(start + k)); }
  folds[lane] = folded;
  for (var half = ${threads / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { folds[lane] = fold(folds[lane], folds[lane + half]); }
  }
  if (lane == 0u) { ${to}[group] = folds[0]; }`,
      threads,
    )
    recorder.dispatch(op.name, shader, lines.count * parts)
  }

  return {
    reduce(op, x, dims, out) {
      const lines = linesOf(x, dims)
      if (lines.count === 0) return
      const threads = shareOf(lines, recorder.onProcessor)
      if (threads === 'thread') {
        byThread(op, x, lines, out)
        return
      }
      const parts = lines.count < 64 ? Math.ceil(lines.length / PART) : 1
      if (parts === 1) {
        byGroup(op, x, lines, threads, 1, out)
        return
      }
      const partial = recorder.allocate(x.dtype, lines.count * parts)
      const view = new BufferView(partial, [lines.count, parts])
      byGroup(op, x, lines, threads, parts, view)
      // What was folded is no element any more.
      const { wgslElement: _, ...join } = op
      byGroup(join, view, linesOf(view, [1]), 64, 1, out)
      recorder.free(partial)
    },
  }
}
