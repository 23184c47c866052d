/*
 * Running folds. Bounded by memory, and by the length of a line, since every step needs the one before. Short or many lines: a thread
 * each. Long ones: a workgroup, in chunks of as many elements as it has threads; a chunk is scanned in workgroup memory by
 * doubling the distance (Hillis and Steele), and what all chunks before it folded to is carried along.
 */
import type { PrimitiveKernels } from '@torchlet/tensor-core/ops'
import { expressionOf } from '../expression'
import { bufferOf } from '../program'
import type { Recorder } from '../recorder'
import { Shader } from '../wgsl/shader'
import { foldText } from '../wgsl/template'
import { wordType } from '../wgsl/words'
import { linesOf, shareOf } from './lines'

export function scanKernels(recorder: Recorder): Pick<PrimitiveKernels, 'scan'> {
  return {
    scan(op, x, dim, out) {
      const lines = linesOf(x, [dim])
      const { count: lineCount, length, view } = lines
      if (lineCount === 0 || length === 0) return
      const shader = new Shader()
      const type = wordType(x.dtype)
      shader.element('element', expressionOf(recorder.node(view), view.shape))
      shader.add(`fn fold(x: ${type}, y: ${type}) -> ${type} { return ${foldText(op, x.dtype)}; }`)
      const target = linesOf(out, [dim]).view
      shader.address('place', target.shape, target.strides, target.offset)
      const to = shader.output(recorder.written(bufferOf(out)))
      const n = shader.uniform(length)
      const threads = shareOf(lines, recorder.onProcessor)
      if (threads === 'thread') {
        const workgroups = shader.each(
          lineCount,
          `var folded = element(i * ${n});
  ${to}[place(i * ${n})] = folded;
  for (var k = 1u; k < ${n}; k++) {
    folded = fold(folded, element(i * ${n} + k));
    ${to}[place(i * ${n} + k)] = folded;
  }`,
        )
        recorder.dispatch(op.name, shader, workgroups)
        return
      }
      const count = shader.uniform(lineCount)
      shader.add(`var<workgroup> folds: array<${type}, ${threads}>;`)
      shader.main(
        `if (group >= ${count}) { return; }
  var carried: ${type};
  for (var first = 0u; first < ${n}; first += ${threads}u) {
    let k = first + lane;
    if (k < ${n}) { folds[lane] = element(group * ${n} + k); }
    for (var distance = 1u; distance < ${threads}u; distance *= 2u) {
      workgroupBarrier();
      var folded = folds[lane];
      if (lane >= distance) { folded = fold(folds[lane - distance], folded); }
      workgroupBarrier();
      folds[lane] = folded;
    }
    workgroupBarrier();
    var folded = folds[lane];
    if (first > 0u) { folded = fold(carried, folded); }
    if (k < ${n}) { ${to}[place(group * ${n} + k)] = folded; }
    if (first > 0u) { carried = fold(carried, folds[${threads - 1}]); } else { carried = folds[${threads - 1}]; }
    workgroupBarrier();
  }`,
        threads,
      )
      recorder.dispatch(op.name, shader, lineCount)
    },
  }
}
